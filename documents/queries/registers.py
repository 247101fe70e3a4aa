"""The registers of Annex IV line by line: the same words for page, print, PDF and spreadsheet.

A register is an official paper: its words are Vietnamese in every language of the pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, tuple_

from documents.models import (
    Channel,
    CopyLoan,
    Dispatch,
    Document,
    EntryState,
    NumberEntry,
    NumberSeries,
)
from documents.queries.register_facts import Facts, facts_of
from documents.queries.series import ARRIVALS, NAMED, OUTGOING, labels
from documents.queries.visibility import visible_to
from office import clock
from office.db import db
from office.permissions import Actor
from office.units import queries as units

LINES = 200
INCOMING, SENT, INTERNAL, HANDLING, POSTAL, LOANS = (
    "incoming",
    "outgoing",
    "internal",
    "handling",
    "postal",
    "loans",
)
TITLES = {
    INCOMING: "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    SENT: "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
    INTERNAL: "SỔ ĐĂNG KÝ VĂN BẢN NỘI BỘ",
    HANDLING: "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN",
    POSTAL: "SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN",
    LOANS: "SỔ SỬ DỤNG BẢN LƯU",
}
_OUT = (
    ("Số, ký hiệu văn bản", 9),
    ("Ngày tháng văn bản", 8),
    ("Tên loại và trích yếu nội dung văn bản", 26),
    ("Người ký", 10),
    ("Nơi nhận văn bản", 14),
    ("Đơn vị, người nhận bản lưu", 8),
    ("Số lượng bản", 5),
    ("Ngày chuyển", 8),
    ("Ký nhận", 9),
    ("Ghi chú", 11),
)
COLUMNS: dict[str, tuple[tuple[str, int], ...]] = {
    INCOMING: (
        ("Ngày đến", 8),
        ("Số đến", 5),
        ("Tác giả", 13),
        ("Số, ký hiệu", 10),
        ("Ngày tháng văn bản", 8),
        ("Tên loại và trích yếu nội dung văn bản", 26),
        ("Đơn vị hoặc người nhận", 12),
        ("Ngày chuyển", 8),
        ("Ký nhận", 11),
        ("Ghi chú", 10),
    ),
    SENT: _OUT,
    INTERNAL: _OUT,
    HANDLING: (
        ("Số đến", 5),
        ("Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành văn bản", 34),
        ("Đơn vị hoặc người nhận", 16),
        ("Thời hạn giải quyết", 9),
        ("Tiến độ giải quyết", 14),
        ("Số, ký hiệu văn bản trả lời", 12),
        ("Ghi chú", 12),
    ),
    POSTAL: (
        ("Ngày chuyển", 9),
        ("Số, ký hiệu văn bản", 14),
        ("Nơi nhận văn bản", 34),
        ("Số lượng bì", 8),
        ("Ký nhận và dấu bưu điện", 20),
        ("Ghi chú", 16),
    ),
    LOANS: (
        ("Ngày tháng", 8),
        ("Họ và tên người sử dụng", 14),
        ("Số, ký hiệu, ngày tháng văn bản", 14),
        ("Tên loại và trích yếu nội dung văn bản", 26),
        ("Số và ký hiệu hồ sơ", 9),
        ("Ký nhận", 8),
        ("Ngày trả", 8),
        ("Người cho phép sử dụng", 13),
        ("Ghi chú", 10),
    ),
}
NUMBERED = (INCOMING, SENT, INTERNAL, HANDLING)
CLOSABLE = (INCOMING, SENT)


@dataclass(frozen=True)
class Asked:
    """Which part of which register: numbers and days are both included; nothing means all.

    `book` is one of the titles above or the series of a further register.
    """

    book: str
    year: int
    series: str = ""
    first: int = 1
    last: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    volume_id: int | None = None

    @property
    def kind(self) -> str:
        """Further registers have the columns of arrivals."""
        return INCOMING if self.book.startswith(NAMED) else self.book


@dataclass(frozen=True)
class Line:
    """One line of a register; `key` says where the next page goes on."""

    key: tuple[str, int]
    cells: tuple[str, ...]
    uid: str = ""
    is_void: bool = False
    is_closed: bool = False


def title_of(book: str, agency_id: int) -> str:
    """The heading of a register."""
    if book in TITLES:
        return TITLES[book]
    name = labels(agency_id).get(book, "")
    return name.upper() if name.casefold().startswith("sổ") else f"SỔ {name.upper()}"


def lines_of(asked: Asked, reader: Actor, *, most: int | None = LINES) -> list[Line]:
    """The lines of a register that stand in this part, as many as wanted."""
    if asked.kind == LOANS:
        return _loans(asked, reader, most)
    if asked.kind == POSTAL:
        return _posted(asked, reader, most)
    found = db.session.execute(_entries(asked, reader).limit(most)).all()
    facts = facts_of([row.Document for row in found if row.Document], asked.kind)
    return [_line(asked, row.NumberEntry, row.Document, row.name, facts) for row in found]


def _entries(asked: Asked, reader: Actor) -> Select[Any]:
    columns: tuple[Any, ...] = (NumberEntry, Document, NumberSeries.name)
    shown = and_(Document.id == NumberEntry.document_id, visible_to(reader), _plain(reader))
    return (
        select(*columns)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .outerjoin(Document, shown)
        .where(*_narrow(asked, reader))
        .order_by(NumberSeries.name, NumberEntry.number)
    )


def _plain(reader: Actor) -> ColumnElement[bool]:
    """What the house prints by itself names nothing that only some may read."""
    return Document.is_restricted.is_(False) if reader.is_machine else true()


def _narrow(asked: Asked, reader: Actor) -> list[Any]:
    series = asked.series or _first_series(asked.book)
    found: list[Any] = [
        NumberSeries.agency_id == reader.agency_id,
        NumberSeries.year == asked.year,
        in_book(asked.book),
        tuple_(NumberSeries.name, NumberEntry.number) >= tuple_(series, asked.first),
    ]
    if asked.volume_id is not None:
        found.append(NumberEntry.volume_id == asked.volume_id)
    if asked.last is not None:
        found.append(NumberEntry.number <= asked.last)
    if asked.from_on:
        found.append(NumberEntry.taken_at >= clock.local_midnight(asked.from_on))
    if asked.to_on:
        found.append(NumberEntry.taken_at < clock.midnight_after(asked.to_on))
    return found


def _first_series(book: str) -> str:
    return OUTGOING if book in {SENT, INTERNAL} else ARRIVALS if book == HANDLING else book


def in_book(book: str) -> ColumnElement[bool]:
    """The condition that a number stands in a register."""
    if book == SENT:
        return NumberSeries.name.startswith(OUTGOING)
    if book == INTERNAL:
        return and_(NumberSeries.name.startswith(OUTGOING), NumberEntry.is_internal)
    if book == HANDLING:
        arrivals = or_(NumberSeries.name == ARRIVALS, NumberSeries.name.startswith(NAMED))
        return and_(arrivals, NumberEntry.document_id.is_not(None))
    return NumberSeries.name == book


def next_part(asked: Asked, lines: Sequence[Line], most: int = LINES) -> Asked | None:
    """The part behind a full page."""
    if len(lines) < most:
        return None
    series, number = lines[-1].key
    return replace(asked, series=series, first=number + 1)


# ------------------------------------------------------------------------------- lines


def _line(
    asked: Asked, entry: NumberEntry, document: Document | None, series: str, facts: Facts
) -> Line:
    key = (series, entry.number)
    is_void = entry.state in {EntryState.CANCELLED, EntryState.RESERVED}
    if document is None or is_void:
        cells = _bare(asked.kind, entry)
        return Line(key, cells, is_void=is_void, is_closed=entry.volume_id is not None)
    cells = CELLS[asked.kind](entry, document, facts)
    return Line(key, cells, str(document.uid), is_closed=entry.volume_id is not None)


def _bare(kind: str, entry: NumberEntry) -> tuple[str, ...]:
    """A number without a paper that may be named: it keeps its line and says why."""
    words = {
        EntryState.CANCELLED: f"Số hủy: {entry.reason}",
        EntryState.RESERVED: f"Số giữ cho {entry.holder} đến {day(entry.expires_on)}: "
        f"{entry.reason}",
    }.get(entry.state, "Văn bản hạn chế tiếp cận")
    cells = [""] * len(COLUMNS[kind])
    if kind == INCOMING:
        cells[0] = day(entry.taken_at)
    cells[1 if kind == INCOMING else 0] = f"{entry.number:02d}"
    cells[-1] = words
    return tuple(cells)


def _arrived(entry: NumberEntry, document: Document, facts: Facts) -> tuple[str, ...]:
    moved = facts.moved(document)
    return (
        day(entry.taken_at),
        f"{entry.number:02d}",
        document.issuer_name,
        document.symbol,
        day(document.issued_on),
        _words(document.type_name, document.subject),
        moved.to,
        moved.on,
        moved.signed,
        _remark(document),
    )


def _sent(_entry: NumberEntry, document: Document, facts: Facts) -> tuple[str, ...]:
    moved = facts.moved(document)
    return (
        document.symbol,
        day(document.issued_on),
        _words(document.type_name, document.subject),
        document.signer_name,
        moved.to,
        facts.keepers.get(document.id, ""),
        moved.copies,
        moved.on,
        moved.signed,
        _remark(document),
    )


def _handled(entry: NumberEntry, document: Document, facts: Facts) -> tuple[str, ...]:
    named = ", ".join(filter(None, (document.symbol, day(document.issued_on))))
    about = " · ".join(filter(None, (named, document.issuer_name)))
    return (
        f"{entry.number:02d}",
        f"{document.type_name} {about}",
        facts.moved(document).to,
        day(document.due_at),
        facts.progress(document),
        facts.replies.get(document.id, ""),
        _remark(document),
    )


CELLS = {INCOMING: _arrived, SENT: _sent, INTERNAL: _sent, HANDLING: _handled}


def _words(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _remark(document: Document) -> str:
    old = document.details.get("old", {})
    parts = (document.urgency.stamp, document.note, old.get("remark", ""))
    return "; ".join(part for part in parts if part)


def _loans(asked: Asked, reader: Actor, most: int | None) -> list[Line]:
    first = clock.local_midnight(asked.from_on or date(asked.year, 1, 1))
    after = clock.midnight_after(asked.to_on or date(asked.year, 12, 31))
    statement = (
        select(CopyLoan, Document)
        .join(Document, Document.id == CopyLoan.document_id)
        .where(
            CopyLoan.agency_id == reader.agency_id,
            CopyLoan.lent_at >= first,
            CopyLoan.lent_at < after,
            CopyLoan.id >= asked.first,
            visible_to(reader),
        )
        .order_by(CopyLoan.id)
        .limit(most)
    )
    found: Iterable[Any] = db.session.execute(statement)
    return [_lent(row.CopyLoan, row.Document) for row in found]


def _posted(asked: Asked, reader: Actor, most: int | None) -> list[Line]:
    """Letters given to the post, in the order in which they left; `series` is the moment."""
    begun = clock.local_midnight(asked.from_on or date(asked.year, 1, 1))
    after = clock.midnight_after(asked.to_on or date(asked.year, 12, 31))
    since = max(begun, _moment(asked.series) or begun)
    statement = (
        select(Dispatch, Document)
        .join(Document, Document.id == Dispatch.document_id)
        .where(
            Document.agency_id.in_(units.lineage(reader.agency_id or 0)),
            Dispatch.channel == Channel.PAPER,
            Dispatch.sent_at < after,
            tuple_(Dispatch.sent_at, Dispatch.id) >= (since, asked.first),
            visible_to(reader),
            _plain(reader),
        )
        .order_by(Dispatch.sent_at, Dispatch.id)
        .limit(most)
    )
    found: Iterable[Any] = db.session.execute(statement)
    return [_letter(row.Dispatch, row.Document) for row in found]


def _letter(row: Dispatch, document: Document) -> Line:
    to = ", ".join(filter(None, (row.receiver_name, row.address)))
    cells = (day(row.sent_at), document.symbol, to, "1", "", row.answer)
    at = row.sent_at.isoformat() if row.sent_at else ""
    return Line((at, row.id), cells, str(document.uid))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _lent(loan: CopyLoan, document: Document) -> Line:
    named = ", ".join(filter(None, (document.symbol, day(document.issued_on))))
    cells = (
        day(loan.lent_at),
        loan.borrower,
        named,
        _words(document.type_name, document.subject),
        loan.file_code,
        loan.lent_by,
        day(loan.returned_at),
        loan.permitted_by,
        loan.note,
    )
    return Line((LOANS, loan.id), cells, str(document.uid))


def day(value: date | datetime | None) -> str:
    """Days on registers are written the Vietnamese way in every language."""
    if value is None:
        return ""
    on = clock.to_local(value).date() if isinstance(value, datetime) else value
    return f"{on.day:02}/{on.month:02}/{on.year}"
