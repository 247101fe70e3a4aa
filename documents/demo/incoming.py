"""A clerk's morning: scans in the tray, envelopes, one mistake undone, one entry corrected."""

from dataclasses import replace

from sqlalchemy import select

from documents import operations
from documents.demo.staff import Staff, working_agencies
from documents.models import (
    Direction,
    Document,
    DocumentFile,
    FileRole,
    Source,
    TrayItem,
    TrayWay,
)
from documents.operations.corrections import Correction
from documents.operations.files import PDF, NewFile
from documents.operations.incoming_acts import NumberFate
from documents.operations.intake import Arrival
from documents.operations.tray import Brought, keep_scan
from office import clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import SYSTEM

SCANS = 3
ENVELOPES = (
    ("UBND phường An Hòa", "118/UBND-VX", "Về việc báo cáo công tác cải cách hành chính tháng 10"),
    ("UBND xã Tân Lập", "57/TTr-UBND", "Tờ trình đề nghị bổ sung biên chế công chức văn phòng"),
    ("Hội Người cao tuổi tỉnh", "09/CV-HNCT", "Về việc mời dự lễ mừng thọ năm 2026"),
    ("UBND phường An Hòa", "121/UBND-VP", "Về việc cử cán bộ dự tập huấn văn thư, lưu trữ"),
)


@demo_step(230, "incoming", label=_l("A clerk’s morning"))
def build_morning(demo: Demo) -> None:
    """Safe to begin anew: what is there already is left as it is."""
    del demo
    house = working_agencies()[0]
    _scans(house)
    if _is_entered(house):
        return
    entered = [_entered(house, *row) for row in ENVELOPES]
    operations.undo_registration(
        entered[2], "Bì gửi nhầm, đã chuyển trả", fate=NumberFate.CANCEL, by=house.clerk
    )
    _correct(entered[1], house)
    operations.note_secret_paper(house.agency_id, "14", clock.today(), by=house.clerk)


def _scans(house: Staff) -> None:
    """Papers that came before come once more from the scanner: the tray says so."""
    known = set(db.session.scalars(select(TrayItem.key)))
    for number, file in enumerate(_former(house), 1):
        key, name = f"demo:{number}", f"quet-{number:04}.pdf"
        if key in known:
            continue
        again = NewFile(name, PDF, file.sha256, file.size, FileRole.MAIN)
        brought = Brought(
            house.agency_id, TrayWay.SCANNER, name, file.sha256, file.size, (again,), key=key
        )
        keep_scan(brought, by=SYSTEM)


def _former(house: Staff) -> list[DocumentFile]:
    statement = (
        select(DocumentFile)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(
            Document.agency_id == house.agency_id,
            Document.direction == Direction.INCOMING,
            DocumentFile.media_type == PDF,
            DocumentFile.sha256 != "",
            DocumentFile.role == FileRole.MAIN,
        )
        .order_by(DocumentFile.id.desc())
        .limit(SCANS)
    )
    return list(db.session.scalars(statement))


def _is_entered(house: Staff) -> bool:
    known = select(Document.id).where(
        Document.agency_id == house.agency_id, Document.symbol == ENVELOPES[-1][1]
    )
    return db.session.scalar(known) is not None


def _entered(house: Staff, issuer: str, symbol: str, subject: str) -> Document:
    arrival = Arrival(
        agency_id=house.agency_id,
        source=Source.UPLOAD,
        subject=subject,
        type_name="Tờ trình" if "TTr" in symbol else "Công văn",
        symbol=symbol,
        issuer_name=issuer,
        issued_on=clock.add_working_days(clock.today(), -3),
        files=(),
    )
    return operations.enter_paper(arrival, by=house.clerk)


def _correct(document: Document, house: Staff) -> None:
    stands = Correction(
        document.type_name,
        document.symbol,
        document.issuer_name,
        document.issued_on,
        document.signer_name,
        document.subject,
        document.urgency,
    )
    mended = replace(stands, symbol="75/TTr-UBND")
    operations.correct_registration(document, mended, "Gõ nhầm số", by=house.clerk)
