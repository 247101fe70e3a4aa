"""Who may do what with work files, their plans and the archive; roles are named nowhere else."""

from enum import StrEnum

from documents.models import DestructionList, FilePlan, WorkFile, WorkFileAccess
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units
from office.units.settings import settings_of


class Can(StrEnum):
    """The permissions over work files."""

    OPEN_FILE = "open_file"
    KEEP_FILE = "keep_file"
    EXPORT_FILE = "export_file"
    CONFIRM_ACCESS = "confirm_access"
    KEEP_ARCHIVE = "keep_archive"
    DRAW_UP_PLAN = "draw_up_plan"
    APPROVE_PLAN = "approve_plan"
    JUDGE_DESTRUCTION = "judge_destruction"
    DECIDE_DESTRUCTION = "decide_destruction"


def _heads_desk(actor: Actor, desk_id: int) -> bool:
    """Whether a desk stands in the unit that the actor heads."""
    if not actor.holds(Role.UNIT_HEAD):
        return False
    return units.location(desk_id) in units.subtree_ids(actor.unit_id)


def _leads(actor: Actor, agency_id: int) -> bool:
    return actor.holds(Role.LEADER, agency_id=units.successor_of(agency_id))


@rule(Can.OPEN_FILE)
def may_open_file(actor: Actor, _: object) -> bool:
    """Whoever is assigned work opens a file for it (Decree 30/2020/NĐ-CP art. 29)."""
    working = {Role.OFFICIAL, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER, Role.CLERK}
    return bool(actor.roles & working)


@rule(Can.KEEP_FILE)
def may_keep_file(actor: Actor, file: WorkFile) -> bool:
    """The person who keeps the file and the head of the unit put in, close and hand over."""
    if file.is_imported:
        return False
    return file.desk_id == actor.desk_id or _heads_desk(actor, file.desk_id)


@rule(Can.EXPORT_FILE)
def may_export_file(actor: Actor, file: WorkFile) -> bool:
    """The person who keeps the file, the head of the unit and the archive take it out as a whole.

    A deputy never does: what leaves the house leaves it by its own keeper.
    """
    if actor.delegation_id is not None:
        return False
    keeps = file.desk_id == actor.desk_id or _heads_desk(actor, file.desk_id)
    return keeps or may_keep_archive(actor, file)


@rule(Can.CONFIRM_ACCESS)
def may_confirm_access(actor: Actor, change: WorkFileAccess) -> bool:
    """The head of the unit or a leader confirms a change of access, never the one who asked."""
    file = db.session.get_one(WorkFile, change.work_file_id)
    if change.asked_desk_id == actor.desk_id:
        return False
    return _heads_desk(actor, file.desk_id) or _leads(actor, file.agency_id)


@rule(Can.KEEP_ARCHIVE)
def may_keep_archive(actor: Actor, subject: object) -> bool:
    """The agency's archive is kept by whom its setting names: the records clerk, or the office."""
    agency_id = getattr(subject, "agency_id", actor.agency_id) or 0
    own = units.successor_of(agency_id)
    kept_by = Role(settings_of(own).archive_kept_by)
    return actor.holds(kept_by, agency_id=own)


@rule(Can.DRAW_UP_PLAN)
def may_draw_up_plan(actor: Actor, plan: FilePlan | None) -> bool:
    """Heads of units draw up the plan of their unit, clerk and office that of any."""
    if plan is not None and units.successor_of(plan.agency_id) != actor.agency_id:
        return False
    if actor.roles & {Role.CLERK, Role.OFFICE_HEAD}:
        return True
    is_own = plan is None or plan.unit_id in units.subtree_ids(actor.unit_id)
    return actor.holds(Role.UNIT_HEAD) and is_own


@rule(Can.APPROVE_PLAN)
def may_approve_plan(actor: Actor, plan: FilePlan) -> bool:
    """The head of the agency approves the plan of files (Decree 30/2020/NĐ-CP art. 28)."""
    return actor.delegation_id is None and _leads(actor, plan.agency_id)


@rule(Can.JUDGE_DESTRUCTION)
def may_judge_destruction(actor: Actor, paper: DestructionList) -> bool:
    """A head of unit, the office or a leader gives the opinion, never who made the list."""
    judging = {Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER}
    is_other = actor.person_id != paper.made_by_person
    own = units.successor_of(paper.agency_id)
    return is_other and actor.agency_id == own and bool(actor.roles & judging)


@rule(Can.DECIDE_DESTRUCTION)
def may_decide_destruction(actor: Actor, paper: DestructionList) -> bool:
    """A leader decides in person; neither who made the list nor who gave the opinion."""
    others = {paper.made_by_person, paper.judged_by_person}
    is_in_person = actor.delegation_id is None and actor.person_id not in others
    return is_in_person and _leads(actor, paper.agency_id)
