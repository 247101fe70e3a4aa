"""Search over what the reader may see: words without accents, or the beginning of a number."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select, union

from documents.models import (
    Document,
    DocumentUse,
    NumberEntry,
    NumberSeries,
    SavedSearch,
    UseKind,
)
from documents.queries.books import BOOK_COLUMNS
from documents.queries.visibility import led_by_others, listed_for, part_of, visible_to
from office import clock, search
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

NUMBER = re.compile(r"\d+[/\w.ĐđƯưƠơÔôÂâĂăÊê-]*")
LAST = "\U0010ffff"
CLASS = "document"
LOOKED_BACK = 60


def found(
    actor: Actor, wanted: str, *, before: int | None = None, narrow: Sequence[Any] = ()
) -> Select[*tuple[Any, ...]]:
    """The documents that fit, newest first: the smallest of part, number and words leads."""
    part = part_of(actor)
    if not wanted:
        statement = _books().where(listed_for(actor))
    elif part is not None:
        statement = _in_part(part, wanted)
    elif NUMBER.fullmatch(wanted):
        statement = _books().where(Document.id.in_(_numbered_or_worded(actor, wanted)))
    else:
        statement = _by_words(wanted, before)
    statement = statement.where(led_by_others(actor), *narrow)
    return statement.where(Document.id < before) if before is not None else statement


def _books() -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = BOOK_COLUMNS
    return select(*columns).order_by(Document.id.desc())


def _in_part(part: Select[int], wanted: str) -> Select[*tuple[Any, ...]]:
    """Few documents: each is looked into."""
    fits = [search.matches(wanted, CLASS, Document.__table__.c.id)]
    if NUMBER.fullmatch(wanted):
        fits.append(Document.symbol.startswith(wanted, autoescape=True))
        fits += [Document.arrival_no == number for number in _whole(wanted)]
    return _books().where(Document.id.in_(part), or_(*fits))


def _by_words(wanted: str, before: int | None) -> Select[*tuple[Any, ...]]:
    """Many documents: the index gives its hits from the newest on until a page is full."""
    hits = search.matching(wanted, CLASS, before=before)
    columns: tuple[Any, ...] = BOOK_COLUMNS
    joined = select(*columns).select_from(hits.rows)
    return joined.join(Document, Document.id == hits.object_id).order_by(hits.newest.desc())


def _numbered_or_worded(actor: Actor, wanted: str) -> Any:
    """A number is looked up where numbers are kept, each in an index of its own."""
    begins = and_(Document.symbol >= wanted, Document.symbol < wanted + LAST)
    ways = [
        select(Document.id).where(begins),
        select(search.matching(wanted, CLASS).object_id),
        *(_entered(actor, number) for number in _whole(wanted)),
    ]
    return union(*ways)


def _entered(actor: Actor, number: int) -> Select[Any]:
    return (
        select(NumberEntry.document_id)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(
            NumberEntry.number == number,
            NumberEntry.document_id.is_not(None),
            NumberSeries.agency_id.in_(units.lineage(actor.agency_id or 0)),
        )
    )


def _whole(wanted: str) -> Iterator[int]:
    if wanted.isdecimal() and len(wanted) < 10:
        yield int(wanted)


# ----------------------------------------------------------------------- kept questions


def saved_searches(actor: Actor) -> list[SavedSearch]:
    """The questions of the acting desk, and those shared with a unit above it."""
    above = [node.unit_id for node in units.tree().path(actor.unit_id or 0)]
    shared = [one for unit_id in above for one in units.lineage(unit_id)]
    statement = select(SavedSearch).where(
        or_(SavedSearch.desk_id == actor.desk_id, SavedSearch.unit_id.in_(shared))
    )
    return list(db.session.scalars(statement.order_by(SavedSearch.name, SavedSearch.id)))


def saved_search(uid: UUID, actor: Actor) -> SavedSearch:
    """One of them, or 404."""
    for one in saved_searches(actor):
        if one.uid == uid:
            return one
    raise NotFound(_("There is no such search."))


# --------------------------------------------------------------------------- log of use


_use = select(DocumentUse.id).where(
    DocumentUse.document_id == bindparam("document_id"),
    DocumentUse.account_id == bindparam("account_id"),
    DocumentUse.kind == bindparam("kind"),
    DocumentUse.on == bindparam("today"),
)


def is_noted(document: Document, kind: UseKind, actor: Actor) -> bool:
    """Whether today's log of use already names him."""
    values = {"document_id": document.id, "account_id": actor.account_id, "kind": kind}
    return db.session.connection().scalar(_use, values | {"today": clock.today()}) is not None


def accesses_of(document: Document, most: int = 200) -> list[DocumentUse]:
    """Who saw the document, newest first."""
    statement = select(DocumentUse).where(DocumentUse.document_id == document.id)
    return list(db.session.scalars(statement.order_by(DocumentUse.id.desc()).limit(most)))


def access_count(document: Document) -> int:
    """How many persons saw the document, ever."""
    statement = select(func.count(DocumentUse.account_id.distinct()))
    return db.session.scalar(statement.where(DocumentUse.document_id == document.id)) or 0


def recent_documents(actor: Actor, most: int = 8) -> list[Document]:
    """What he opened last and may still see, newest first."""
    last = (
        select(DocumentUse.id, DocumentUse.document_id)
        .where(DocumentUse.account_id == actor.account_id, DocumentUse.kind == UseKind.PAGE)
        .order_by(DocumentUse.id.desc())
        .limit(LOOKED_BACK)
        .subquery()
    )
    newest = func.max(last.c.id).label("newest")
    mine = select(last.c.document_id, newest).group_by(last.c.document_id).subquery()
    statement = (
        select(Document)
        .join(mine, mine.c.document_id == Document.id)
        .where(visible_to(actor))
        .order_by(mine.c.newest.desc())
        .limit(most)
    )
    return list(db.session.scalars(statement))
