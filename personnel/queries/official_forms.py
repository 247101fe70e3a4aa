"""Which official layout a form is printed with."""

from uuid import UUID

from sqlalchemy import Select, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed
from office.units import queries as units
from personnel.models import OfficialForm
from personnel.policy import Can


def own_form(code: str, agency_id: int) -> OfficialForm | None:
    """What the agency itself has loaded for a form and not withdrawn."""
    own = _standing(code).where(OfficialForm.agency_id == agency_id)
    return db.session.scalars(own.order_by(OfficialForm.id.desc()).limit(1)).first()


def form_in_use(code: str, agency_id: int) -> OfficialForm | None:
    """The compared template of the agency, else of the nearest body above it that has one."""
    above = [node.unit_id for node in units.tree().path(agency_id)] or [agency_id]
    compared = OfficialForm.compared_at.is_not(None)
    found = _standing(code).where(OfficialForm.agency_id.in_(above), compared)
    ranked = sorted(db.session.scalars(found), key=lambda one: (above.index(one.agency_id), one.id))
    return ranked[-1] if ranked else None


def form_by_uid(uid: UUID, actor: Actor) -> OfficialForm:
    """A template of the administrator's own agency, also a withdrawn one, or 404."""
    found = db.session.scalars(select(OfficialForm).where(OfficialForm.uid == uid)).first()
    if found is None or not allowed(actor, Can.LOAD_FORM, found.agency_id):
        raise NotFound(_("There is no such template."))
    return found


def _standing(code: str) -> Select[OfficialForm]:
    return select(OfficialForm).where(OfficialForm.form == code, OfficialForm.ended_at.is_(None))
