"""The set-up in the table of permissions: its records, and what its requests send."""

from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from office import blobs
from office.db import db
from office.permissions import SYSTEM
from office.setup import operations
from office.units import operations as units
from office.units.models import SigningAuthority, UnitKind
from office.units.operations.tree import Naming

DAY = "2026-01-15"
ROWS = [
    {"number": 4, "name": "Lê Văn Mẫu", "role": "Lãnh đạo", "login": "mau.lv"},
]


def records(snv):
    """One of each record that an administrator sets up."""
    room = units.open_unit(
        UnitKind.ROOM, Naming(name="Phòng Trống"), parent=snv.unit, on=date(2026, 1, 2), by=SYSTEM
    )
    units.keep_seal(snv.unit, diameter_mm=36, image=blobs.put(seal()).sha256, by=SYSTEM)
    row = operations.declare_day(
        date(2027, 3, 13), is_working=True, name="Làm bù", basis="", by=SYSTEM
    )
    granted = select(SigningAuthority).where(SigningAuthority.agency_id == snv.unit.id)
    return {
        "the agency": str(snv.unit.uid),
        "an empty room": str(room.uid),
        "a calendar day": str(row.uid),
        "a right to sign": str(db.session.scalars(granted).first().uid),
        "a read sheet": str(sheet(snv).uid),
    }


def sheet(snv):
    made = operations.receive_sheet(snv.unit, file_name="a.xlsx", sha256="0" * 64, by=SYSTEM)
    operations.keep_rows(made, ROWS, by=SYSTEM)
    return made


def seal():
    """A red ring on a clear ground."""
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 290, 290), outline=(200, 16, 46, 255), width=10)
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


NAMES = {"name": "Phòng Khác", "symbol": "PK", "on": DAY}


def _under_the_agency(world, _relation):
    return NAMES | {"under": world.records["the agency"]}


def _post(*_):
    return {"login": "official.h99.1", "function": "official", "title": "T", "on": DAY}


def _grant(world, _relation):
    return {"desk": world.desks["leader"], "lines": "GIÁM ĐỐC", "on": DAY}


FORMS = {
    "setup.add_code": lambda *_: {"scheme": "organ_id", "code": "H99.55", "on": DAY},
    "setup.appoint": _post,
    "setup.choose": lambda *_: {"only_viewed_batch": "yes"},
    "setup.close_unit": lambda *_: {"on": DAY},
    "setup.declare_day": lambda *_: {"on": "2027-03-20", "kind": "working", "name": "Làm bù"},
    "setup.end_authority": lambda *_: {"on": DAY},
    "setup.end_post": lambda *_: {"on": "2026-11-01"},
    "setup.grant": _grant,
    "setup.keep_contact": lambda *_: {"phone": "1"},
    "setup.keep_seal": lambda *_: {"diameter": "36"},
    "setup.move_unit": _under_the_agency,
    "setup.name_agency": lambda *_: NAMES,
    "setup.name_unit": lambda *_: NAMES,
    "setup.open_agency": lambda *_: NAMES | {"name": "Cơ quan Khác"},
    "setup.open_unit": _under_the_agency,
    "setup.receive_sheet": lambda *_: {"file": (BytesIO(b"A;B\n1;2\n"), "a.csv")},
}
CALLS = {
    "api_setup.accept_sheet": lambda *_: {},
    "api_setup.add_code": FORMS["setup.add_code"],
    "api_setup.appoint": lambda *_: {"login": "official.h99.1", "function": "official"},
    "api_setup.choose": lambda *_: {"name": "only_viewed_batch", "value": False},
    "api_setup.close_unit": FORMS["setup.close_unit"],
    "api_setup.declare_day": lambda *_: {"on": "2027-03-20", "is_working": True, "name": "Bù"},
    "api_setup.end_authority": FORMS["setup.end_authority"],
    "api_setup.grant_authority": lambda world, _: {
        "desk": world.desks["leader"],
        "lines": ["GIÁM ĐỐC"],
        "valid_from": DAY,
    },
    "api_setup.keep_seal": lambda *_: {"diameter_mm": 38},
    "api_setup.move_unit": lambda world, _: {"under": world.records["the agency"], "on": DAY},
    "api_setup.name_unit": lambda *_: NAMES,
    "api_setup.open_unit": _under_the_agency,
    "api_setup.receive_sheet": lambda *_: {"name": "a.csv", "content": "QTtCCjE7Mgo="},
}
QUESTIONS = {"api_setup.list_days": {"year": 2027}}
