"""What is sent through the axis and what receivers say of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from documents.axis import codes
from documents.models import (
    AxisOutgoing,
    Channel,
    Dispatch,
    DispatchState,
    Document,
    OutgoingKind,
)
from documents.operations.desk_work import log
from documents.operations.handing_out import mail_key, move_sent
from documents.operations.recalling import note_answer
from documents.operations.requests import AGREED, DECLINED
from documents.operations.statuses import DESCRIPTIONS, note_status
from documents.operations.statuses import report_status as send_status
from documents.policy import Can
from documents.queries import dispatches_of, is_unsent
from documents.queries.axis import sending_key
from mail import operations as mail
from office import audit, blobs, clock, outbox
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.outbox import JobState, OutboxMessage
from office.permissions import Actor, require
from office.units import queries as units

REPORTED = {
    "delayed": "outgoing.mail_delayed",
    "delivered": "outgoing.mail_delivered",
    "read": "outgoing.mail_read",
}
__all__ = [
    "NewMessage",
    "keep_message",
    "mark_sent",
    "mark_tried",
    "note_mail_report",
    "note_mailed",
    "note_send_problem",
    "note_unsent",
    "record_status",
    "send_again",
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
    if message.kind in (OutgoingKind.DOCUMENT, OutgoingKind.REQUEST):
        _move_queued(message.document_id, DispatchState.SENT)
        document = db.session.get_one(Document, message.document_id)
        act = "axis.sent" if message.kind is OutgoingKind.DOCUMENT else "axis.asked"
        audit.record(act, document, by=by, axis_id=axis_id, sha256=message.sha256)
        log(document, act, by=by)


@operation
def note_send_problem(message: AxisOutgoing, problem: str, *, by: Actor) -> None:
    """Say why a message could not be sent for good."""
    require(by, Can.RECORD, message)
    message.problem = problem
    _move_queued(message.document_id, DispatchState.FAILED, problem)


@operation
def note_unsent(document: Document, problem: str, *, by: Actor) -> None:
    """Say why a document cannot leave, before a message of it was made."""
    require(by, Can.RECORD, document)
    _move_queued(document.id, DispatchState.FAILED, problem)


@operation
def send_again(document: Document, *, by: Actor) -> None:
    """Send to the receivers who could not be reached (gửi lại); the others get nothing twice."""
    require(by, Can.ISSUE, document)
    if not is_unsent(document, dispatches_of(document)):
        raise Refusal(
            _("Nothing of this document waits to be sent again."),
            fix=_("Reload the page to see what is possible now."),
        )
    _queue_again(document, by)
    outbox.repeat(
        "axis.send",
        key=sending_key(document),
        lane=outbox.Lane.ACT,
        partition=f"document:{document.uid}",
        document_id=document.id,
    )


def take_up(agency_id: int, *, by: Actor) -> None:
    """Send what waited for a connection of the agency; part of other acts."""
    given_up = select(OutboxMessage).where(
        OutboxMessage.topic.in_(("axis.send", "axis.status")),
        OutboxMessage.state == JobState.DEAD,
    )
    own = units.lineage(units.successor_of(agency_id))
    for job in db.session.scalars(given_up.order_by(OutboxMessage.id)).all():
        document = db.session.get_one(Document, job.body["document_id"])
        if document.agency_id in own:
            if not document.is_incoming:
                _queue_again(document, by)
            outbox.revive(job)


def _queue_again(document: Document, by: Actor) -> None:
    unsent = [row for row in dispatches_of(document) if row.state is DispatchState.FAILED]
    for row in unsent:
        row.state, row.problem, row.changed_at = DispatchState.QUEUED, "", clock.now()
        if row.channel is Channel.MAIL:
            mail.retry(mail_key(row), by=by)
    receivers = [row.receiver_code for row in unsent]
    audit.record("axis.sent_again", document, by=by, receivers=receivers)
    log(document, "axis.sent_again", by=by)


@operation
def note_mailed(uid: str, problem: str, *, by: Actor) -> None:
    """Record what became of a document sent by mail; without a problem it has left."""
    require(by, Can.RECORD, uid)
    found = select(Dispatch).where(Dispatch.uid == UUID(uid))
    row = db.session.scalars(found).first()
    if row is None:
        return
    document = db.session.get_one(Document, row.document_id)
    if problem:
        row.state, row.problem, row.changed_at = DispatchState.FAILED, problem, clock.now()
    else:
        move_sent(row)
    act = "outgoing.mail_failed" if problem else "outgoing.mailed"
    log(document, act, by=by, text=problem, to=row.receiver_name)


@operation
def note_mail_report(uid: str, action: str, said: str, *, by: Actor) -> None:
    """Record what was reported of a document sent by mail: it waits, it is there, it was read."""
    require(by, Can.RECORD, uid)
    row = db.session.scalars(select(Dispatch).where(Dispatch.uid == UUID(uid))).first()
    act = REPORTED.get(action)
    if row is None or act is None:
        return
    if action != "delayed" and row.state is DispatchState.SENT:
        row.state, row.changed_at = DispatchState.ARRIVED, clock.now()
    document = db.session.get_one(Document, row.document_id)
    log(document, act, by=by, text=said, to=row.receiver_name)


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
    for row in dispatches_of(document):
        if codes.same_organ(row.receiver_code, party[0]):
            _move(row, code)
            if code in (AGREED, DECLINED):
                note_answer(document, row, code, description, by=by)


def _move(row: Dispatch, code: str) -> None:
    current = row.state.value if row.state.value.isdigit() else None
    if code in set(DispatchState) and codes.moves_forward(code, current=current):
        row.state = DispatchState(code)
        row.changed_at = clock.now()


def _move_queued(document_id: int | None, state: DispatchState, problem: str = "") -> None:
    statement = select(Dispatch).where(
        Dispatch.document_id == document_id,
        Dispatch.channel == Channel.AXIS,
        Dispatch.state == DispatchState.QUEUED,
    )
    for row in db.session.scalars(statement):
        row.state = state
        row.problem = problem
        row.changed_at = clock.now()
        if state is DispatchState.SENT:
            row.sent_at = row.changed_at
