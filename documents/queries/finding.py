"""Search over what the reader may see: words without accents, or the beginning of a number."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, or_, select, union

from documents.models import Document, NumberEntry, NumberSeries
from documents.queries.books import BOOK_COLUMNS
from documents.queries.visibility import led_by_others, part_of
from office import search
from office.permissions import Actor
from office.units import queries as units

NUMBER = re.compile(r"\d+[/\w.ĐđƯưƠơÔôÂâĂăÊê-]*")
LAST = "\U0010ffff"
CLASS = "document"


def found(actor: Actor, wanted: str, *, before: int | None = None) -> Select[*tuple[Any, ...]]:
    """The documents that fit, newest first: the smallest of part, number and words leads."""
    part = part_of(actor)
    if part is not None:
        statement = _in_part(part, wanted)
    elif NUMBER.fullmatch(wanted):
        statement = _books().where(Document.id.in_(_numbered_or_worded(actor, wanted)))
    else:
        statement = _by_words(wanted, before)
    statement = statement.where(led_by_others(actor))
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
