"""The ways that lead past the axis: own units at once, mail by its own queue, paper by the post."""

from collections.abc import Iterable

from sqlalchemy import select

from documents.models import (
    INTERNAL,
    Channel,
    Dispatch,
    DispatchState,
    Document,
    DocumentFile,
    Duty,
)
from documents.operations.desk_work import lay, log
from documents.policy import Can
from documents.queries import dispatches_of
from mail import operations as mail
from mail import queries as boxes
from office import audit, clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

LETTER = """Kính gửi: {receiver}

{issuer} gửi {type_name} số {symbol} ngày {day} về việc: {subject}.
Văn bản có chữ ký số của người có thẩm quyền và của cơ quan, đính kèm thư này.

{end}
"""
ANSWERS = "Mọi trao đổi về văn bản này xin gửi về hộp thư của bộ phận văn thư."
NO_ANSWER = "Thư được gửi tự động từ hệ thống quản lý văn bản, xin không trả lời vào địa chỉ này."


def hand_out(document: Document, *, by: Actor) -> None:
    """Give an issued document to own units and to the queue of mail; part of the issue."""
    for row in dispatches_of(document):
        if row.state is DispatchState.QUEUED:
            if row.channel is Channel.INTERNAL:
                _inside(document, row, by)
            elif row.channel is Channel.MAIL:
                _by_mail(document, row, by)


@operation
def mark_posted(rows: Iterable[Dispatch], note: str, *, by: Actor) -> int:
    """Enter that letters were given to the post (gửi bưu điện), with the number of the parcel."""
    posted = 0
    for row in rows:
        document = db.session.get_one(Document, row.document_id)
        require(by, Can.ISSUE, document)
        if row.channel is not Channel.PAPER or row.state is not DispatchState.QUEUED:
            raise Refusal(
                _("“%(receiver)s” does not wait for the post.", receiver=row.receiver_name),
                fix=_("Reload the page to see what is possible now."),
            )
        move_sent(row)
        row.answer = note.strip()[:200]
        audit.record("outgoing.posted", document, by=by, receiver=row.receiver_name, note=note)
        log(document, "outgoing.posted", by=by, text=note.strip(), to=row.receiver_name)
        posted += 1
    return posted


def move_sent(row: Dispatch) -> None:
    """A receiver's row leaves the house; part of other acts."""
    row.state, row.problem = DispatchState.SENT, ""
    row.sent_at = row.changed_at = clock.now()


def _inside(document: Document, row: Dispatch, by: Actor) -> None:
    desk_id = int(row.receiver_code.rpartition(":")[2])
    lay(document, desk_id, Duty.INFORM, by=by)
    move_sent(row)


def _by_mail(document: Document, row: Dispatch, by: Actor) -> None:
    """A letter of the clerks' box where the agency has one: answers come to people."""
    agency_id = units.successor_of(document.agency_id)
    box = boxes.box_of_desk(units.clerk_desk(agency_id).id)
    mail.post(
        to=row.address,
        subject=f"{document.symbol} – {document.subject}",
        text=_letter(document, row, box),
        attachments=_files(document),
        key=mail_key(row),
        agency_id=agency_id,
        box_id=box.id if box else None,
        by=by,
    )


def mail_key(row: Dispatch) -> str:
    """The key of the message that carries a document to one receiver."""
    return f"dispatch:{row.uid}"


def _letter(document: Document, row: Dispatch, box: object) -> str:
    issued = document.issued_on or clock.today()
    return LETTER.format(
        receiver=row.receiver_name,
        issuer=document.issuer_name,
        type_name=document.type_name,
        symbol=document.symbol,
        day=f"{issued:%d/%m/%Y}",
        subject=document.subject,
        end=ANSWERS if box else NO_ANSWER,
    )


def _files(document: Document) -> list[mail.Attached]:
    return [mail.Attached(row.sha256, row.name) for row in files_to_send(document)]


def files_to_send(document: Document) -> list[DocumentFile]:
    """The files that leave the agency with a document, the signed one first."""
    statement = select(DocumentFile).where(
        DocumentFile.document_id == document.id,
        DocumentFile.is_current,
        DocumentFile.role.not_in(INTERNAL),
    )
    return list(db.session.scalars(statement.order_by(DocumentFile.position)))
