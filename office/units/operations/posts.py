"""Giving somebody a post: the desk that belongs to it is found or opened."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from office import clock
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, Role, require
from office.units.models import Desk, DeskKind, Tenure, Unit, UnitKind
from office.units.operations.desks import open_desk, seat
from office.units.policy import Can
from office.units.queries import clerk_desk, desk_of_unit, desks_in, held_at

KINDS = {
    Role.CLERK: DeskKind.CLERK,
    Role.UNIT_HEAD: DeskKind.UNIT,
    Role.LEADER: DeskKind.POST,
    Role.OFFICE_HEAD: DeskKind.POST,
}


@operation
def appoint(  # noqa: PLR0913 - a decision of appointment names all of these
    person: Person,
    unit: Unit,
    *,
    function: Role,
    title: str,
    by: Actor,
    at: datetime | None = None,
) -> Tenure:
    """Give somebody a post in a unit (bổ nhiệm, phân công); a successor takes over the desk."""
    require(by, Can.SEAT, unit)
    if function is Role.UNIT_HEAD and unit.kind is UnitKind.AGENCY:
        words = _("A head of unit needs the unit.")
        raise Invalid(words, fields={"function": words})
    desk = _desk_for(person, unit, function, title, by)
    since = clock.local_midnight(unit.opened_on)
    return seat(
        desk, person, function=function, title=title, at=max(at, since) if at else None, by=by
    )


def _desk_for(person: Person, unit: Unit, function: Role, title: str, by: Actor) -> Desk:
    kind = KINDS.get(function, DeskKind.PERSON)
    if kind is DeskKind.CLERK:
        return clerk_desk(unit.agency_id or unit.id)
    if kind is DeskKind.UNIT:
        return desk_of_unit(unit.id)
    if kind is DeskKind.POST:
        found = _vacant(unit, title)
        return found or open_desk(kind, unit=unit, label=title, by=by)
    return _own(person, unit) or open_desk(kind, unit=unit, by=by)


def _vacant(unit: Unit, title: str) -> Desk | None:
    """The desk that a predecessor left, with the work that lies on it."""
    held = aliased(Tenure)
    is_held = exists().where(
        held.desk_id == Desk.id, held.person_id.is_not(None), held_at(held, clock.now())
    )
    vacant = desks_in([unit.id]).where(
        Desk.kind == DeskKind.POST, Desk.label == title, Desk.label != "", ~is_held
    )
    return db.session.scalars(vacant).first()


def _own(person: Person, unit: Unit) -> Desk | None:
    """Somebody with two functions in one unit has one desk."""
    held = aliased(Tenure)
    mine = select(held.desk_id).where(held.person_id == person.id, held_at(held, clock.now()))
    own = desks_in([unit.id]).where(Desk.kind == DeskKind.PERSON, Desk.id.in_(mine))
    return db.session.scalars(own).first()
