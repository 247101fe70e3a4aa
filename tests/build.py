"""Builders of valid records: a small agency with its people, and documents on their way.

Fictional names; nothing is random. Each builder is a plain keyword function.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

from documents import operations
from documents.models import Duty, Source, Urgency
from documents.operations.files import NewFile
from documents.operations.incoming import Assignment, Registration
from documents.operations.intake import Arrival
from office import blobs
from office.accounts.models import Account, Person
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM, Actor, Role
from office.search import fold
from office.units.models import (
    CodeScheme,
    Desk,
    DeskKind,
    SigningAuthority,
    Tenure,
    Unit,
    UnitCode,
    UnitKind,
    UnitVersion,
)

SINCE = datetime(2025, 7, 1, tzinfo=UTC)
FIRST_DAY = date(2025, 7, 1)


@dataclass
class Agency:
    """One agency of the test world and its people by part."""

    unit: Unit
    code: str
    rooms: dict[str, Unit] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name):
        if name in self.people:
            return self.people[name]
        raise AttributeError(name)


PARTS = {
    "clerk": (DeskKind.CLERK, None, Role.CLERK, "Văn thư"),
    "leader": (DeskKind.POST, None, Role.LEADER, "Giám đốc"),
    "deputy": (DeskKind.POST, None, Role.LEADER, "Phó Giám đốc"),
    "office_head": (DeskKind.POST, "office", Role.OFFICE_HEAD, "Chánh Văn phòng"),
    "head": (DeskKind.UNIT, "staff", Role.UNIT_HEAD, "Trưởng phòng"),
    "official": (DeskKind.PERSON, "staff", Role.OFFICIAL, "Chuyên viên"),
    "colleague": (DeskKind.PERSON, "staff", Role.OFFICIAL, "Chuyên viên"),
    "other_head": (DeskKind.UNIT, "finance", Role.UNIT_HEAD, "Trưởng phòng"),
    "other_official": (DeskKind.PERSON, "finance", Role.OFFICIAL, "Chuyên viên"),
    "admin": (DeskKind.PERSON, "office", Role.ADMIN, "Quản trị"),
    "hr": (DeskKind.PERSON, "office", Role.HR, "Tổ chức"),
    "security": (DeskKind.PERSON, "office", Role.SECURITY, "Bảo mật"),
}
ROOMS = {
    "office": ("Văn phòng", "VP"),
    "staff": ("Phòng Công chức", "CCVC"),
    "finance": ("Phòng Kế hoạch", "KH"),
}
NAMES = [
    "Bình",
    "Cúc",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khôi",
    "Lam",
    "Minh",
    "Nga",
    "Oanh",
    "Phúc",
    "Quế",
]


def agency(*, code="H99.1", name="Sở Nội vụ", symbol="SNV", parent=None):
    """An agency with three rooms and twelve people, each in one post.

    All rows of a step at once: thousands of tests begin with them.
    """
    with transaction():
        made = Agency(_unit(UnitKind.AGENCY, None), code)
        made.unit.agency_id = made.unit.id
        people = _rooms_desks_people(made)
        _version(made.unit, name, symbol, parent.unit if parent else None)
        _codes(made.unit, code)
        for key, (room, letters) in ROOMS.items():
            _version(made.rooms[key], room, letters, made.unit)
        _authority(made, "leader", "", ["GIÁM ĐỐC"])
        _authority(made, "deputy", "KT", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"])
        _posts(made, people)
    return made


def _unit(kind, agency_unit):
    unit = Unit(kind=kind, agency_id=agency_unit.id if agency_unit else None, opened_on=FIRST_DAY)
    db.session.add(unit)
    db.session.flush()
    return unit


def _version(unit, name, symbol, parent):
    db.session.add(
        UnitVersion(
            unit_id=unit.id,
            parent_id=parent.id if parent else None,
            name=name,
            symbol=symbol,
            place="Lam Giang",
            valid_from=FIRST_DAY,
        )
    )


def _codes(unit, code):
    for scheme in (CodeScheme.ORGAN_ID,):
        db.session.add(UnitCode(unit_id=unit.id, scheme=scheme, code=code, valid_from=FIRST_DAY))


def _rooms_desks_people(made):
    """What hangs on the agency alone; gives the people."""
    agency_id = made.unit.id
    for key in ROOMS:
        made.rooms[key] = Unit(kind=UnitKind.ROOM, agency_id=agency_id, opened_on=FIRST_DAY)
    for part, (kind, _room, _function, title) in PARTS.items():
        made.desks[part] = Desk(agency_id=agency_id, kind=kind, label=title)
    people = [
        Person(full_name=f"Nguyễn {name} {made.code}", folded_name=fold(f"Nguyễn {name}"))
        for name in NAMES
    ]
    db.session.add_all([*made.rooms.values(), *made.desks.values(), *people])
    db.session.flush()
    return people


def _posts(made, people):
    held = {part: _hold(made, part, person) for part, person in zip(PARTS, people, strict=True)}
    db.session.flush()
    for part, rows in held.items():
        made.people[part] = _actor(made, part, *rows)


def _hold(made, part, person):
    """The account of a person and his tenure of a desk."""
    _kind, room, function, title = PARTS[part]
    where = made.rooms[room] if room else made.unit
    account = Account(
        person_id=person.id,
        login=f"{part}.{made.code.lower()}",
        password_hash="!",
        created_at=SINCE,
    )
    tenure = partial(
        Tenure,
        desk_id=made.desks[part].id,
        unit_id=where.id,
        valid_from=SINCE,
        operation_uid=new_uid(),
    )
    held = tenure(person_id=person.id, function=function, title=title)
    db.session.add_all([account, tenure(title=""), held])  # rows of one shape go in together
    return person, account, held


def _actor(made, part, person, account, held):
    return Actor(
        account_id=account.id,
        person_id=person.id,
        tenure_id=held.id,
        desk_id=held.desk_id,
        unit_id=held.unit_id,
        agency_id=made.unit.id,
        name=person.full_name,
        title=held.title,
        roles=frozenset({held.function}),
    )


def headed_room(made, name):
    """One more room with a head, who has no account; gives him as an actor."""
    with transaction():
        room = _unit(UnitKind.ROOM, made.unit)
        _version(room, name, "P", made.unit)
        desk = Desk(agency_id=made.unit.id, kind=DeskKind.UNIT, label="Trưởng phòng")
        person = Person(full_name=f"Trần {name}", folded_name=fold(f"Trần {name}"))
        db.session.add_all([desk, person])
        db.session.flush()
        tenure = partial(
            Tenure, desk_id=desk.id, unit_id=room.id, valid_from=SINCE, operation_uid=new_uid()
        )
        held = tenure(person_id=person.id, function=Role.UNIT_HEAD, title="Trưởng phòng")
        db.session.add_all([tenure(), held])
        db.session.flush()
        return Actor(
            person_id=person.id,
            tenure_id=held.id,
            desk_id=desk.id,
            unit_id=room.id,
            agency_id=made.unit.id,
            name=person.full_name,
            title=held.title,
            roles=frozenset({Role.UNIT_HEAD}),
        )


def _authority(made, part, code, lines):
    db.session.add(
        SigningAuthority(
            agency_id=made.unit.id,
            desk_id=made.desks[part].id,
            code=code,
            lines=lines,
            type_codes=[],
            valid_from=FIRST_DAY,
        )
    )


def arrival(house, **facts):
    """What a letter of a fictional ministry brings."""
    given = {
        "agency_id": house.unit.id,
        "source": Source.UPLOAD,
        "subject": "Báo cáo kết quả sắp xếp đơn vị",
        "type_name": "Công văn",
        "symbol": "412/BHC-CQCS",
        "issuer_name": "Bộ Hành chính mẫu",
        "issuer_code": "000.00.00.G98",
        "issued_on": date(2026, 11, 18),
        "files": (),
        "identifier": "000.00.00.G98,2026/11/18,412/BHC-CQCS",
        "urgency": Urgency.NORMAL,
    }
    return Arrival(**(given | facts))


def text_file(name="phu-luc.txt", data=b"phu luc"):
    """A small annex that already lies in the store."""
    stored = blobs.put(data)
    return NewFile(name, "text/plain", stored.sha256, stored.size)


def arrived(house, **facts):
    """A document that waits for registration."""
    return operations.receive_locally(arrival(house, **facts), by=SYSTEM)


def registered(house, **facts):
    """A document in the register, with its arrival number."""
    document = arrived(house, **facts)
    given = Registration(subject=document.subject, is_restricted=document.is_restricted)
    operations.register_incoming(document, given, by=house.clerk)
    return document


def presented(house, **facts):
    """A document on the leader's desk."""
    document = registered(house, **facts)
    operations.present(document, house.desks["leader"].id, by=house.clerk)
    return document


def assigned(house, *, lead="head", others=(), **facts):
    """A document with a direction; `others` are pairs of part and duty."""
    document = presented(house, **facts)
    rows = [Assignment(house.desks[lead].id, Duty.LEAD)]
    rows += [Assignment(house.desks[part].id, duty) for part, duty in others]
    operations.direct(document, "Chủ trì tham mưu trả lời.", rows, by=house.leader)
    return document


def handed_on(house, **facts):
    """A document in the hands of the official who answers."""
    document = assigned(house, **facts)
    operations.hand_on(document, house.desks["official"].id, "Dự thảo trả lời.", by=house.head)
    return document
