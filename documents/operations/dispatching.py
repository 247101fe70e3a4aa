"""What is sent through the axis and what receivers say of it."""

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

__all__ = ["keep_message", "mark_sent", "note_send_problem", "record_status", "send_status"]


@operation
def keep_message(
    document: Document, kind: OutgoingKind, stored: blobs.Stored, *, by: Actor
) -> AxisOutgoing:
    """Keep the bytes of a message before it is sent, so that a retry sends the same ones."""
    require(by, Can.RECORD, document)
    message = AxisOutgoing(
        uid=new_uid(),
        agency_id=document.agency_id,
        document_id=document.id,
        kind=kind,
        sha256=stored.sha256,
        made_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


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
def record_status(
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
