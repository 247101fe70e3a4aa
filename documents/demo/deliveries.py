"""What the clerk follows after the issue: letters for the post, a mail that bounced, a refusal."""

from sqlalchemy import exists, select

from documents import operations, queries
from documents.demo.staff import Staff, working_agencies
from documents.models import Channel, Dispatch, DispatchState, Document, DocumentState, Source
from documents.operations.receivers import mail_code, paper_code, recipient_of
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import SYSTEM

REASON = "Bổ sung nơi nhận theo đề nghị của đơn vị soạn thảo"
BOUNCED = "550 5.1.1 Hộp thư không tồn tại"
POSTED = "RM 042 118 905 VN"
FURTHER = (
    paper_code("Hội Người cao tuổi tỉnh", "Số 12 đường Mẫu, phường An Hòa"),
    paper_code("Ông Nguyễn Văn Mẫu", "Thôn 3, xã Lam Giang"),
    mail_code("hop.thu.cu@example.vn", "Hợp tác xã Mẫu Một"),
)


@demo_step(240, "deliveries", label=_l("Deliveries"))
def build_deliveries(demo: Demo) -> None:
    """Safe to begin anew: what has its letters is left as it is."""
    del demo
    house = working_agencies()[0]
    if not _has_letters(house):
        for document in _issued(house):
            _send_further(house, document)


def _has_letters(house: Staff) -> bool:
    letters = select(Dispatch.id).where(
        Dispatch.document_id == Document.id, Dispatch.channel == Channel.PAPER
    )
    found = select(Document.id).where(Document.agency_id == house.agency_id, exists(letters))
    return db.session.scalar(found.limit(1)) is not None


def _issued(house: Staff) -> list[Document]:
    statement = (
        select(Document)
        .where(
            Document.agency_id == house.agency_id,
            Document.state == DocumentState.ISSUED,
            Document.source == Source.DRAFTED,
            Document.identifier != "",
        )
        .order_by(Document.id.desc())
        .limit(2)
    )
    return list(db.session.scalars(statement))


def _send_further(house: Staff, document: Document) -> None:
    """Three receivers more: one letter was posted, one waits, and nobody reads the mailbox."""
    order = operations.Order(REASON, house.leaders[0].desk_id or 0)
    added = tuple(recipient_of(code) for code in FURTHER)
    operations.update(document, operations.Changes(added=added), order, by=house.clerk)
    for row in queries.dispatches_of(document):
        if row.receiver_code == FURTHER[0]:
            operations.mark_posted([row], POSTED, by=house.clerk)
        elif row.channel is Channel.MAIL and row.state is DispatchState.QUEUED:
            operations.note_mailed(str(row.uid), BOUNCED, by=SYSTEM)
