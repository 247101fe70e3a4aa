"""Opinion slips: who sees which, their members, papers and sheets."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from meetings.models import OpinionSlip, SlipMember, SlipPaper, SlipState
from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Tenure

PAGE = 50
ASKED = (SlipState.SENT, SlipState.CLOSED, SlipState.SIGNED)


def slips_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The desk that asks, and from the sending on whoever is asked."""
    if actor.is_machine:
        return true()
    if actor.person_id is None or actor.delegation_id is not None:
        return false()
    asked = exists().where(
        SlipMember.slip_id == OpinionSlip.id, SlipMember.person_id == actor.person_id
    )
    return or_(OpinionSlip.desk_id == actor.desk_id, and_(asked, OpinionSlip.state.in_(ASKED)))


def visible_slip(uid: UUID, actor: Actor) -> OpinionSlip:
    """The slip, or 404 for whoever may not see it."""
    wanted = select(OpinionSlip).where(OpinionSlip.uid == uid, slips_visible_to(actor))
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such slip on your desk."))
    return found


def listed_slips(actor: Actor, *, before: int = 0, size: int = PAGE) -> list[OpinionSlip]:
    """A page and one row more, the latest first."""
    wanted = select(OpinionSlip).where(slips_visible_to(actor))
    if before:
        wanted = wanted.where(OpinionSlip.id < before)
    return list(db.session.scalars(wanted.order_by(OpinionSlip.id.desc()).limit(size + 1)))


@dataclass(frozen=True)
class Askable:
    """A post of the agency with the official who holds it now."""

    desk_id: int
    desk_uid: UUID
    holder: str
    title: str


def askable(actor: Actor) -> list[Askable]:
    """Whom a slip may ask: the officials of the own agency in their posts, leaders first."""
    held = (
        select(Desk.id, Desk.uid, Person.full_name, Tenure.title)
        .join(Tenure, Tenure.desk_id == Desk.id)
        .join(Person, Person.id == Tenure.person_id)
        .where(Desk.agency_id == actor.agency_id, units.held_at(Tenure, clock.now()))
        .order_by(Tenure.unit_id, Tenure.id)
    )
    found: dict[int, Askable] = {}
    for row in db.session.execute(held):
        found.setdefault(row.id, Askable(*row))
    return list(found.values())


def slip_members(slip: OpinionSlip) -> list[SlipMember]:
    """Who is asked, in order."""
    wanted = select(SlipMember).where(SlipMember.slip_id == slip.id)
    return list(db.session.scalars(wanted.order_by(SlipMember.position, SlipMember.id)))


def slip_papers(slip: OpinionSlip) -> list[SlipPaper]:
    """The papers that go with it."""
    wanted = select(SlipPaper).where(SlipPaper.slip_id == slip.id)
    return list(db.session.scalars(wanted.order_by(SlipPaper.position, SlipPaper.id)))


def slip_paper(slip: OpinionSlip, uid: UUID) -> SlipPaper:
    """One of its papers, or 404."""
    for paper in slip_papers(slip):
        if paper.uid == uid:
            return paper
    raise NotFound(_("There is no such paper with this slip."))


def slip_by(uid: UUID) -> OpinionSlip | None:
    """The slip that a signature belongs to."""
    return db.session.scalars(select(OpinionSlip).where(OpinionSlip.uid == uid)).first()


def slips_due(within: timedelta) -> list[OpinionSlip]:
    """Slips that are out and due soon, or overdue."""
    last = clock.now() + within
    out = select(OpinionSlip).where(OpinionSlip.state == SlipState.SENT, OpinionSlip.due_at <= last)
    return list(db.session.scalars(out.order_by(OpinionSlip.due_at)))


def slips_without_sheet() -> list[OpinionSlip]:
    """Slips that were counted and whose sheet could not be made."""
    counted = OpinionSlip.state == SlipState.CLOSED
    failed = select(OpinionSlip).where(counted, OpinionSlip.sha256 == "", OpinionSlip.problem != "")
    return list(db.session.scalars(failed.order_by(OpinionSlip.id)))


def sees_slip_hash(actor: Actor, sha256: str) -> bool:
    """Whether a file is the result sheet of a slip that the actor sees."""
    own = select(OpinionSlip.id).where(OpinionSlip.sha256 == sha256, slips_visible_to(actor))
    return bool(sha256) and db.session.scalar(own.limit(1)) is not None
