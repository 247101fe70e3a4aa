"""A frozen set, metadata of an agency's own, a change of access, as the demo folder shows them."""

from sqlalchemy import select

from documents import operations
from documents.demo.staff import Staff, working_agencies
from documents.models import AccessKind, Document, DocumentState, FieldKind, FieldOf, Freeze
from documents.operations.describing import NewField
from documents.operations.document_access import readers_of
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l

# Words of record: they are Vietnamese for every reader.
SET = "Văn bản phục vụ thanh tra công tác văn thư năm nay"
REASON = "Theo Quyết định thanh tra số 09/QĐ-TTr của Thanh tra tỉnh."
FIELDS = (
    NewField(FieldOf.DOCUMENT, "MaNhiemVu", "Mã nhiệm vụ"),
    NewField(FieldOf.DOCUMENT, "NgayNghiemThu", "Ngày nghiệm thu", FieldKind.DAY),
    NewField(FieldOf.WORK_FILE, "DiaBan", "Địa bàn"),
)
ASKED = "Phòng phối hợp lập báo cáo tổng kết, cần tra cứu văn bản này."
FROZEN = 3


@demo_step(240, "keeping", label=_l("Frozen sets and metadata"))
def keep(demo: Demo) -> None:
    """The best staffed agency freezes some finished letters and adds fields of its own."""
    del demo
    house = working_agencies()[0]
    if db.session.scalars(select(Freeze)).first() is not None:
        return
    for field in FIELDS:
        operations.add_field(field, by=house.clerk)
    finished = list(
        db.session.scalars(
            select(Document)
            .where(
                Document.agency_id == house.agency_id,
                Document.state == DocumentState.COMPLETED,
                Document.is_restricted.is_(False),
            )
            .order_by(Document.id)
            .limit(FROZEN + 1)
        )
    )
    if len(finished) > FROZEN:
        values = {"MaNhiemVu": "NV-2026-07", "NgayNghiemThu": "2026-10-30"}
        operations.describe_document(finished[-1], values, by=house.clerk)
        _ask_access(house, finished[-1])
        operations.freeze_documents(finished[:FROZEN], name=SET, reason=REASON, by=house.leaders[0])


def _ask_access(house: Staff, document: Document) -> None:
    """One more official is to read it; a leader has not confirmed that yet."""
    readers = readers_of(document)
    people = [one for room in house.officials.values() for one in room]
    others = [one.desk_id for one in people if one.desk_id not in readers]
    if others:
        wish = operations.AccessWish(AccessKind.GRANT, house.leaders[0].desk_id, ASKED, others[0])
        operations.ask_document_access(document, wish, by=house.clerk)
