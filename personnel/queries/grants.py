"""Who was named to keep, to approve or to see more in the register."""

from uuid import UUID

from sqlalchemy import Select, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units.models import Desk
from personnel.models import RegisterGrant, Scope


def standing_grants(actor: Actor) -> list[RegisterGrant]:
    """The namings of desks of the administrator's own agency, newest first."""
    return list(db.session.scalars(_own(actor).order_by(RegisterGrant.id.desc())))


def _own(actor: Actor) -> Select[RegisterGrant]:
    agency_id = actor.agency_id if actor.holds(Role.ADMIN) else None
    return (
        select(RegisterGrant)
        .join(Desk, Desk.id == RegisterGrant.desk_id)
        .where(Desk.agency_id == agency_id, RegisterGrant.ended_at.is_(None))
    )


def grant_by_uid(uid: UUID, actor: Actor) -> RegisterGrant:
    """A standing naming of the administrator's agency, or 404."""
    found = db.session.scalars(_own(actor).where(RegisterGrant.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such naming."))
    return found


def standing_grant(desk_id: int, unit_id: int, scope: Scope) -> RegisterGrant | None:
    """The same naming, while it stands."""
    own = select(RegisterGrant).where(
        RegisterGrant.desk_id == desk_id,
        RegisterGrant.unit_id == unit_id,
        RegisterGrant.scope == scope,
        RegisterGrant.ended_at.is_(None),
    )
    return db.session.scalars(own).first()
