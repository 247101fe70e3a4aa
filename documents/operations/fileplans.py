"""The list of files of a year (danh mục hồ sơ): drawn up, approved by the head, in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from documents.lifecycle import FILE_PLAN
from documents.models import FilePlan, FilePlanLine, PlanLevel, PlanState
from documents.operations.wording import needed
from documents.policy.workfiles import Can
from office import audit, clock, law
from office.db import db, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Unit

MOST_LINES = 2000


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan as it is written."""

    level: PlanLevel
    title: str
    notation: str = ""
    retention: str = ""
    creator: str = ""
    note: str = ""


@operation
def start_plan(unit: Unit, year: int, *, by: Actor) -> FilePlan:
    """Begin the plan of a unit for a year, with the lines of the year before."""
    plan = FilePlan(agency_id=by.agency_id or 0, unit_id=unit.id, year=year, state=PlanState.DRAFT)
    require(by, Can.DRAW_UP_PLAN, plan)
    if unit.id not in units.subtree_ids(by.agency_id):
        raise NotFound(_("There is no such unit in your agency."))
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        words = _("A plan is made for last year, this year or the next.")
        raise Invalid(words, fields={"year": words})
    if _plan_of(plan.agency_id, unit.id, year) is not None:
        words = _("There is a plan of this unit for %(year)s.", year=year)
        raise Invalid(words, fields={"year": words})
    db.session.add(plan)
    db.session.flush()
    _copy_from(_plan_of(plan.agency_id, unit.id, year - 1), plan)
    audit.record("file_plan.start", plan, by=by, unit=unit.uid, year=year)
    return plan


def _plan_of(agency_id: int, unit_id: int, year: int) -> FilePlan | None:
    return db.session.scalars(
        select(FilePlan).where(
            FilePlan.agency_id == agency_id, FilePlan.unit_id == unit_id, FilePlan.year == year
        )
    ).first()


def _copy_from(last: FilePlan | None, plan: FilePlan) -> None:
    if last is None:
        return
    old = select(FilePlanLine).where(FilePlanLine.plan_id == last.id)
    for line in db.session.scalars(old.order_by(FilePlanLine.position)):
        db.session.add(
            FilePlanLine(
                plan_id=plan.id,
                position=line.position,
                level=line.level,
                notation=line.notation,
                title=line.title,
                retention=line.retention,
                desk_id=line.desk_id,
                creator=line.creator,
                note=line.note,
            )
        )


@operation
def write_plan(plan: FilePlan, lines: Sequence[PlanLine], *, by: Actor) -> None:
    """Put these lines into a plan that is being drawn up, in this order."""
    require(by, Can.DRAW_UP_PLAN, plan)
    if plan.state is not PlanState.DRAFT:
        raise Refusal(
            _("Only a plan that is being drawn up changes."),
            fix=_("The leader can send it back to be changed."),
        )
    _check_lines(lines)
    db.session.execute(delete(FilePlanLine).where(FilePlanLine.plan_id == plan.id))
    for position, line in enumerate(lines, 1):
        facts = {name: getattr(line, name) for name in PlanLine.__dataclass_fields__}
        db.session.add(FilePlanLine(plan_id=plan.id, position=position, **facts))
    audit.record("file_plan.write", plan, by=by, lines=len(lines))


def _check_lines(lines: Sequence[PlanLine]) -> None:
    if len(lines) > MOST_LINES:
        _refuse(_("A plan has at most %(count)s lines.", count=MOST_LINES))
    known, taken = {row.code for row in law.retentions()}, set()
    for number, line in enumerate(lines, 1):
        if not line.title:
            _refuse(_("Line %(line)s has no title.", line=number))
        if line.level is not PlanLevel.FILE:
            continue
        if line.retention not in known:
            _refuse(_("Line %(line)s: the period of keeping is not known.", line=number))
        if not line.notation or line.notation in taken:
            _refuse(_("Line %(line)s: the notation is missing or there twice.", line=number))
        taken.add(line.notation)


def _refuse(words: str) -> None:
    raise Invalid(words, fields={"lines": words})


@operation
def submit_plan(plan: FilePlan, *, by: Actor) -> None:
    """Give the plan to the head of the agency."""
    lines = select(FilePlanLine.id).where(FilePlanLine.plan_id == plan.id).limit(1)
    if db.session.scalar(lines) is None:
        raise Refusal(_("An empty plan is not submitted."), fix=_("Write its lines first."))
    FILE_PLAN.advance(plan, "submit", by)


@operation
def send_plan_back(plan: FilePlan, reason: str, *, by: Actor) -> None:
    """Give the plan back to be changed."""
    FILE_PLAN.advance(plan, "send_back", by, reason=needed(reason))


@operation
def approve_plan(plan: FilePlan, *, by: Actor) -> None:
    """The head approves: files are opened from the plan from now on."""
    FILE_PLAN.advance(plan, "approve", by)
    plan.approved_by, plan.approved_at = by.name, clock.now()
