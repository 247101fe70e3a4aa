"""How the exchange with the national database stands: numbers, dossiers, the log of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from office import clock, search
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from personnel.models import (
    Dossier,
    LinkState,
    NationalCall,
    NationalConnection,
    NationalLink,
)
from personnel.queries.dossiers import visible_to

NEEDS_PERSON_AFTER = timedelta(days=7)
WAITING = (LinkState.WAITING, LinkState.NOT_SENT)
FALLEN = ("later", "refused", "rejected", "conflict", "bad")
Place = tuple[str, int]
Told = tuple[Dossier, NationalLink | None]


@dataclass(frozen=True)
class Standing:
    """How many dossiers stand how, and since when the eldest has waited."""

    counts: Mapping[LinkState, int]
    waits_since: datetime | None


@dataclass(frozen=True)
class ToldNarrow:
    """What a list of dossiers is narrowed to."""

    words: str = ""
    state: LinkState | None = None
    units: Sequence[int] = field(default_factory=tuple)


def whole_standing() -> Standing:
    """Of all dossiers of the installation: numbers only, for who runs the line."""
    return _standing(Dossier.id.is_not(None))


def own_standing(actor: Actor) -> Standing:
    """Of the dossiers that the actor sees."""
    return _standing(visible_to(actor))


def _standing(seen: ColumnElement[bool]) -> Standing:
    asked = (
        select(
            NationalLink.state, func.count().label("dossiers"), func.min(NationalLink.changed_at)
        )
        .select_from(Dossier)
        .outerjoin(NationalLink, NationalLink.dossier_id == Dossier.id)
        .where(seen)
        .group_by(NationalLink.state)
    )
    counts = dict.fromkeys(LinkState, 0)
    since: list[datetime] = []
    for state, dossiers, first in db.session.execute(asked):
        counts[state or LinkState.NOT_SENT] += dossiers
        if state in WAITING:
            since.append(first)
    return Standing(counts, min(since, default=None))


def needs_person(line: NationalConnection) -> bool:
    """Whether trying again by itself is of no use any more."""
    since = line.silent_since
    return line.is_refused or (since is not None and clock.now() - since >= NEEDS_PERSON_AFTER)


# ----------------------------------------------------------------------------- dossiers


def told_dossiers(
    actor: Actor, wanted: ToldNarrow, *, after: Place | None = None, size: int = 50
) -> list[Told]:
    """A page and one more of the dossiers that the actor sees, by name, with how they stand."""
    found = (
        select(Dossier, NationalLink)
        .outerjoin(NationalLink, NationalLink.dossier_id == Dossier.id)
        .where(visible_to(actor), *_facts(wanted))
    )
    place = (Dossier.folded_name, Dossier.id)
    if after is not None:
        found = found.where(tuple_(*place) > after)
    rows = db.session.execute(found.order_by(*place).limit(size + 1))
    return [(dossier, link) for dossier, link in rows]


def _facts(wanted: ToldNarrow) -> list[ColumnElement[bool]]:
    words = search.words(wanted.words)
    facts = [Dossier.sought.contains(f" {word}", autoescape=True) for word in words]
    if wanted.units:
        facts.append(Dossier.unit_id.in_(wanted.units))
    if wanted.state is LinkState.NOT_SENT:
        facts.append(or_(NationalLink.id.is_(None), NationalLink.state == wanted.state))
    elif wanted.state is not None:
        facts.append(NationalLink.state == wanted.state)
    return facts


def chosen_dossiers(uids: Sequence[UUID], actor: Actor) -> list[Dossier]:
    """Those of the chosen that the actor sees."""
    seen = select(Dossier).where(Dossier.uid.in_(uids), visible_to(actor))
    return list(db.session.scalars(seen.order_by(Dossier.id)))


# -------------------------------------------------------------------------------- calls


def national_calls(name: str = "", *, fallen: bool = False) -> Select[NationalCall]:
    """The calls that were made; of one kind, or those that came to nothing only."""
    found = select(NationalCall)
    if name:
        found = found.where(NationalCall.name == name)
    if fallen:
        found = found.where(or_(*(NationalCall.outcome.contains(word) for word in FALLEN)))
    return found.order_by(NationalCall.id.desc())


def kinds_of_calls() -> list[str]:
    """The kinds that the log knows."""
    return sorted(db.session.scalars(select(NationalCall.name).distinct()))


def tries_of_call(correlation: UUID) -> Sequence[NationalCall]:
    """One call with all its tries, the first one first; or 404."""
    own = select(NationalCall).where(NationalCall.correlation == correlation)
    found = db.session.scalars(own.order_by(NationalCall.id)).all()
    if not found:
        raise NotFound(_("There is no such call in the log."))
    return found
