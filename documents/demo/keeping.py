"""A frozen set, and metadata of an agency's own, as the demo folder shows them."""

from sqlalchemy import select

from documents import operations
from documents.demo.staff import working_agencies
from documents.models import Document, DocumentState, FieldKind, FieldOf, Freeze
from documents.operations.describing import NewField
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
        operations.freeze_documents(finished[:FROZEN], name=SET, reason=REASON, by=house.leaders[0])
