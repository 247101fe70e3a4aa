"""What a reorganisation does to the rows of this package.

Mergers change tenures only; a transfer of function moves open work to another desk, and whoever
handled it before keeps what he could read, but sees nothing new.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from documents.models import (
    AccessState,
    AdvisoryBody,
    AxisConnection,
    AxisDelivery,
    AxisOutgoing,
    BookVolume,
    CopyLoan,
    CopyState,
    CoSigner,
    DeskCount,
    DestructionList,
    Directive,
    Dispatch,
    Document,
    DocumentAccess,
    DocumentCopy,
    Draft,
    DraftComment,
    DraftTemplate,
    Extension,
    FilePlan,
    FilePlanLine,
    Flag,
    Freeze,
    HandOver,
    LastingCopy,
    MetadataField,
    NamedRegister,
    NumberPlan,
    NumberSeries,
    OldBook,
    Opinion,
    OpinionRound,
    Participation,
    ReceiverSet,
    RecipientGroup,
    Relation,
    ReviewRule,
    ReviewStep,
    Routing,
    RoutingState,
    SavedPhrase,
    SavedSearch,
    SecretPaper,
    Sequel,
    StepState,
    Task,
    TaskEntry,
    TaskLine,
    TrayItem,
    Urging,
    WorkFile,
    WorkFileAccess,
    WorkFilePackage,
    WorkFileState,
)
from documents.operations.desk_work import move_duties
from documents.operations.tasks_lines import move_lines
from office.db import db
from office.units.reorganisation import Rule, at_reorganisation

HISTORY = (
    (Document, "agency_id"),
    (Routing, "from_desk_id"),
    (DeskCount, "desk_id"),
    (Directive, "desk_id"),
    (NumberPlan, "agency_id"),
    (NumberSeries, "agency_id"),
    (NamedRegister, "agency_id"),
    (AdvisoryBody, "agency_id"),
    (BookVolume, "agency_id"),
    (CopyLoan, "agency_id"),
    (DocumentCopy, "agency_id"),
    (OldBook, "agency_id"),
    (AxisConnection, "agency_id"),
    (AxisDelivery, "agency_id"),
    (AxisOutgoing, "agency_id"),
    (SecretPaper, "agency_id"),
    (TrayItem, "agency_id"),
    (Dispatch, "local_agency_id"),
    (DraftComment, "desk_id"),
    (DraftTemplate, "agency_id"),
    (DraftTemplate, "unit_id"),
    (SavedSearch, "desk_id"),
    (Flag, "desk_id"),
    (Relation, "desk_id"),
    (SavedSearch, "unit_id"),
    (Urging, "from_desk_id"),
    (Task, "agency_id"),
    (TaskEntry, "desk_id"),
    (FilePlan, "agency_id"),
    (FilePlan, "unit_id"),
    (WorkFile, "agency_id"),
    (DocumentAccess, "desk_id"),
    (DocumentAccess, "asked_desk_id"),
    (WorkFileAccess, "desk_id"),
    (WorkFileAccess, "asked_desk_id"),
    (FilePlanLine, "desk_id"),
    (HandOver, "agency_id"),
    (HandOver, "desk_id"),
    (DestructionList, "agency_id"),
    (WorkFilePackage, "agency_id"),
    (WorkFilePackage, "desk_id"),
    (Sequel, "agency_id"),
    (RecipientGroup, "agency_id"),
    (ReceiverSet, "agency_id"),
    (SavedPhrase, "agency_id"),
    (Freeze, "agency_id"),
    (MetadataField, "agency_id"),
    (ReviewRule, "agency_id"),
    (LastingCopy, "agency_id"),
)
AT_WORK = (RoutingState.OPEN, RoutingState.HANDED)


def declare() -> None:
    """Say the rule of every column that names a desk or a unit."""
    for model, column in HISTORY:
        at_reorganisation(model, column, Rule.STAYS)
    open_document = Document.closed_at.is_(None)
    at_reorganisation(Document, "desk_id", Rule.FOLLOWS_DESK, is_open=open_document)
    at_reorganisation(Draft, "signer_desk_id", Rule.FOLLOWS_DESK)
    kept_here = WorkFile.state.in_([WorkFileState.OPEN, WorkFileState.CLOSED])
    at_reorganisation(WorkFile, "desk_id", Rule.FOLLOWS_DESK, is_open=kept_here)
    at_reorganisation(RecipientGroup, "desk_id", Rule.FOLLOWS_DESK)
    wanted = DocumentCopy.state.in_([CopyState.ASKED, CopyState.PERMITTED, CopyState.MADE])
    for column in ("desk_id", "signer_desk_id"):
        at_reorganisation(DocumentCopy, column, Rule.FOLLOWS_DESK, is_open=wanted)
    waits = DocumentAccess.state == AccessState.ASKED
    at_reorganisation(DocumentAccess, "to_desk_id", Rule.FOLLOWS_DESK, is_open=waits)
    unanswered = Opinion.answered_at.is_(None)
    at_reorganisation(Opinion, "desk_id", Rule.FOLLOWS_DESK, is_open=unanswered)
    unread = Urging.read_at.is_(None)
    at_reorganisation(Urging, "to_desk_id", Rule.FOLLOWS_DESK, is_open=unread)
    at_work = Routing.state.in_(AT_WORK)
    at_reorganisation(Routing, "desk_id", Rule.FOLLOWS_DESK, is_open=at_work)(_move_routing)
    undecided = Extension.decided_at.is_(None)
    at_reorganisation(Extension, "from_desk_id", Rule.FOLLOWS_DESK, is_open=undecided)
    at_reorganisation(Extension, "to_desk_id", Rule.FOLLOWS_DESK, is_open=undecided)
    waiting = OpinionRound.closed_at.is_(None)
    at_reorganisation(OpinionRound, "desk_id", Rule.FOLLOWS_DESK, is_open=waiting)
    present = Participation.valid_to.is_(None)
    takes_part = at_reorganisation(Participation, "desk_id", Rule.FOLLOWS_DESK, is_open=present)
    takes_part(_move_participation)
    _declare_way()
    _declare_tasks()


def _declare_way() -> None:
    """A rule is entered anew where a function moves to another agency; steps follow their desk."""
    at_reorganisation(CoSigner, "desk_id", Rule.FOLLOWS_DESK)
    in_force = ReviewRule.valid_to.is_(None)
    at_reorganisation(ReviewRule, "desk_id", Rule.FOLLOWS_DESK, is_open=in_force)
    undecided = ReviewStep.state.in_([StepState.WAITING, StepState.OPEN])
    at_reorganisation(ReviewStep, "desk_id", Rule.FOLLOWS_DESK, is_open=undecided)


def _declare_tasks() -> None:
    open_task = Task.closed_at.is_(None)
    for column in ("giver_desk_id", "lead_desk_id"):
        at_reorganisation(Task, column, Rule.FOLLOWS_DESK, is_open=open_task)
    at_work = TaskLine.valid_to.is_(None)
    at_reorganisation(TaskLine, "desk_id", Rule.FOLLOWS_DESK, is_open=at_work)(_move_line)


def _move_routing(ids: Sequence[int], desk_id: int, _at: datetime) -> None:
    move_duties(ids, desk_id)


def _move_line(ids: Sequence[int], desk_id: int, at: datetime) -> None:
    move_lines(ids, desk_id, at)


def _move_participation(ids: Sequence[int], desk_id: int, at: datetime) -> None:
    rows = db.session.scalars(select(Participation).where(Participation.id.in_(ids))).all()
    db.session.add_all(
        Participation(
            document_id=row.document_id, desk_id=desk_id, reason=row.reason, valid_from=at
        )
        for row in rows
    )
    db.session.execute(update(Participation).where(Participation.id.in_(ids)).values(valid_to=at))
