"""Finding file plans, hand-overs, lists of what is destroyed, and packages of work files."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from documents.models import (
    DestructionList,
    DestructionState,
    Document,
    FilePlan,
    FilePlanLine,
    HandOver,
    PackageWay,
    PlanLevel,
    PlanState,
    WorkFile,
    WorkFileItem,
    WorkFilePackage,
    WorkFileState,
)
from documents.policy.workfiles import Can
from documents.queries.visibility import WHOLE_AGENCY, visible_to
from documents.queries.workfiles import desks_within, own_desks, visible_work_files
from office import clock, law
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role, allowed
from office.units import queries as units

S = WorkFileState
MOST_OUTLIVED = 100


def plans_of(actor: Actor) -> list[FilePlan]:
    """The file plans of the agency, the newest year first; they are no secret within it."""
    newest_first = _plans(actor).order_by(FilePlan.year.desc(), FilePlan.id)
    return list(db.session.scalars(newest_first))


def _plans(actor: Actor) -> Select[FilePlan]:
    return select(FilePlan).where(FilePlan.agency_id.in_(units.lineage(actor.agency_id or 0)))


def visible_plan(uid: UUID, actor: Actor) -> FilePlan:
    """A plan of the own agency, or 404."""
    found = db.session.scalars(_plans(actor).where(FilePlan.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such file plan in your agency."))
    return found


def plan_lines_of(plan: FilePlan) -> list[FilePlanLine]:
    """The lines of a plan in their order."""
    statement = select(FilePlanLine).where(FilePlanLine.plan_id == plan.id)
    return list(db.session.scalars(statement.order_by(FilePlanLine.position, FilePlanLine.id)))


def planned_files(actor: Actor) -> list[FilePlanLine]:
    """The files of plans in force this year that nobody has opened yet."""
    opened = exists().where(WorkFile.plan_line_id == FilePlanLine.id)
    statement = (
        select(FilePlanLine)
        .join(FilePlan, FilePlan.id == FilePlanLine.plan_id)
        .where(
            FilePlan.agency_id == actor.agency_id,
            FilePlan.year == clock.today().year,
            FilePlan.state == PlanState.IN_FORCE,
            FilePlanLine.level == PlanLevel.FILE,
            ~opened,
        )
        .order_by(FilePlan.unit_id, FilePlanLine.position)
    )
    return list(db.session.scalars(statement.limit(200)))


def hand_overs_of(actor: Actor, *, before: int | None = None) -> Select[HandOver]:
    """The hand-overs that the actor sees: the archive all, the others those of their desks."""
    statement = select(HandOver).where(HandOver.agency_id.in_(units.lineage(actor.agency_id or 0)))
    if before is not None:
        statement = statement.where(HandOver.id < before)
    if allowed(actor, Can.KEEP_ARCHIVE) or actor.roles & WHOLE_AGENCY:
        return statement.order_by(HandOver.id.desc())
    near = [HandOver.desk_id.in_(own_desks(actor))]
    if Role.UNIT_HEAD in actor.roles:
        near.append(HandOver.desk_id.in_(desks_within(units.subtree_ids(actor.unit_id))))
    return statement.where(or_(*near)).order_by(HandOver.id.desc())


def visible_hand_over(uid: UUID, actor: Actor) -> HandOver:
    """A hand-over, or 404."""
    found = db.session.scalars(hand_overs_of(actor).where(HandOver.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such hand-over on your desk."))
    return found


def files_handed_over(hand_over: HandOver) -> list[WorkFile]:
    """The files of a hand-over by their codes."""
    statement = select(WorkFile).where(WorkFile.hand_over_id == hand_over.id)
    return list(db.session.scalars(statement.order_by(WorkFile.catalog, WorkFile.notation)))


def destruction_lists(actor: Actor) -> list[DestructionList]:
    """The lists of files to be destroyed, for those who take part in destroying."""
    may = allowed(actor, Can.KEEP_ARCHIVE) or actor.roles & (WHOLE_AGENCY | {Role.UNIT_HEAD})
    if not may:
        return []
    own = units.lineage(actor.agency_id or 0)
    statement = select(DestructionList).where(DestructionList.agency_id.in_(own))
    return list(db.session.scalars(statement.order_by(DestructionList.id.desc())))


def visible_destruction(uid: UUID, actor: Actor) -> DestructionList:
    """A list of files to be destroyed, or 404."""
    found = next((row for row in destruction_lists(actor) if row.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such list on your desk."))
    return found


def files_to_destroy(paper: DestructionList) -> list[WorkFile]:
    """The files on such a list."""
    statement = select(WorkFile).where(WorkFile.destruction_id == paper.id)
    return list(db.session.scalars(statement.order_by(WorkFile.catalog, WorkFile.notation)))


def outlived_files(actor: Actor, *, most: int = MOST_OUTLIVED) -> list[WorkFile]:
    """The files whose period has run out and that nothing holds, the oldest first."""
    return list(db.session.scalars(_outlived(actor).order_by(WorkFile.id).limit(most)))


def have_outlived(files: Collection[WorkFile], actor: Actor) -> set[int]:
    """Those of the files that may be put on a list, by their numbers."""
    statement = _outlived(actor).where(WorkFile.id.in_([file.id for file in files]))
    return {file.id for file in db.session.scalars(statement)}


def _outlived(actor: Actor) -> Select[WorkFile]:
    dropped = DestructionList.state == DestructionState.DROPPED
    return select(WorkFile).where(
        WorkFile.agency_id.in_(units.lineage(actor.agency_id or 0)),
        WorkFile.state.in_([S.CLOSED, S.ARCHIVED]),
        WorkFile.is_frozen.is_(False),
        WorkFile.hold_reason == "",
        or_(*_periods_run_out()),
        or_(
            WorkFile.destruction_id.is_(None),
            exists().where(DestructionList.id == WorkFile.destruction_id, dropped),
        ),
    )


def _periods_run_out() -> Iterator[ColumnElement[bool]]:
    """The period counts from the year after the work ended."""
    this = clock.today().year
    for row in law.retentions():
        if not row.is_permanent:
            ended_before = date(this - row.years, 1, 1)
            yield and_(WorkFile.retention == row.code, WorkFile.ended_on < ended_before)


# ---------------------------------------------------------------------------- packages


def packages_of(file: WorkFile, actor: Actor) -> list[WorkFilePackage]:
    """The packages made of a file, newest first, for who may take it out as a whole."""
    if not _is_seen(file, actor):
        return []
    statement = select(WorkFilePackage).where(WorkFilePackage.work_file_id == file.id)
    return list(db.session.scalars(statement.order_by(WorkFilePackage.id.desc()).limit(10)))


def brought_packages(actor: Actor) -> list[WorkFilePackage]:
    """The packages that were brought to the agency's archive, newest first."""
    own = units.lineage(actor.agency_id or 0)
    statement = select(WorkFilePackage).where(
        WorkFilePackage.agency_id.in_(own), WorkFilePackage.way == PackageWay.IMPORT
    )
    return list(db.session.scalars(statement.order_by(WorkFilePackage.id.desc()).limit(20)))


def visible_package(uid: UUID, actor: Actor) -> WorkFilePackage:
    """A package of a file that the actor may take out, or 404."""
    package = db.session.scalars(select(WorkFilePackage).where(WorkFilePackage.uid == uid)).first()
    file = db.session.get(WorkFile, package.work_file_id or 0) if package else None
    if package is None or file is None or not _is_seen(file, actor):
        raise NotFound(_("There is no such package on your desk."))
    return package


def _is_seen(file: WorkFile, actor: Actor) -> bool:
    """Whoever takes out a file as a whole sees everything that ever lay in it."""
    is_his = bool(visible_work_files([file.uid], actor)) and allowed(actor, Can.EXPORT_FILE, file)
    return is_his and not _hides(file, actor)


def _hides(file: WorkFile, actor: Actor) -> bool:
    hidden = (
        select(WorkFileItem.id)
        .outerjoin(Document, and_(Document.id == WorkFileItem.document_id, visible_to(actor)))
        .where(
            WorkFileItem.work_file_id == file.id,
            WorkFileItem.document_id.is_not(None),
            Document.id.is_(None),
        )
    )
    return db.session.scalar(hidden.limit(1)) is not None
