"""What this package builds in a demo folder, step by step."""

import json
import secrets
from typing import Any

from sqlalchemy import select

from documents import operations, queries
from documents.compose.places import Composed, Place
from documents.demo.books import fill_books
from documents.demo.history import write_history
from documents.demo.matter import first_message
from documents.demo.signed import write_signed
from documents.demo.staff import working_agencies
from documents.models import AxisConnection
from office import clock, demo_data, fetch, vault
from office.config import write_private
from office.db import db, transaction
from office.demo import Demo, at_demo_start, demo_step
from office.demo_data import DemoAgency, DemoExternal
from office.i18n import _l
from office.permissions import Actor, Role
from office.units import queries as units
from signing import demo as signing
from signing.operations import Lock, Rect, SignatureField, lay_out

ADMIN = Actor(name="Hệ thống", roles=frozenset({Role.ADMIN}))
SYSTEM_ID = "congvu.{code}"


@demo_step(60, "connections", label=_l("Connections to the axis"))
def connect_agencies(demo: Demo) -> None:
    """Connect every agency that has a clerk, and write down who they are for the sandbox."""
    known = {row.agency_id for row in queries.connections()}
    for staff in working_agencies():
        if staff.agency_id not in known:
            code = units.organ_id(staff.agency_id)
            operations.connect(
                staff.agency_id,
                transport="vxp",
                base_url="http://127.0.0.1:1",
                system_id=SYSTEM_ID.format(code=code.lower()),
                secret=secrets.token_hex(24),
                by=ADMIN,
            )
    folder = demo.folder / "axis-sandbox"
    folder.mkdir(exist_ok=True, mode=0o700)
    config = json.dumps({"connections": _systems(), "agencies": _book()}, ensure_ascii=False)
    write_private(folder / "config.json", config)


def _systems() -> list[dict[str, Any]]:
    return [
        {
            "system_id": row.system_id,
            "secret": vault.unlock(row.secret, purpose=row.SEALED_FOR),
            "organ_ids": units.organ_ids(row.agency_id),
        }
        for row in queries.connections()
    ]


def _book() -> list[dict[str, str]]:
    rows: list[DemoExternal | DemoAgency] = [*demo_data.external_agencies()]
    rows += demo_data.agencies()
    return [
        {
            "id": str(number),
            "pid": "",
            "code": row.organ_id,
            "name": row.vi,
            "mail": "",
            "oldCode": row.old_organ_id,
            "code102": row.old_organ_id,
        }
        for number, row in enumerate(rows, 1)
    ]


@at_demo_start("connections")
def point_to_the_axis(demo: Demo) -> None:
    """The sandbox listens at another port in each run."""
    with transaction():
        for row in db.session.scalars(select(AxisConnection)):
            row.base_url = demo.services["axis"].url


@demo_step(100, "first-matter", label=_l("The first matter"))
def bring_first_matter(demo: Demo) -> None:
    """Let the ministry send its letter over the axis."""
    message = first_message(_signed_by_the_ministry, at=clock.now())
    axis = demo.services["axis"]
    fetch.fetch(
        f"{axis.url}/inject",
        purpose="axis",
        method="POST",
        data=message,
        headers={"Authorization": f"Bearer {axis.token}", "Content-Type": "application/xml"},
    )


def _signed_by_the_ministry(letter: Composed) -> bytes:
    matter = demo_data.first_matter()
    fields = [_field(name, letter.places[name]) for name in ("chuky1", "dau")]
    ready = lay_out(letter.pdf, signatures=fields)
    ministry = demo_data.external_agency(matter.sender).vi
    return signing.ministry_sign(ready, person=matter.signer.name, ministry=ministry)


def _field(name: str, place: Place) -> SignatureField:
    lock = Lock.ALL if name == "dau" else Lock.OWN
    return SignatureField(name, place.page, Rect(place.x0, place.y0, place.x1, place.y1), lock)


@demo_step(200, "history", label=_l("Three months of work"))
def build_history(demo: Demo) -> None:
    """Make the documents of three months."""
    write_history(demo.tell)


@demo_step(210, "signed", label=_l("Signed documents of today"))
def build_signed(demo: Demo) -> None:
    """Make documents in every state after the draft."""
    write_signed(demo)


@demo_step(220, "registers", label=_l("Registers of a closed year"))
def build_books(_demo: Demo) -> None:
    """Close the registers of last year, keep a number, lend a copy."""
    fill_books()
