"""A closed last year with its registers, a further register, a kept number, a copy that is out."""

from datetime import date, timedelta

from sqlalchemy import select

from documents import operations
from documents.demo.staff import Staff, working_agencies
from documents.models import Direction, Document
from documents.operations.old_books import ReadRow
from documents.queries.registers import COLUMNS, INCOMING, SENT
from office import blobs, clock, sheets
from office.db import db
from office.demo_data import external_agencies, incoming_subjects, outgoing_subjects
from office.permissions import SYSTEM

LINES = 24
SHEET_NAMES = {INCOMING: "so-van-ban-den", SENT: "so-van-ban-di"}


def fill_books() -> None:
    """For the best staffed agency."""
    house = working_agencies()[0]
    year = clock.today().year - 1
    for book in (INCOMING, SENT):
        _old_year(house, book, year)
        operations.close_book(book, year, ends_year="yes", by=house.clerk)
    operations.open_register("Sổ đơn thư của công dân", by=house.clerk)
    operations.open_body("Hội đồng Tuyển dụng viên chức", "HĐTD", by=house.leaders[0])
    operations.reserve_number(
        "outgoing:bao-cao",
        reason="Báo cáo quý ký trong tuần",
        holder="Văn phòng",
        expires_on=_soon(),
        by=house.clerk,
    )
    _lend(house)


def _soon() -> date:
    today = clock.today()
    return min(today + timedelta(days=5), date(today.year, 12, 31))


def _old_year(house: Staff, book: str, year: int) -> None:
    facts = [_line(book, number, year) for number in range(1, LINES + 1)]
    columns = [sheets.Column(words) for words, _width in COLUMNS[book]]
    sheet = blobs.put(sheets.workbook(f"Sổ {year}", columns, []))
    brought = operations.Brought(f"{SHEET_NAMES[book]}-{year}.xlsx", book, year)
    old = operations.bring_old_book(brought, sheet, by=house.clerk)
    rows = [ReadRow(place, [], one, []) for place, one in enumerate(facts, 4)]
    operations.keep_old_rows(old, rows, by=SYSTEM)
    operations.accept_old_book(old, by=house.clerk)


def _line(book: str, number: int, year: int) -> dict[str, object]:
    day = date(year, 1, 6) + timedelta(days=number * 14)
    subjects = incoming_subjects(day)
    issuer = external_agencies()[number % len(external_agencies())]
    facts: dict[str, object] = {
        "day": day.isoformat(),
        "number": number,
        "issued_on": day.isoformat(),
        "type_code": "cong-van",
        "type_name": "Công văn",
    }
    if book == SENT:
        drafts = outgoing_subjects(day)
        return facts | {
            "series": "outgoing:all",
            "symbol": f"{number:02d}/SNV-VP",
            "subject": drafts[number % len(drafts)].text,
            "signer": "Nguyễn Văn Mẫu",
            "old": {"to": issuer.vi, "kept_by": "VT", "copies": "2", "on": f"{day:%d/%m/%Y}"},
        }
    return facts | {
        "series": INCOMING,
        "symbol": f"{100 + number}/{issuer.symbol}",
        "issuer": issuer.vi,
        "subject": subjects[number % len(subjects)].text,
        "old": {"to": "Văn phòng", "on": f"{day:%d/%m/%Y}"},
    }


def _lend(house: Staff) -> None:
    found = select(Document).where(
        Document.agency_id == house.agency_id,
        Document.direction == Direction.INCOMING,
        Document.arrival_no.is_not(None),
    )
    document = db.session.scalars(found.order_by(Document.id.desc()).limit(1)).first()
    if document:
        operations.lend_copy(
            document,
            borrower="Trần Thị Mẫu, Phòng Kế hoạch",
            permitted_by="Chánh Văn phòng",
            by=house.clerk,
        )
