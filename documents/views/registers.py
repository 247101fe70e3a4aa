"""The registers as they are printed (Decree 30/2020/NĐ-CP Annex IV)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from sqlalchemy import Select, select, tuple_
from werkzeug.wrappers import Response

from documents import queries
from documents.models import (
    Direction,
    Dispatch,
    Document,
    Duty,
    EntryState,
    NumberEntry,
    NumberSeries,
    Routing,
)
from documents.operations.numbers import ARRIVALS
from documents.policy import Can
from documents.views.blueprint import actor, bp
from office import clock
from office.db import db
from office.i18n import _
from office.permissions import require
from office.ui.parts import Link
from office.units import queries as units
from office.units.headings import heading_of

LINES = 200
OUTGOING = "outgoing:"
# A register is an official paper: its words are Vietnamese in every language of the pages.
WORDS = {
    "incoming": "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    "outgoing": "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
    "year": "Năm",
    "first": "từ số",
    "last": "đến số",
    "printed": "In lúc",
    "check": "Mã kiểm tra",
}
COLUMNS = {
    Direction.INCOMING: (
        "Ngày đến",
        "Số đến",
        "Tác giả",
        "Số, ký hiệu",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung",
        "Đơn vị hoặc người nhận",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ),
    Direction.OUTGOING: (
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung",
        "Người ký",
        "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu",
        "Số lượng bản",
        "Ghi chú",
    ),
}


@dataclass(frozen=True)
class RegisterLine:
    """One number of a register with what it was given to; a cancelled one keeps its line."""

    series: str
    number: int
    at: Any
    document: Document | None
    receivers: str
    kept_by: str
    is_cancelled: bool
    reason: str


@bp.get("/incoming/print")
def print_incoming() -> Response:
    """Sổ đăng ký văn bản đến."""
    return _printed(Direction.INCOMING, "documents/register_incoming.html", ARRIVALS)


@bp.get("/outgoing/print")
def print_outgoing() -> Response:
    """Sổ đăng ký văn bản đi."""
    return _printed(Direction.OUTGOING, "documents/register_outgoing.html", OUTGOING)


def _printed(direction: Direction, template: str, series: str) -> Response:
    require(actor(), Can.FOLLOW_DELIVERIES, None)
    year = request.args.get("year", clock.today().year, type=int)
    first = max(request.args.get("first", 1, type=int), 1)
    lines = _lines(series, year, (request.args.get("series", ""), first))
    parent, own = heading_of(actor().agency_id or 0)
    text = render_template(
        template,
        lines=lines,
        columns=COLUMNS[direction],
        words=WORDS,
        vi_day=vietnamese_day,
        year=year,
        agency=own,
        parent=parent,
        printed_at=clock.now(),
        check=check_code(lines),
        back=_back(direction),
        next_url=_onward(direction, year, lines),
    )
    return make_response(text)


def _back(direction: Direction) -> Link:
    if direction is Direction.INCOMING:
        return Link(_("Incoming"), url_for("documents.incoming"))
    return Link(_("Outgoing"), url_for("documents.outgoing"))


def _onward(direction: Direction, year: int, lines: Sequence[RegisterLine]) -> str:
    if len(lines) < LINES:
        return ""
    name = "incoming" if direction is Direction.INCOMING else "outgoing"
    last = lines[-1]
    return url_for(f"documents.print_{name}", year=year, series=last.series, first=last.number + 1)


def _lines(series: str, year: int, begin: tuple[str, int]) -> list[RegisterLine]:
    found = db.session.execute(_entries(series, year, begin)).all()
    receivers = _receivers([row.Document.id for row in found if row.Document])
    keepers = _keepers([(row.Document, row.NumberEntry.taken_at) for row in found if row.Document])
    return [
        RegisterLine(
            row.name,
            row.NumberEntry.number,
            row.NumberEntry.taken_at,
            row.Document,
            receivers.get(row.Document.id, "") if row.Document else "",
            keepers.get(row.Document.id, "") if row.Document else "",
            row.NumberEntry.state is EntryState.CANCELLED,
            row.NumberEntry.reason,
        )
        for row in found
    ]


def _keepers(numbered: Sequence[tuple[Document, datetime]]) -> dict[int, str]:
    """Who keeps a copy beside the clerk: the unit that drafted."""
    outgoing = [(document, at) for document, at in numbered if not document.is_incoming]
    symbols = queries.drafting_symbols(outgoing)
    return {document.id: symbol for (document, _at), symbol in zip(outgoing, symbols, strict=True)}


def _entries(series: str, year: int, begin: tuple[str, int]) -> Select[Any]:
    """A page begins at a number of a series: each series counts from one."""
    name, first = begin
    named = (
        NumberSeries.name == series if series == ARRIVALS else NumberSeries.name.startswith(series)
    )
    columns: tuple[Any, ...] = (NumberEntry, Document, NumberSeries.name)
    entries = select(*columns)
    return (
        entries.join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .outerjoin(Document, (Document.id == NumberEntry.document_id) & queries.visible_to(actor()))
        .where(
            NumberSeries.agency_id == actor().agency_id,
            NumberSeries.year == year,
            named,
            tuple_(NumberSeries.name, NumberEntry.number) >= tuple_(name or series, first),
        )
        .order_by(NumberSeries.name, NumberEntry.number)
        .limit(LINES)
    )


def _receivers(ids: Sequence[int]) -> dict[int, str]:
    """To whom each document went: the desks that lead, or the agencies it was sent to."""
    sent = db.session.execute(
        select(Dispatch.document_id, Dispatch.receiver_name).where(Dispatch.document_id.in_(ids))
    )
    names: dict[int, list[str]] = {}
    for document_id, name in sent:
        names.setdefault(document_id, []).append(name)
    leads = db.session.execute(
        select(Routing.document_id, Routing.desk_id)
        .where(Routing.document_id.in_(ids), Routing.duty.in_([Duty.DIRECT, Duty.LEAD]))
        .order_by(Routing.id)
    )
    last: dict[int, int] = {row[0]: row[1] for row in leads}
    labels = {desk_id: units.desk_label(desk_id) for desk_id in set(last.values())}
    for document_id, desk_id in last.items():
        names.setdefault(document_id, []).append(labels[desk_id])
    return {document_id: "; ".join(found) for document_id, found in names.items()}


def check_code(lines: Sequence[RegisterLine]) -> str:
    """A short code over the lines: two prints of the same lines bear the same one."""
    facts = [
        (line.number, line.document.uid if line.document else None, line.is_cancelled)
        for line in lines
    ]
    digest = hashlib.sha256(repr(facts).encode()).hexdigest().upper()
    return "-".join((digest[:4], digest[4:8], digest[8:12]))


def vietnamese_day(value: date | None) -> str:
    """Days on printed registers are written the Vietnamese way in every language."""
    if value is None:
        return ""
    on = clock.to_local(value).date() if hasattr(value, "hour") else value  # type: ignore[arg-type]  # instants are dates too
    return f"{on.day:02}/{on.month:02}/{on.year}"
