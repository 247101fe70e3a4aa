"""Opening desks and seating people at them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from office import audit, clock
from office.accounts.models import Person
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, Role, require
from office.units.models import Desk, DeskKind, Tenure, Unit
from office.units.policy import Can
from office.units.queries import location


@operation
def open_desk(
    kind: DeskKind, *, unit: Unit, by: Actor, label: str = "", at: datetime | None = None
) -> Desk:
    """Set up a desk (bàn xử lý) in a unit; nobody sits at it yet."""
    require(by, Can.MANAGE_UNITS, unit)
    desk = Desk(uid=new_uid(), agency_id=unit.agency_id or unit.id, kind=kind, label=label)
    db.session.add(desk)
    db.session.flush()
    begin = at or clock.local_midnight(unit.opened_on)
    place(desk, unit_id=unit.id, at=begin, operation_uid=new_uid())
    audit.record("desk.open", desk, by=by, kind=kind, unit=unit.uid)
    return desk


def place(desk: Desk, *, unit_id: int, at: datetime, operation_uid: UUID) -> None:
    """Write where a desk stands from an instant on."""
    row = Tenure(
        uid=new_uid(),
        desk_id=desk.id,
        unit_id=unit_id,
        valid_from=at,
        operation_uid=operation_uid,
    )
    db.session.add(row)
    db.session.flush()


@operation
def seat(  # noqa: PLR0913 - a decision of appointment names all of these
    desk: Desk,
    person: Person,
    *,
    function: Role,
    title: str,
    by: Actor,
    at: datetime | None = None,
) -> Tenure:
    """Let an official hold a desk from an instant on (bổ nhiệm, phân công)."""
    require(by, Can.SEAT, desk)
    begin = at or clock.now()
    unit_id = location(desk.id, max(begin, clock.now()))
    if unit_id is None:
        raise Refusal(_("This desk stands in no unit."))
    tenure = hold(
        desk,
        person_id=person.id,
        unit_id=unit_id,
        function=function,
        title=title,
        at=begin,
        operation_uid=new_uid(),
    )
    audit.record("desk.seat", desk, by=by, person=person.uid, function=function, title=title)
    return tenure


def hold(  # noqa: PLR0913 - the columns of the row, each by name
    desk: Desk,
    *,
    person_id: int,
    unit_id: int,
    function: Role | None,
    title: str,
    at: datetime,
    operation_uid: UUID,
) -> Tenure:
    """Write who holds a desk from an instant on."""
    tenure = Tenure(
        uid=new_uid(),
        desk_id=desk.id,
        unit_id=unit_id,
        person_id=person_id,
        function=function,
        title=title,
        valid_from=at,
        operation_uid=operation_uid,
    )
    db.session.add(tenure)
    db.session.flush()
    return tenure


@operation
def unseat(tenure: Tenure, *, by: Actor, at: datetime | None = None) -> None:
    """End a post; its rights, delegations and tokens end with it at that instant."""
    require(by, Can.SEAT, tenure)
    if tenure.valid_to is not None:
        raise Refusal(_("This post has ended already."))
    tenure.valid_to = max(at or clock.now(), tenure.valid_from)
    desk = db.session.scalars(select(Desk).where(Desk.id == tenure.desk_id)).one()
    audit.record("desk.unseat", desk, by=by, tenure=tenure.uid)


@operation
def entitle(tenure: Tenure, title: str, *, by: Actor) -> Tenure:
    """Give a post another title from now on; under the old one everything stays as it was."""
    require(by, Can.SEAT, tenure)
    person, function = db.session.get(Person, tenure.person_id), tenure.function
    desk = db.session.get_one(Desk, tenure.desk_id)
    if person is None or function is None:
        raise Refusal(_("Nobody holds this post."))
    now = clock.now()
    unseat(tenure, by=by, at=now)
    return seat(desk, person, function=function, title=title, at=now, by=by)
