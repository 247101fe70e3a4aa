"""The archive over HTTP: hand-overs, plans, destruction lists, packages."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import Reason, api, download
from documents.api.uploading import FileIn
from documents.api.workfiles import seen
from documents.models import (
    DestructionList,
    FilePlan,
    HandOver,
    PackageState,
    PlanLevel,
    WorkFile,
    WorkFilePackage,
)
from documents.operations.fileplans import PlanLine
from documents.policy.workfiles import Can
from office import blobs
from office.api import ByUid, Closed, Paging, Whole, shown
from office.db import db
from office.errors import NotFound
from office.foreign.kinds import Kind
from office.foreign.uploads import check_upload
from office.i18n import _
from office.permissions import require
from office.ui import paging
from office.units import queries as units


class ChosenIn(Closed):
    """Work files by their public names."""

    files: list[UUID] = Field(min_length=1, max_length=100)
    note: str = Field("", max_length=4000)


class NoteIn(Closed):
    """A remark, if there is one."""

    note: str = Field("", max_length=4000)


class HandOverOut(Closed):
    """A hand-over to the archive."""

    uid: UUID
    state: str
    year: int
    number: int
    unit_name: str
    given_by: str
    given_at: datetime
    taken_by: str
    taken_at: datetime | None
    note: str


class HandOverList(Closed):
    """A page of hand-overs, newest first."""

    items: list[HandOverOut]
    next: str | None


class CountOut(Closed):
    """How many files it was done to."""

    count: int


class LineModel(Closed):
    """A line of a plan."""

    level: PlanLevel = PlanLevel.FILE
    title: str = Field(min_length=1, max_length=500)
    notation: str = Field("", max_length=20)
    retention: str = Field("", max_length=30)
    creator: str = Field("", max_length=200)
    note: str = Field("", max_length=500)


class PlanOut(Closed):
    """A file plan with its lines."""

    uid: UUID
    version: int
    year: int
    unit: str
    state: str
    approved_by: str
    lines: list[LineModel] = []


class PlanList(Closed):
    """The plans of the agency, without lines."""

    items: list[PlanOut]


class PlanIn(Closed):
    """Which plan is begun."""

    unit: UUID
    year: Whole


class LinesIn(Closed):
    """All lines of a plan in their order."""

    lines: list[LineModel] = Field(max_length=2000)


class DestructionOut(Closed):
    """A list of files to be destroyed."""

    uid: UUID
    state: str
    reason: str
    opinion: str
    decision: str
    made_by: str
    judged_by: str
    decided_by: str
    files: list[UUID] = []


class DestructionLists(Closed):
    """The lists, newest first."""

    items: list[DestructionOut]


class OutlivedIn(Reason):
    """The files of a new list."""

    files: list[UUID] = Field(min_length=1, max_length=100)


class PackageStateOut(Closed):
    """A package of a work file and how far the worker is."""

    uid: UUID
    state: str
    name: str
    sha256: str
    size: int
    problem: str
    report: dict[str, Any]


class PackageStates(Closed):
    """Packages, newest first."""

    items: list[PackageStateOut]


def _filled(schema: type[Closed], record: Any, **more: Any) -> Any:
    names = set(schema.model_fields) - set(more)
    return schema(**{name: getattr(record, name) for name in names}, **more)


def _chosen(uids: list[UUID]) -> list[WorkFile]:
    found = queries.visible_work_files(uids, g.actor)
    if len(found) < len(set(uids)):
        raise NotFound(_("There is no such work file on your desk."))
    return found


# --------------------------------------------------------------------------- hand-overs


@api.get("/hand-overs", responses={200: HandOverList})
def hand_overs(query: Paging) -> Response:
    """What was handed over to the archive."""
    before = paging.decode(query.cursor, int)
    found = queries.hand_overs_of(g.actor, before=before[0] if before else None)
    rows = db.session.scalars(found.limit(query.limit + 1)).all()
    page = paging.page_of(rows, key=lambda made: (made.id,), size=query.limit)
    shown_rows = [_filled(HandOverOut, row) for row in page.rows]
    return shown(HandOverList(items=shown_rows, next=page.after))


@api.post("/hand-overs", responses={201: HandOverOut})
def new_hand_over(body: ChosenIn) -> Response:
    """Hand closed files over to the archive as one list."""
    made = operations.offer_files(_chosen(body.files), body.note, by=g.actor)
    return shown(_filled(HandOverOut, made), status=201)


@api.post("/hand-overs/notices", responses={200: CountOut})
def hand_over_notices(body: ChosenIn) -> Response:
    """Tell the keepers that the archive expects these files."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    done = operations.announce_hand_over(_chosen(body.files), by=g.actor)
    return shown(CountOut(count=done))


def _made(path: ByUid) -> HandOver:
    return queries.visible_hand_over(path.uid, g.actor)


@api.post("/hand-overs/<uuid:uid>/taking", responses={200: HandOverOut})
def hand_over_taking(path: ByUid, body: NoteIn) -> Response:
    """Take the files over: from now on they are only read."""
    made = _made(path)
    operations.take_over(made, body.note, by=g.actor)
    return shown(_filled(HandOverOut, made))


@api.post("/hand-overs/<uuid:uid>/return", responses={200: HandOverOut})
def hand_over_return(path: ByUid, body: Reason) -> Response:
    """Give the files back to be completed."""
    made = _made(path)
    operations.give_back_files(made, body.reason, by=g.actor)
    return shown(_filled(HandOverOut, made))


# -------------------------------------------------------------------------------- plans


def _plan_out(plan: FilePlan, *, with_lines: bool = True) -> PlanOut:
    found = queries.plan_lines_of(plan) if with_lines else []
    lines = [_filled(LineModel, line) for line in found]
    out: PlanOut = _filled(PlanOut, plan, unit=units.name_of(plan.unit_id), lines=lines)
    return out


def _plan(path: ByUid) -> FilePlan:
    return queries.visible_plan(path.uid, g.actor)


@api.get("/file-plans", responses={200: PlanList})
def file_plans() -> Response:
    """The file plans of the agency."""
    plans = queries.plans_of(g.actor)
    return shown(PlanList(items=[_plan_out(plan, with_lines=False) for plan in plans]))


@api.post("/file-plans", responses={201: PlanOut})
def new_file_plan(body: PlanIn) -> Response:
    """Begin a plan with the lines of the year before."""
    require(g.actor, Can.DRAW_UP_PLAN, None)
    made = operations.start_plan(units.unit_by_uid(body.unit), body.year, by=g.actor)
    return shown(_plan_out(made), status=201, record=made)


@api.get("/file-plans/<uuid:uid>", responses={200: PlanOut})
def file_plan(path: ByUid) -> Response:
    """One plan with its lines."""
    plan = _plan(path)
    return shown(_plan_out(plan), record=plan)


@api.put("/file-plans/<uuid:uid>/lines", responses={200: PlanOut})
def file_plan_lines(path: ByUid, body: LinesIn) -> Response:
    """Put these lines into the plan."""
    plan = _plan(path)
    lines = [PlanLine(**line.model_dump()) for line in body.lines]
    operations.write_plan(plan, lines, by=g.actor)
    return shown(_plan_out(plan), record=plan)


@api.post("/file-plans/<uuid:uid>/submission", responses={200: PlanOut})
def file_plan_submission(path: ByUid) -> Response:
    """Give the plan to the head of the agency."""
    plan = _plan(path)
    operations.submit_plan(plan, by=g.actor)
    return shown(_plan_out(plan), record=plan)


@api.post("/file-plans/<uuid:uid>/approval", responses={200: PlanOut})
def file_plan_approval(path: ByUid) -> Response:
    """Approve the plan."""
    plan = _plan(path)
    operations.approve_plan(plan, by=g.actor)
    return shown(_plan_out(plan), record=plan)


@api.post("/file-plans/<uuid:uid>/return", responses={200: PlanOut})
def file_plan_return(path: ByUid, body: Reason) -> Response:
    """Send the plan back to be changed."""
    plan = _plan(path)
    operations.send_plan_back(plan, body.reason, by=g.actor)
    return shown(_plan_out(plan), record=plan)


# -------------------------------------------------------------------------- destruction


def _paper_out(paper: DestructionList) -> DestructionOut:
    files = [file.uid for file in queries.files_to_destroy(paper)]
    out: DestructionOut = _filled(DestructionOut, paper, files=files)
    return out


def _paper(path: ByUid) -> DestructionList:
    return queries.visible_destruction(path.uid, g.actor)


@api.get("/destruction-lists", responses={200: DestructionLists})
def destruction_lists() -> Response:
    """The lists of files to be destroyed."""
    return shown(DestructionLists(items=[*map(_paper_out, queries.destruction_lists(g.actor))]))


@api.post("/destruction-lists", responses={201: DestructionOut})
def new_destruction_list(body: OutlivedIn) -> Response:
    """Write a list of files that have outlived their period."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    made = operations.list_outlived(_chosen(body.files), body.reason, by=g.actor)
    return shown(_paper_out(made), status=201)


@api.post("/destruction-lists/<uuid:uid>/opinion", responses={200: DestructionOut})
def destruction_opinion(path: ByUid, body: Reason) -> Response:
    """Say whether the files are without value."""
    paper = _paper(path)
    operations.judge_destruction(paper, body.reason, by=g.actor)
    return shown(_paper_out(paper))


@api.post("/destruction-lists/<uuid:uid>/decision", responses={200: DestructionOut})
def destruction_decision(path: ByUid, body: Reason) -> Response:
    """Decide, naming the decision's number and day."""
    paper = _paper(path)
    operations.decide_destruction(paper, body.reason, by=g.actor)
    return shown(_paper_out(paper))


@api.post("/destruction-lists/<uuid:uid>/dropping", responses={200: DestructionOut})
def destruction_dropping(path: ByUid) -> Response:
    """Give the list up."""
    paper = _paper(path)
    operations.drop_destruction(paper, by=g.actor)
    return shown(_paper_out(paper))


@api.post("/destruction-lists/<uuid:uid>/execution", responses={200: DestructionOut})
def destruction_execution(path: ByUid) -> Response:
    """Destroy the content; list and metadata stay."""
    paper = _paper(path)
    operations.carry_out_destruction(paper, by=g.actor)
    return shown(_paper_out(paper))


# ----------------------------------------------------------------------------- packages


def _package_out(package: WorkFilePackage) -> PackageStateOut:
    out: PackageStateOut = _filled(PackageStateOut, package)
    return out


@api.post("/work-files/<uuid:uid>/packages", responses={202: PackageStateOut})
def new_work_file_package(path: ByUid) -> Response:
    """Ask the worker for a package of the file."""
    return shown(_package_out(operations.ask_package(seen(path), by=g.actor)), status=202)


@api.get("/work-files/<uuid:uid>/packages", responses={200: PackageStates})
def work_file_packages(path: ByUid) -> Response:
    """The packages made of a file."""
    file = seen(path)
    require(g.actor, Can.EXPORT_FILE, file)
    return shown(PackageStates(items=[*map(_package_out, queries.packages_of(file, g.actor))]))


@api.get("/work-file-packages/<uuid:uid>/content")
def work_file_package(path: ByUid) -> Response:
    """The finished package."""
    found = queries.visible_package(path.uid, g.actor)
    if found.state is not PackageState.READY:
        raise NotFound(_("There is no such package on your desk."))
    return download(found.sha256, found.name, "application/zip")


@api.get("/work-file-packages", responses={200: PackageStates})
def brought_packages() -> Response:
    """The packages that were brought in, with what the check said."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    found = queries.brought_packages(g.actor)
    return shown(PackageStates(items=[_package_out(one) for one in found]))


@api.post("/work-file-packages", responses={202: PackageStateOut})
def bring_work_file(body: FileIn) -> Response:
    """Bring in a package of another installation."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    stream = BytesIO(body.content)
    accepted = check_upload(stream, body.name, allowed=(Kind.ZIP,))
    package = operations.bring_package(blobs.put(stream), accepted.name, by=g.actor)
    return shown(_package_out(package), status=202)
