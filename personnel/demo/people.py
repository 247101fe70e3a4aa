"""Who has a dossier in the demo: everybody with an account, and others up to three hundred."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from office import clock, demo_data
from office.accounts.models import Account, Person
from office.db import db
from office.units import queries as units
from office.units.models import Tenure, Unit
from office.units.queries import held_at
from personnel.demo.careers import MAN, WOMAN
from personnel.demo.cases import FIRST
from personnel.demo.lives import Cast

WANTED = 300
FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Dương",
    "Lý",
)
MEN = ("Văn Bách", "Hữu Cường", "Đức Duy", "Quang Hiển", "Xuân Khoát", "Bá Lãm", "Công Mạnh")
WOMEN = ("Thị Ánh", "Thu Cầm", "Ngọc Diệp", "Thanh Hoa", "Kim Liên", "Hồng Nhung", "Mai Phượng")
TITLES = ("Chuyên viên", "Chuyên viên", "Chuyên viên", "Cán sự", "Phó Trưởng phòng")
WOMENS = {"Thị", "Thu", "Ngọc", "Lan", "Hoài", "Bích", "Thục", "Mai", "Hiểu"}


@dataclass(frozen=True)
class Entrant:
    """An official to be entered; `person` where he has an account here."""

    cast: Cast
    agency_id: int
    person: Person | None = None


def with_accounts() -> Iterator[Entrant]:
    """The officials of the sheet in their main posts."""
    for number, one in enumerate(demo_data.people(), 1):
        account = db.session.scalars(select(Account).where(Account.login == one.login)).first()
        tenure = _main_post(account) if account else None
        if account is None or tenure is None:
            continue
        unit = db.session.get_one(Unit, tenure.unit_id)
        cast = _cast(number, one.name, unit, tenure.title, (tenure.function or "official"))
        person = db.session.get_one(Person, account.person_id)
        yield Entrant(cast, unit.agency_id or unit.id, person)


def others() -> Iterator[Entrant]:
    """Officials without an account, spread over the rooms of the working agencies."""
    rooms = [row for row in db.session.scalars(select(Unit).order_by(Unit.id)) if _is_room(row)]
    for place in range(WANTED - len(demo_data.people())):
        number = FIRST + place
        is_woman = place % 2 == 1
        given = (WOMEN if is_woman else MEN)[place // 2 % 7]
        name = f"{FAMILIES[place // 14 % 12]} {given}"
        unit = rooms[place % len(rooms)]
        title = TITLES[place % len(TITLES)]
        yield Entrant(_cast(number, name, unit, title, "official"), unit.agency_id or unit.id)


def _is_room(unit: Unit) -> bool:
    return unit.closed_on is None and unit.agency_id != unit.id


def _main_post(account: Account) -> Tenure | None:
    held = select(Tenure).where(Tenure.person_id == account.person_id, held_at(Tenure, clock.now()))
    found: Tenure | None = db.session.scalars(held.order_by(Tenure.id)).first()
    return found


def _cast(number: int, name: str, unit: Unit, title: str, role: str) -> Cast:
    is_woman = bool(set(name.split()[1:-1]) & WOMENS)
    agency = db.session.get_one(Unit, unit.agency_id or unit.id)
    return Cast(
        number=number,
        name=name,
        sex=WOMAN if is_woman else MAN,
        unit={"unit": str(unit.uid), "name": units.name_of(unit.id)},
        agency={"unit": str(agency.uid), "name": units.name_of(agency.id)},
        title=title,
        role=str(role),
    )
