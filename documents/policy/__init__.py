"""Who may do what to a document; roles are named nowhere else in this package."""

from enum import StrEnum

from sqlalchemy import select

from documents.models import (
    BookVolume,
    Direction,
    Document,
    Duty,
    LineState,
    Routing,
    RoutingState,
    Task,
    TaskLine,
    TaskPart,
)
from documents.policy.lines import has_line, owes
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units

AT_WORK = (RoutingState.OPEN, RoutingState.HANDED)
URGED = (Duty.LEAD, Duty.COOPERATE, Duty.OPINION)
ASSIGNED = (Duty.LEAD, Duty.COOPERATE, Duty.INFORM)
HEADS = {Role.UNIT_HEAD, Role.OFFICE_HEAD}
DRAFTING = {Role.OFFICIAL, Role.HR, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER}


class Can(StrEnum):
    """The permissions of this package."""

    RECEIVE = "receive"
    REGISTER = "register"
    PRESENT = "present"
    PROPOSE = "propose"
    DIRECT = "direct"
    HAND_ON = "hand_on"
    HANDLE = "handle"
    RETURN = "return"
    URGE = "urge"
    TAKE_BACK = "take_back"
    DRAFT = "draft"
    EDIT = "edit"
    ASK_OPINION = "ask_opinion"
    GIVE_OPINION = "give_opinion"
    SUBMIT = "submit"
    SIGN = "sign"
    SENT_FOR_SIGNATURE = "sent_for_signature"
    NUMBER = "number"
    SEAL = "seal"
    ISSUE = "issue"
    REPLACE = "replace"
    FOLLOW_DELIVERIES = "follow_deliveries"
    MANAGE_CONNECTIONS = "manage_connections"
    RECORD = "record"
    GIVE_PROGRESS_CODE = "give_progress_code"
    READ_BOOKS = "read_books"
    KEEP_BOOKS = "keep_books"
    DECIDE_NUMBERING = "decide_numbering"
    SET_OPENING = "set_opening"
    RESERVE_NUMBER = "reserve_number"
    CLOSE_BOOK = "close_book"
    REOPEN_BOOK = "reopen_book"
    SIGN_BOOK = "sign_book"
    SEAL_BOOK = "seal_book"
    GIVE_TASK = "give_task"
    LEAD_TASK = "lead_task"
    HAND_DOWN_TASK = "hand_down_task"
    HELP_TASK = "help_task"
    JUDGE_TASK = "judge_task"


def _is_clerk_of(actor: Actor, agency_id: int) -> bool:
    """The clerk of the agency, or of the one that took its place."""
    return actor.holds(Role.CLERK, agency_id=units.successor_of(agency_id))


def is_leader_desk(desk_id: int) -> bool:
    """Whether a leader of the agency works at a desk: only he is presented to for a direction."""
    return any(holder.function is Role.LEADER for holder in units.holders(desk_id))


def _drafts(actor: Actor, document: Document) -> bool:
    return document.direction is Direction.OUTGOING and document.desk_id == actor.desk_id


@rule(Can.RECEIVE)
def may_receive(actor: Actor, _: object) -> bool:
    """Packages are taken in by the system itself."""
    return actor.is_machine


@rule(Can.RECORD)
def may_record(actor: Actor, _: object) -> bool:
    """Statuses of other agencies and finished signatures are recorded by the system itself."""
    return actor.is_machine


@rule(Can.REGISTER)
def may_register(actor: Actor, document: Document) -> bool:
    """Only the records clerk (văn thư) of the agency registers or refuses what arrives."""
    return _is_clerk_of(actor, document.agency_id)


@rule(Can.PRESENT)
def may_present(actor: Actor, document: Document) -> bool:
    """Only the records clerk of the agency presents a registered document."""
    return _is_clerk_of(actor, document.agency_id)


@rule(Can.TAKE_BACK)
def may_take_back(actor: Actor, document: Document) -> bool:
    """The clerk who presented may take a document back before the leader has acted."""
    return _is_clerk_of(actor, document.agency_id)


@rule(Can.PROPOSE)
def may_propose(actor: Actor, document: Document) -> bool:
    """The office head to whom it was presented proposes the direction."""
    return owes(actor, document, Duty.PROPOSE)


@rule(Can.DIRECT)
def may_direct(actor: Actor, document: Document) -> bool:
    """The leader to whom the document was presented gives the direction."""
    return owes(actor, document, Duty.DIRECT)


@rule(Can.HAND_ON)
def may_hand_on(actor: Actor, document: Document) -> bool:
    """The head of the lead unit hands the work to an official of the unit."""
    return bool(actor.roles & HEADS) and owes(actor, document, Duty.LEAD)


@rule(Can.HANDLE)
def may_handle(actor: Actor, document: Document) -> bool:
    """Whoever is lead at present reports, answers and completes."""
    return owes(actor, document, Duty.LEAD)


@rule(Can.RETURN)
def may_return(actor: Actor, document: Document) -> bool:
    """Whoever was given the document may return it to the one who gave it."""
    return owes(actor, document, Duty.LEAD, Duty.DIRECT, Duty.PROPOSE)


@rule(Can.URGE)
def may_urge(actor: Actor, document: Document) -> bool:
    """Whoever assigned something that is not done, and the office head, who follows it up."""
    follows = document.closed_at is None and _follows_up(actor, document)
    return follows or _has_assigned(actor, document)


def may_urge_line(routing: Routing, document: Document, actor: Actor) -> bool:
    """Whether he assigned this very line or follows the whole document up."""
    is_own = routing.from_desk_id == actor.desk_id
    return routing.duty in URGED and (is_own or _follows_up(actor, document))


def _follows_up(actor: Actor, document: Document) -> bool:
    is_here = actor.agency_id == units.successor_of(document.agency_id)
    return actor.holds(Role.OFFICE_HEAD) and is_here and not document.is_restricted


def _has_assigned(actor: Actor, document: Document) -> bool:
    return has_line(
        actor,
        document,
        lambda line: (
            line.from_desk_id == actor.desk_id and line.duty in URGED and line.state in AT_WORK
        ),
    )


@rule(Can.DRAFT)
def may_draft(actor: Actor, _: object) -> bool:
    """Officials, staff offices, heads of units and leaders draft in their own agency."""
    return bool(actor.roles & DRAFTING)


@rule(Can.EDIT)
def may_edit(actor: Actor, document: Document) -> bool:
    """The drafter, whom he invited, and the leader before whom the draft lies for signature."""
    return _drafts(actor, document) or owes(actor, document, Duty.CO_DRAFT, Duty.SIGN)


@rule(Can.ASK_OPINION)
def may_ask_opinion(actor: Actor, document: Document) -> bool:
    """The drafter asks on the draft; on what came in, whoever leads, directs or proposes."""
    return _drafts(actor, document) or owes(actor, document, Duty.LEAD, Duty.DIRECT, Duty.PROPOSE)


@rule(Can.GIVE_OPINION)
def may_give_opinion(actor: Actor, document: Document) -> bool:
    """Whoever was asked or cooperates gives the opinion."""
    return owes(actor, document, Duty.OPINION, Duty.COOPERATE)


@rule(Can.SUBMIT)
def may_submit(actor: Actor, document: Document) -> bool:
    """Only the drafter submits the draft for signature, and may withdraw it."""
    return _drafts(actor, document)


@rule(Can.SIGN)
def may_sign(actor: Actor, document: Document) -> bool:
    """Only the leader to whom it was submitted signs or sends back; never a deputy for him."""
    return actor.delegation_id is None and owes(actor, document, Duty.SIGN)


@rule(Can.SENT_FOR_SIGNATURE)
def may_send_back(actor: Actor, document: Document) -> bool:
    """The leader to whom it was submitted may send the draft back."""
    return owes(actor, document, Duty.SIGN)


@rule(Can.NUMBER)
def may_number(actor: Actor, document: Document) -> bool:
    """Only the records clerk of the agency numbers a signed document."""
    return _is_clerk_of(actor, document.agency_id)


@rule(Can.SEAL)
def may_seal(actor: Actor, document: Document) -> bool:
    """Only the clerk who holds the agency's key seals, in person (Decree 30/2020/NĐ-CP art. 32)."""
    is_in_person = actor.delegation_id is None and actor.scopes is None
    return is_in_person and _is_clerk_of(actor, document.agency_id)


@rule(Can.ISSUE)
def may_issue(actor: Actor, document: Document) -> bool:
    """Only the records clerk of the agency issues."""
    return _is_clerk_of(actor, document.agency_id) or actor.is_machine


@rule(Can.REPLACE)
def may_replace(actor: Actor, document: Document) -> bool:
    """Who drafted an issued document, or a leader of the agency, drafts what takes its place."""
    is_leader = actor.holds(Role.LEADER, agency_id=units.successor_of(document.agency_id))
    return is_leader or _drafts(actor, document)


@rule(Can.FOLLOW_DELIVERIES)
def may_follow_deliveries(actor: Actor, _: object) -> bool:
    """Packages and dispatches are followed by the records clerk of the agency."""
    return actor.holds(Role.CLERK)


@rule(Can.MANAGE_CONNECTIONS)
def may_manage_connections(actor: Actor, _: object) -> bool:
    """Connections are set by the administrator, acting in his own post."""
    return actor.holds(Role.ADMIN) and actor.delegation_id is None


@rule(Can.GIVE_PROGRESS_CODE)
def may_give_progress_code(actor: Actor, document: Document) -> bool:
    """The records clerk, who receives people, prints their receipts and withdraws their codes."""
    return document.is_incoming and _is_clerk_of(actor, document.agency_id)


@rule(Can.READ_BOOKS)
def may_read_books(actor: Actor, _: object) -> bool:
    """Registers are read by the records clerk, the leaders and the office head of the agency."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER, Role.OFFICE_HEAD})


@rule(Can.KEEP_BOOKS)
def may_keep_books(actor: Actor, _: object) -> bool:
    """Only the records clerk of the agency keeps its registers."""
    return actor.holds(Role.CLERK)


@rule(Can.DECIDE_NUMBERING)
def may_decide_numbering(actor: Actor, _: object) -> bool:
    """The head of the agency decides on number series (Decree 30/2020/NĐ-CP art. 15)."""
    return actor.holds(Role.LEADER) and actor.delegation_id is None


@rule(Can.SET_OPENING)
def may_set_opening(actor: Actor, agency_id: int) -> bool:
    """Where a series begins is set by clerk or leader of the agency, or at the first set-up."""
    own = actor.roles & {Role.CLERK, Role.LEADER} and actor.agency_id == agency_id
    is_admin = actor.holds(Role.ADMIN) and actor.delegation_id is None
    return bool(own) or is_admin or actor.is_machine


@rule(Can.RESERVE_NUMBER)
def may_reserve_number(actor: Actor, _: object) -> bool:
    """Only the records clerk of the agency keeps a number for somebody."""
    return actor.holds(Role.CLERK)


@rule(Can.CLOSE_BOOK)
def may_close_book(actor: Actor, _: object) -> bool:
    """A register is closed by the records clerk or a leader of the agency."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER})


@rule(Can.REOPEN_BOOK)
def may_reopen_book(actor: Actor, volume: BookVolume) -> bool:
    """Only a leader of the agency, in person, reopens a closed volume."""
    return actor.holds(Role.LEADER, agency_id=volume.agency_id) and actor.delegation_id is None


@rule(Can.SIGN_BOOK)
def may_sign_book(actor: Actor, volume: BookVolume) -> bool:
    """A leader of the agency signs a closed volume in person."""
    is_in_person = actor.delegation_id is None and actor.scopes is None
    return is_in_person and actor.holds(Role.LEADER, agency_id=volume.agency_id)


@rule(Can.SEAL_BOOK)
def may_seal_book(actor: Actor, volume: BookVolume) -> bool:
    """Only the clerk who holds the agency's key seals a closed volume, in person."""
    is_in_person = actor.delegation_id is None and actor.scopes is None
    return is_in_person and actor.holds(Role.CLERK, agency_id=volume.agency_id)


GIVERS = {Role.LEADER, Role.OFFICE_HEAD, Role.UNIT_HEAD}


@rule(Can.GIVE_TASK)
def may_give_task(actor: Actor, _: object) -> bool:
    """Leaders, the head of the office and heads of units give tasks."""
    return bool(actor.roles & GIVERS)


@rule(Can.LEAD_TASK)
def may_lead_task(actor: Actor, task: Task) -> bool:
    """Whoever is lead accepts, reports, asks for an extension or returns the task."""
    return actor.desk_id == task.lead_desk_id


@rule(Can.HAND_DOWN_TASK)
def may_hand_down_task(actor: Actor, task: Task) -> bool:
    """The lead who heads a unit hands parts of the task down to his own people."""
    return bool(actor.roles & GIVERS) and actor.desk_id == task.lead_desk_id and task.is_open


@rule(Can.HELP_TASK)
def may_help_task(actor: Actor, task: Task) -> bool:
    """A cooperating desk gives its contribution while it owes one."""
    owed = select(TaskLine.id).where(
        TaskLine.task_id == task.id,
        TaskLine.desk_id == actor.desk_id,
        TaskLine.part == TaskPart.COOPERATE,
        TaskLine.state == LineState.OWED,
    )
    return db.session.scalar(owed) is not None


@rule(Can.JUDGE_TASK)
def may_judge_task(actor: Actor, task: Task) -> bool:
    """Only the giver urges, grants extensions, evaluates, recalls and reopens."""
    return actor.desk_id == task.giver_desk_id
