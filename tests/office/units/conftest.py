"""A small province: one agency with three rooms, and who sits there."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from office import clock
from office.accounts.models import Person
from office.db import db, transaction
from office.permissions import SYSTEM, Actor, Role
from office.search import fold
from office.units import operations
from office.units.models import CodeScheme, Desk, DeskKind, Tenure, UnitKind
from office.units.operations.tree import Naming
from office.units.queries import clerk_desk, desk_of_unit

FIRST = date(2025, 7, 1)


@dataclass
class Seat:
    """A person at a desk."""

    person: Person
    desk: Desk
    tenure: Tenure


class Province:
    """Builds with the verbs themselves, as an administrator would."""

    def __init__(self):
        self.agency = self.open_agency("Sở Nội vụ", "H99.1", symbol="SNV")
        self.staff = self.open_room("Phòng Công chức", symbol="CC")
        self.finance = self.open_room("Phòng Tài chính", symbol="TC")
        self.head = self.seat_at(desk_of_unit(self.staff.id), "Bùi An", Role.UNIT_HEAD)
        self.other_head = self.seat_at(desk_of_unit(self.finance.id), "Cao Bình", Role.UNIT_HEAD)
        self.clerk = self.seat_at(clerk_desk(self.agency.id), "Đỗ Cúc", Role.CLERK)
        self.leader = self.seat_new(self.agency, "Hà Dũng", Role.LEADER, DeskKind.POST, "Giám đốc")
        self.official = self.seat_new(self.staff, "Kiều Giang", Role.OFFICIAL)

    def open_agency(self, name, code, *, symbol="", parent=None, on=FIRST):
        naming = Naming(name=name, symbol=symbol, short_name=name, place="Lam Giang")
        unit = operations.open_unit(UnitKind.AGENCY, naming, parent=parent, on=on, by=SYSTEM)
        operations.add_code(unit, CodeScheme.ORGAN_ID, code, on=on, by=SYSTEM)
        return unit

    def open_room(self, name, *, symbol="", parent=None, on=FIRST):
        naming = Naming(name=name, symbol=symbol)
        above = parent or self.agency
        return operations.open_unit(UnitKind.ROOM, naming, parent=above, on=on, by=SYSTEM)

    def person(self, name):
        with transaction():
            made = Person(full_name=name, folded_name=fold(name))
            db.session.add(made)
        return made

    def seat_at(self, desk, name, function, *, title="", at=None):
        person = self.person(name)
        begin = at or clock.now() - timedelta(days=30)
        tenure = operations.seat(desk, person, function=function, title=title, at=begin, by=SYSTEM)
        return Seat(person, desk, tenure)

    def seat_new(self, unit, name, function, kind=DeskKind.PERSON, label=""):
        desk = operations.open_desk(kind, unit=unit, label=label, by=SYSTEM)
        return self.seat_at(desk, name, function, title=label)


@pytest.fixture
def province(house):
    return Province()


@pytest.fixture
def administrator():
    return Actor(name="Lê Khôi", roles=frozenset({Role.ADMIN}))
