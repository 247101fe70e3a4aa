"""The list of dossiers: what is looked for, page by page, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from office import search
from office.db import db
from office.permissions import Actor
from personnel.models import Dossier, Standing
from personnel.queries.dossiers import branch_of, visible_to
from personnel.queries.secrets import citizen_mark
from personnel.record.citizen import is_number

CLASS = "dossier"
MOST_COUNTED = 1_000
FEW_UNITS = 100
Place = tuple[str, int]


@dataclass(frozen=True)
class Narrow:
    """What a list of dossiers is narrowed to; `units` are a unit with all below it.

    `words` are of the name, the staff number, the title or the grade, or a whole citizen number;
    `known` are of skills, learning and codes; `uids` are single officials who were ticked.
    """

    words: str = ""
    standing: Standing | None = None
    category: str = ""
    grade: str = ""
    known: str = ""
    units: Sequence[int] = field(default_factory=tuple)
    uids: Sequence[UUID] = field(default_factory=tuple)


def listed(actor: Actor, narrow: Narrow, *, after: Place | None, size: int) -> list[Dossier]:
    """A page and one row more; by name, but newest first where a whole branch is searched."""
    found = narrowed(actor, narrow)
    if _is_indexed(actor, narrow):
        return _by_index(found, narrow, after, size)
    found = found.order_by(Dossier.folded_name, Dossier.id)
    if after:
        place = tuple_(literal(after[0]), literal(after[1]))
        found = found.where(tuple_(Dossier.folded_name, Dossier.id) > place)
    return list(db.session.scalars(found.limit(size + 1)))


def narrowed(actor: Actor, narrow: Narrow) -> Select[Dossier]:
    """The dossiers that the actor may read and that fit, in no order yet."""
    found = select(Dossier).where(visible_to(actor), *_facts(narrow))
    if is_number(narrow.words):
        return found.where(Dossier.citizen_mark == citizen_mark(narrow.words))
    if _is_indexed(actor, narrow):
        return found
    for word in search.words(narrow.words):
        found = found.where(Dossier.sought.contains(f" {word}", autoescape=True))
    return found


def count(actor: Actor, narrow: Narrow) -> int:
    """How many fit, counted to a thousand and one: who sees more narrows further."""
    ids = _every(actor, narrow).with_only_columns(Dossier.id).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def ids_of(actor: Actor, narrow: Narrow, *, most: int) -> list[int]:
    """Everybody who fits, by name; at most so many."""
    found = _every(actor, narrow).order_by(Dossier.folded_name, Dossier.id)
    return list(db.session.scalars(found.with_only_columns(Dossier.id).limit(most)))


def _every(actor: Actor, narrow: Narrow) -> Select[Dossier]:
    found = narrowed(actor, narrow)
    if _is_indexed(actor, narrow):
        hits = search.matching(narrow.words, CLASS)
        found = found.join(hits.rows, hits.object_id == Dossier.id)
    return found


def _by_index(
    found: Select[Dossier], narrow: Narrow, after: Place | None, size: int
) -> list[Dossier]:
    hits = search.matching(narrow.words, CLASS, before=after[1] if after else None)
    found = found.join(hits.rows, hits.object_id == Dossier.id)
    return list(db.session.scalars(found.order_by(hits.newest.desc()).limit(size + 1)))


def _is_indexed(actor: Actor, narrow: Narrow) -> bool:
    """One body's dossiers are looked through; a branch has so many that the index is asked."""
    is_small = 0 < len(narrow.units) <= FEW_UNITS
    if not search.words(narrow.words) or is_number(narrow.words) or is_small:
        return False
    return actor.is_machine or bool(branch_of(actor))


def _facts(narrow: Narrow) -> list[ColumnElement[bool]]:
    wanted: dict[Any, Any] = {
        Dossier.standing: narrow.standing,
        Dossier.category: narrow.category,
        Dossier.grade: narrow.grade,
    }
    facts = [column == value for column, value in wanted.items() if value]
    if narrow.units:
        facts.append(Dossier.unit_id.in_(narrow.units))
    words = search.words(narrow.known)
    facts += [Dossier.known_for.contains(f" {word}", autoescape=True) for word in words]
    if narrow.uids:
        facts.append(Dossier.uid.in_(narrow.uids))
    return facts
