"""Lists of decisions, and the officials about whom somebody may decide."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from office import search
from office.db import db
from office.permissions import Actor, Role, allowed
from office.units import queries as units
from personnel.models import (
    OPEN,
    DecisionChange,
    DecisionState,
    Dossier,
    PersonnelDecision,
    Standing,
)
from personnel.policy import Can
from personnel.queries.dossiers import visible_to

VIEWS: dict[str, tuple[DecisionState, ...]] = {
    "open": OPEN,
    "recorded": (DecisionState.RECORDED,),
    "over": (DecisionState.DROPPED, DecisionState.CANCELLED),
}
MOST = 100


@dataclass(frozen=True, kw_only=True)
class NarrowDecisions:
    """Which decisions of a view: by words of the subject, number or official, of one kind."""

    words: str = ""
    kind: str = ""


def listed_decisions(
    actor: Actor, view: str = "", narrow: NarrowDecisions | None = None
) -> Select[PersonnelDecision]:
    """The decisions that the actor may read, of one view or all, in no order yet."""
    found = select(PersonnelDecision).where(_readable(actor))
    if view in VIEWS:
        found = found.where(PersonnelDecision.state.in_(VIEWS[view]))
    return found.where(*_narrowed(narrow)) if narrow else found


def readable_among(ids: Collection[int], actor: Actor) -> set[int]:
    """Which of these decisions the actor may open."""
    own = select(PersonnelDecision.id).where(PersonnelDecision.id.in_(ids), _readable(actor))
    return set(db.session.scalars(own))


def _readable(actor: Actor) -> ColumnElement[bool]:
    """His own body's for the staff office; else those of which every dossier is readable."""
    touched = select(DecisionChange.decision_id).join(
        Dossier, Dossier.id == DecisionChange.dossier_id
    )
    readable = PersonnelDecision.id.in_(touched.where(visible_to(actor)))
    hidden = PersonnelDecision.id.in_(touched.where(~visible_to(actor)))
    if actor.holds(Role.HR):
        return or_(PersonnelDecision.agency_id == actor.agency_id, readable & ~hidden)
    return readable & ~hidden


def _narrowed(narrow: NarrowDecisions) -> Iterator[ColumnElement[bool]]:
    if narrow.kind:
        yield PersonnelDecision.kind == narrow.kind
    for word in narrow.words.split():
        named = select(DecisionChange.decision_id).join(
            Dossier, Dossier.id == DecisionChange.dossier_id
        )
        folded = Dossier.folded_name.contains(search.fold(word), autoescape=True)
        yield or_(
            PersonnelDecision.subject.icontains(word, autoescape=True),
            PersonnelDecision.number.icontains(word, autoescape=True),
            PersonnelDecision.id.in_(named.where(or_(folded, Dossier.staff_no == word))),
        )


def decidable(actor: Actor, words: str = "", unit_id: int | None = None) -> Select[Dossier]:
    """Officials in service or coming, of whom the actor keeps the dossier, by name."""
    found = select(Dossier).where(visible_to(actor), Dossier.standing != Standing.LEFT)
    found = found.where(Dossier.person_id != (actor.person_id or 0))
    for word in search.fold(words).split():
        named = Dossier.folded_name.contains(word, autoescape=True)
        found = found.where(or_(named, Dossier.staff_no.icontains(word, autoescape=True)))
    if unit_id is not None:
        found = found.where(Dossier.unit_id.in_(units.subtree_ids(unit_id)))
    return found.order_by(Dossier.folded_name, Dossier.id)


def chosen(
    actor: Actor, uids: Sequence[UUID], unit_id: int | None, numbers: Sequence[str]
) -> tuple[list[Dossier], list[str]]:
    """The officials who were chosen one by one, with a whole unit and by their numbers.

    With them the numbers that nobody has here, whom the actor may decide about.
    """
    wanted = [Dossier.uid.in_(uids), Dossier.staff_no.in_(numbers)]
    if unit_id is not None:
        wanted.append(Dossier.unit_id.in_(units.subtree_ids(unit_id)))
    found = db.session.scalars(decidable(actor).where(or_(*wanted))).all()
    kept = [one for one in found if allowed(actor, Can.PREPARE, one)]
    known = {one.staff_no for one in kept}
    return kept, [one for one in numbers if one not in known]
