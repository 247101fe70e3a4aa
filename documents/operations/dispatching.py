"""What is sent through the axis and what receivers say of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from documents.axis import codes
from documents.models import (
    AxisOutgoing,
    Dispatch,
    DispatchState,
    Document,
    OutgoingKind,
)
from documents.operations.desk_work import log
from documents.operations.statuses import DESCRIPTIONS, note_status
from documents.operations.statuses import report_status as send_status
from documents.policy import Can
from office import audit, blobs, clock
from office.db import db, new_uid, operation
from office.permissions import Actor, require

__all__ = [
    "NewMessage",
    "keep_message",
    "mark_sent",
    "mark_tried",
    "note_send_problem",
    "record_status",
    "send_status",
]


@dataclass(frozen=True)
class NewMessage:
    """A message that is built and stored but not sent yet; its key makes it the only one."""

    agency_id: int
    kind: OutgoingKind
    key: str
    stored: blobs.Stored
    document_id: int | None = None


@operation
def keep_message(new: NewMessage, *, by: Actor) -> AxisOutgoing:
    """Keep the bytes of a message before it is sent, so that a retry sends the same ones."""
    require(by, Can.RECORD, new)
    message = AxisOutgoing(
        uid=new_uid(),
        agency_id=new.agency_id,
        document_id=new.document_id,
        kind=new.kind,
        key=new.key,
        sha256=new.stored.sha256,
        made_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


@operation
def mark_tried(message: AxisOutgoing, *, by: Actor) -> None:
    """Note the first try: after it nobody knows whether the axis has the message."""
    require(by, Can.RECORD, message)
    message.tried_at = message.tried_at or clock.now()


@operation
def mark_sent(message: AxisOutgoing, axis_id: str, *, by: Actor) -> None:
    """Record that the axis has taken a message."""
    require(by, Can.RECORD, message)
    message.axis_id = axis_id
    message.sent_at = clock.now()
    message.problem = ""
    if message.kind is OutgoingKind.DOCUMENT:
        _move_queued(message, DispatchState.SENT)
        document = db.session.get_one(Document, message.document_id)
        audit.record("axis.sent", document, by=by, axis_id=axis_id, sha256=message.sha256)
        log(document, "axis.sent", by=by)


@operation
def note_send_problem(message: AxisOutgoing, problem: str, *, by: Actor) -> None:
    """Say why a message could not be sent for good."""
    require(by, Can.RECORD, message)
    message.problem = problem
    _move_queued(message, DispatchState.FAILED, problem)


@operation
def record_status(  # noqa: PLR0913 - each fact by its name
    document: Document,
    party: tuple[str, str],
    code: str,
    description: str,
    *,
    said_at: datetime | None = None,
    by: Actor,
) -> None:
    """Keep what a receiver says and move its row on, never backwards."""
    require(by, Can.RECORD, document)
    new = note_status(
        document, code, description, by=by, outgoing=False, party=party, said_at=said_at
    )
    if not new:
        return
    audit.record("axis.status", document, by=by, party=party[0], code=code)
    text = description or DESCRIPTIONS.get(code, "")
    log(document, "axis.status", by=by, text=text, party=party[1], code=code)
    for row in db.session.scalars(select(Dispatch).where(Dispatch.document_id == document.id)):
        if codes.same_organ(row.receiver_code, party[0]):
            _move(row, code)


def _move(row: Dispatch, code: str) -> None:
    current = row.state.value if row.state.value.isdigit() else None
    if code in set(DispatchState) and codes.moves_forward(code, current=current):
        row.state = DispatchState(code)
        row.changed_at = clock.now()


def _move_queued(message: AxisOutgoing, state: DispatchState, problem: str = "") -> None:
    statement = select(Dispatch).where(
        Dispatch.document_id == message.document_id,
        Dispatch.local_agency_id.is_(None),
        Dispatch.state == DispatchState.QUEUED,
    )
    for row in db.session.scalars(statement):
        row.state = state
        row.problem = problem
        row.changed_at = clock.now()
