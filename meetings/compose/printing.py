"""Papers for the room: the attendance sheet, name cards and the plan of seats."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from meetings.compose.facts import Attendant
from meetings.compose.typesetting import typeset
from meetings.compose.words import line

MOST_ACROSS = 12
COLUMNS = ("TT", "Họ và tên", "Chức vụ, đơn vị")


@dataclass(frozen=True)
class Occasion:
    """What every paper of one meeting says at its head."""

    agency: str
    subject: str
    begins: datetime
    venue: str = ""
    parent_agency: str = ""


@dataclass(frozen=True)
class Seat:
    """One seat of the plan, by row from the front and place from the left, both from 1."""

    row: int
    place: int
    name: str
    post: str = ""
    role: str = ""


def attendance_sheet(occasion: Occasion, people: Sequence[Attendant], *, empty: int = 5) -> bytes:
    """The list to sign at the door, with empty lines for those who were not called."""
    rows = [_row(place, one) for place, one in enumerate(people, 1)]
    rows += [_row(len(people) + place, Attendant("")) for place in range(1, empty + 1)]
    total = "Tổng số có mặt: …………"
    columns = (*COLUMNS, "Giờ đến", "Chữ ký")
    more = {"rows": rows, "columns": columns, "narrow": 18, "total": total, "signer": True}
    return _set("attendance.typ", occasion, more)


@dataclass(frozen=True)
class Came:
    """Somebody who was there: from when to when, and how it was noted."""

    who: Attendant
    times: str
    how: str


def attendance_record(occasion: Occasion, came: Sequence[Came], *, called: int) -> bytes:
    """Who was there, as the door was kept; for the file, nobody signs it any more."""
    rows = [
        [str(place), line(one.who.name), _post(one.who), one.times, one.how]
        for place, one in enumerate(came, 1)
    ]
    total = f"Tổng số có mặt: {len(came)}; được mời: {called}."
    columns = (*COLUMNS, "Giờ đến – về", "Cách điểm danh")
    more = {"rows": rows, "columns": columns, "narrow": 34, "total": total, "signer": False}
    return _set("attendance.typ", occasion, more)


def name_cards(occasion: Occasion, people: Sequence[Attendant]) -> bytes:
    """Cards to fold and stand on the table: two on a page, the name readable from both sides."""
    cards = [{"name": line(one.name), "post": _post(one)} for one in people]
    return _set("name_cards.typ", occasion, {"cards": cards})


def seat_plan(occasion: Occasion, seats: Sequence[Seat]) -> bytes:
    """The room from above; who presides sits in the first row."""
    across = min(max((one.place for one in seats), default=1), MOST_ACROSS)
    rows = max((one.row for one in seats), default=1)
    taken = {(one.row, one.place): one for one in seats if one.place <= across}
    grid = [
        [_seat(taken.get((row, place))) for place in range(1, across + 1)]
        for row in range(1, rows + 1)
    ]
    return _set("seat_plan.typ", occasion, {"grid": grid})


def seated(people: Sequence[Attendant], *, across: int) -> list[Seat]:
    """A plan in the order of the list: the first presides alone in front, the others in rows."""
    wide = max(1, min(across, MOST_ACROSS))
    middle = (wide + 1) // 2
    return [
        Seat(
            1 if not index else 2 + (index - 1) // wide,
            middle if not index else _at(index, wide),
            one.name,
            one.post,
        )
        for index, one in enumerate(people)
    ]


def _at(index: int, wide: int) -> int:
    return (index - 1) % wide + 1


def _set(template: str, occasion: Occasion, more: dict[str, object]) -> bytes:
    data = {
        "agency": line(occasion.agency).upper(),
        "parent": line(occasion.parent_agency).upper(),
        "subject": line(occasion.subject),
        "begins": f"{occasion.begins:%H giờ %M, ngày %d/%m/%Y}",
        "venue": line(occasion.venue),
    }
    return typeset(template, {**data, **more}, made_at=occasion.begins).pdf


def _row(number: int, one: Attendant) -> list[str]:
    return [str(number), line(one.name), _post(one), "", ""]


def _post(one: Attendant) -> str:
    return ", ".join(part for part in (line(one.post), line(one.unit)) if part)


def _seat(seat: Seat | None) -> dict[str, str] | None:
    if seat is None:
        return None
    given = asdict(seat)
    return {name: line(given[name]) for name in ("name", "post", "role")}
