"""Naming who keeps, approves or sees more than his post alone allows."""

from collections.abc import Collection

from sqlalchemy import select

from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk, Unit
from personnel.models import RegisterGrant, Scope
from personnel.policy import Can
from personnel.queries.grants import standing_grant


@operation
def grant_scope(desk: Desk, unit: Unit, scope: Scope, *, by: Actor) -> RegisterGrant:
    """Let the holder of a desk do more in the register, for a unit and all that stands under it."""
    require(by, Can.GRANT, unit.id)
    if desk.agency_id != by.agency_id:
        message = _("Name a desk of your own agency.")
        raise Invalid(message, fields={"desk": message})
    if standing_grant(desk.id, unit.id, scope):
        raise Refusal(
            _("This desk has been named for that already."),
            fix=_("End the present naming first, or choose another unit."),
        )
    made = RegisterGrant(
        uid=new_uid(), desk_id=desk.id, unit_id=unit.id, scope=scope, granted_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    facts = {"desk": desk.uid, "unit": unit.uid, "scope": scope.value}
    audit.record("register.grant", made, by=by, **facts)
    text = _l("You were named in the register of officials for %(unit)s.", unit=_name(unit))
    _tell(made, text, "grant")
    return made


@operation
def end_grant(grant: RegisterGrant, *, by: Actor) -> None:
    """Take the naming back from now on; what was seen and done under it stays in the log."""
    require(by, Can.GRANT, grant.unit_id)
    if grant.ended_at is not None:
        raise Refusal(_("This naming has ended already."))
    grant.ended_at = clock.now()
    audit.record("register.end_grant", grant, by=by, scope=grant.scope.value)
    unit = db.session.get_one(Unit, grant.unit_id)
    text = _l("Your naming in the register of officials for %(unit)s ended.", unit=_name(unit))
    _tell(grant, text, "end")


def end_grants_for(closed: Collection[int], *, by: Actor) -> None:
    """With a unit that is closed the namings for it end: its successor may be far wider.

    Part of a reorganisation; the desks are told, and an administrator names them anew.
    """
    standing = select(RegisterGrant).where(
        RegisterGrant.unit_id.in_(closed), RegisterGrant.ended_at.is_(None)
    )
    for grant in db.session.scalars(standing.order_by(RegisterGrant.id)).all():
        grant.ended_at = clock.now()
        audit.record("register.end_grant", grant, by=by, scope=grant.scope.value)
        text = _l(
            "Your naming in the register ended with a reorganisation; an administrator names anew."
        )
        _tell(grant, text, "end")


def _name(unit: Unit) -> str:
    return units.name_of(unit.id)


def _tell(grant: RegisterGrant, text: object, what: str) -> None:
    notices.tell(
        grant.desk_id,
        kind="personnel.grant",
        text=text,
        url="/personnel/",
        key=f"register-grant:{grant.uid}:{what}",
    )
