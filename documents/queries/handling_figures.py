"""How the documents of a period were handled, unit by unit (Decree 30/2020/NĐ-CP Annex VI V)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from documents.models import Direction, Document, DocumentState, Duty, Routing
from documents.queries.figures import LEADS
from documents.queries.visibility import BEFORE_NUMBERING, visible_to
from office import clock
from office.db import db
from office.permissions import Actor
from office.units import queries as units

TITLES = {
    Direction.INCOMING: "BÁO CÁO TÌNH HÌNH GIẢI QUYẾT VĂN BẢN ĐẾN",
    Direction.OUTGOING: "BÁO CÁO TÌNH HÌNH GIẢI QUYẾT VĂN BẢN ĐI",
}
# The words of the official paper, which is Vietnamese in every language of the pages.
COLUMNS = {
    Direction.INCOMING: (
        "Đơn vị",
        "Tổng số",
        "Đã giải quyết đúng hạn",
        "Đã giải quyết quá hạn",
        "Đang giải quyết trong hạn",
        "Đang giải quyết quá hạn",
    ),
    Direction.OUTGOING: (
        "Đơn vị soạn thảo",
        "Tổng số",
        "Đã phát hành đúng hạn",
        "Đã phát hành quá hạn",
        "Chưa phát hành trong hạn",
        "Chưa phát hành quá hạn",
    ),
}
NOBODY = "Chưa giao"
TOTAL = "Cộng"
CLOSED = {DocumentState.COMPLETED, DocumentState.ISSUED}
PART = 500


@dataclass
class Counted:
    """The figures of one unit; what has no deadline counts as in time."""

    total: int = 0
    done: int = 0
    done_late: int = 0
    open: int = 0
    overdue: int = 0


ReportRow = tuple[str, int, int, int, int, int]


def handling_report(direction: Direction, first: date, last: date, actor: Actor) -> list[ReportRow]:
    """One row for each unit, then their sum; only what the actor sees is counted."""
    found = _documents(direction, first, last, actor)
    desks = _leads([row.id for row in found]) if direction is Direction.INCOMING else {}
    counted: dict[int | None, Counted] = defaultdict(Counted)
    for row in found:
        desk = desks.get(row.id) if direction is Direction.INCOMING else row.desk_id
        _count(counted[desk], row.state, row.due_at, row.closed_at)
    return _by_unit(counted)


def _documents(direction: Direction, first: date, last: date, actor: Actor) -> Sequence[Any]:
    begin = clock.local_midnight(first)
    end = clock.local_midnight(date.fromordinal(last.toordinal() + 1))
    wanted = [
        Document.agency_id == actor.agency_id,
        Document.direction == direction,
        Document.created_at >= begin,
        Document.created_at < end,
        visible_to(actor),
    ]
    if direction is Direction.INCOMING:
        wanted.append(Document.arrival_no.is_not(None))
    else:
        wanted.append(Document.state.not_in(BEFORE_NUMBERING))
    return db.session.execute(
        select(
            Document.id, Document.desk_id, Document.state, Document.due_at, Document.closed_at
        ).where(*wanted)
    ).all()


def _leads(ids: Sequence[int]) -> dict[int, int]:
    """The desk that leads, or led, of each document."""
    found: dict[int, int] = {}
    for at in range(0, len(ids), PART):
        rows = db.session.execute(
            select(Routing.document_id, Routing.desk_id)
            .where(
                Routing.document_id.in_(ids[at : at + PART]),
                Routing.duty == Duty.LEAD,
                Routing.state.in_(LEADS),
            )
            .order_by(Routing.id)
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def _count(
    into: Counted, state: DocumentState, due_at: datetime | None, closed_at: datetime | None
) -> None:
    is_closed = closed_at is not None and state in CLOSED
    is_late = due_at is not None and (closed_at or clock.now()) > due_at
    into.total += 1
    name = {(True, True): "done_late", (True, False): "done", (False, True): "overdue"}.get(
        (is_closed, is_late), "open"
    )
    setattr(into, name, getattr(into, name) + 1)


def _by_unit(counted: dict[int | None, Counted]) -> list[ReportRow]:
    rows: dict[str, list[int]] = {}
    for desk, figures in counted.items():
        name = _unit_of(desk)
        rows[name] = _added(rows.get(name, [0] * 5), astuple(figures))
    ordered = sorted(rows.items(), key=lambda row: (row[0] == NOBODY, -row[1][0], row[0]))
    total = [0] * 5
    for _name, sums in ordered:
        total = _added(total, sums)
    return [_row(name, figures) for name, figures in [*ordered, (TOTAL, total)]]


def _row(name: str, figures: Sequence[int]) -> ReportRow:
    total, done, done_late, still_open, overdue = figures
    return name, total, done, done_late, still_open, overdue


def _added(one: Iterable[int], two: Iterable[int]) -> list[int]:
    return [left + right for left, right in zip(one, two, strict=True)]


def _unit_of(desk: int | None) -> str:
    unit_id = units.location(desk) if desk else None
    return units.name_of(unit_id) if unit_id else NOBODY
