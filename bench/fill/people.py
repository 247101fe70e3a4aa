"""Agencies with rooms, desks with their holders, accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bench.fill.texts import person_name
from bench.sizes import Size
from office.accounts.models import Account, Person
from office.search import fold
from office.units.models import (
    CodeScheme,
    Desk,
    DeskKind,
    Tenure,
    TreeStamp,
    Unit,
    UnitCode,
    UnitKind,
    UnitVersion,
)

FIRST_DAY = date(2020, 1, 1).isoformat()
SINCE = "2020-01-01 00:00:00.000000"
Row = tuple[object, ...]
PERSON = ("id", "uid", "full_name", "folded_name")
ACCOUNT = ("id", "uid", "person_id", "login", "password_hash", "totp_secret", "created_at")
UNIT = ("id", "uid", "kind", "agency_id", "opened_on")
VERSION = ("id", "unit_id", "parent_id", "name", "short_name", "symbol", "sort_order", "valid_from")
CODE = ("id", "unit_id", "scheme", "code", "valid_from")
DESK = ("id", "uid", "agency_id", "kind", "label")
TENURE = (
    "id",
    "uid",
    "desk_id",
    "unit_id",
    "person_id",
    "function",
    "title",
    "valid_from",
    "operation_uid",
)
COLUMNS: dict[type, tuple[str, ...]] = {
    TreeStamp: ("id", "value"),
    Unit: UNIT,
    UnitVersion: VERSION,
    UnitCode: CODE,
    Person: PERSON,
    Account: ACCOUNT,
    Desk: DESK,
    Tenure: TENURE,
}
ROLES = {
    "clerk": (DeskKind.CLERK, "Văn thư"),
    "leader": (DeskKind.POST, "Giám đốc"),
    "office_head": (DeskKind.POST, "Chánh Văn phòng"),
    "unit_head": (DeskKind.UNIT, "Trưởng phòng"),
    "official": (DeskKind.PERSON, "Chuyên viên"),
    "hr": (DeskKind.PERSON, "Chuyên viên tổ chức cán bộ"),
}


def uid(table: int, number: int) -> str:
    """A UUID of version 7 that grows with the number; the table keeps them apart."""
    return f"{0x0190_0000_0000 + number:012x}7{table:03x}8{number:015x}"


@dataclass
class Staff:
    """The desks of one agency, as the letters meet them."""

    agency: int
    clerk: int = 0
    leader: int = 0
    heads: list[int] = field(default_factory=list)
    officials: list[int] = field(default_factory=list)


@dataclass
class People:
    """All rows about units and people, and who sits where."""

    size: Size
    rows: dict[type, list[Row]] = field(default_factory=dict)
    staff: list[Staff] = field(default_factory=list)
    units: int = 0
    people: int = 0

    def __post_init__(self) -> None:
        self.rows = {model: [] for model in COLUMNS}
        self.rows[TreeStamp].append((1, "bench"))
        size = self.size
        self._agency(size.large_rooms, size.large_people)
        others, left = size.agencies - 1, size.people - size.large_people
        for place in range(others):
            self._agency(size.rooms, left * (place + 1) // others - left * place // others)

    def _agency(self, rooms: int, people: int) -> None:
        unit = self._unit(None, None)
        staff = Staff(unit)
        code = CodeScheme.ORGAN_ID.value
        self.rows[UnitCode].append((unit, unit, code, f"H99.{unit}", FIRST_DAY))
        room_ids = [self._unit(unit, unit) for _ in range(rooms)]
        staff.clerk = self._post("clerk", unit, unit)
        staff.leader = self._post("leader", unit, unit)
        self._post("office_head", unit, room_ids[0])
        staff.heads = [self._post("unit_head", unit, room) for room in room_ids]
        for place in range(people - rooms - 3):
            room = room_ids[place % rooms]
            staff.officials.append(self._post("official", unit, room))
        self.staff.append(staff)

    def _unit(self, agency: int | None, parent: int | None) -> int:
        self.units += 1
        number = self.units
        kind = UnitKind.ROOM if agency else UnitKind.AGENCY
        name = f"Phòng mẫu số {number}" if agency else f"Sở mẫu số {number}"
        self.rows[Unit].append((number, uid(1, number), kind.value, agency or number, FIRST_DAY))
        self.rows[UnitVersion].append(
            (number, number, parent, name, name, f"M{number}", number, FIRST_DAY)
        )
        return number

    def _post(self, role: str, agency: int, unit: int) -> int:
        """A desk in a unit with its holder; desk, person and account bear one number."""
        self.people += 1
        number = self.people
        kind, title = ROLES[role]
        name = person_name(number)
        self.rows[Person].append((number, uid(2, number), name, fold(name)))
        secret = None if role in ("official", "unit_head") else "JBSWY3DPEHPK3PXP"
        self.rows[Account].append(
            (number, uid(3, number), number, f"{role}{number}", "!", secret, SINCE)
        )
        self.rows[Desk].append((number, uid(4, number), agency, kind.value, ""))
        placed = (2 * number - 1, uid(5, 2 * number - 1), number, unit, None, None, "")
        held = (2 * number, uid(5, 2 * number), number, unit, number, role, title)
        self.rows[Tenure] += [(*row, SINCE, uid(6, number)) for row in (placed, held)]
        return number

    def tables(self) -> Iterator[tuple[type, tuple[str, ...], list[Row]]]:
        """Table, columns and rows, parents first."""
        for model, names in COLUMNS.items():
            yield model, names, self.rows[model]
