"""Spreadsheets of units and people for programs of an administrator."""

from io import BytesIO
from uuid import UUID

from flask import Response, g
from pydantic import Base64Bytes, Field

from office import blobs
from office.api import ByUid, Closed, scope, shown
from office.foreign.tables import TABLE_KINDS
from office.foreign.uploads import check_upload
from office.permissions import require
from office.setup import columns, operations, queries
from office.setup.api.frame import Made, Name, bp, unit_of
from office.setup.models import StaffSheet
from office.setup.planning import plan
from office.setup.policy import Can

LONGEST = 14 << 20


class WantedSheet(Closed):
    """A spreadsheet by its name and its bytes in base64."""

    name: str = Name
    content: Base64Bytes = Field(max_length=LONGEST)


class SheetRow(Closed):
    """What one row would change, and what is wrong with it."""

    number: int
    changes: list[str]
    faults: dict[str, str]


class SheetItem(Closed):
    """A spreadsheet with its preview."""

    uid: UUID
    state: str
    reason: str
    rows: list[SheetRow]


@bp.get("/staff-sheets/<uuid:uid>", responses={200: SheetItem})
@scope("admin")
def show_sheet(path: ByUid) -> Response:
    """A spreadsheet of units and people with what each row would change."""
    require(g.actor, Can.SET_UP)
    return shown(_item(queries.sheet_by_uid(path.uid)))


def _item(sheet: StaffSheet) -> SheetItem:
    made = plan(columns.wanted(sheet.rows.get("rows", [])), sheet.agency_id)
    rows = [
        SheetRow(
            number=row.number,
            changes=[step.value for step in row.steps],
            faults={name: str(words) for name, words in row.faults.items()},
        )
        for row in made.rows
    ]
    return SheetItem(uid=sheet.uid, state=sheet.state.value, reason=sheet.reason, rows=rows)


@bp.post("/units/<uuid:uid>/staff-sheets", responses={201: Made})
@scope("admin")
def receive_sheet(path: ByUid, body: WantedSheet) -> Response:
    """Send a spreadsheet of units and people; a job reads it."""
    agency = unit_of(path.uid)
    taken = check_upload(BytesIO(body.content), body.name, allowed=TABLE_KINDS)
    sha256 = blobs.put(body.content).sha256
    sheet = operations.receive_sheet(agency, file_name=taken.name, sha256=sha256, by=g.actor)
    return shown(Made(uid=sheet.uid), status=201)


@bp.post("/staff-sheets/<uuid:uid>/acceptance", responses={204: None})
@scope("admin")
def accept_sheet(path: ByUid) -> tuple[str, int]:
    """Carry out every row, or none."""
    require(g.actor, Can.SET_UP)
    operations.accept_sheet(queries.sheet_by_uid(path.uid), by=g.actor)
    return "", 204


@bp.post("/staff-sheets/<uuid:uid>/withdrawal", responses={204: None})
@scope("admin")
def withdraw_sheet(path: ByUid) -> tuple[str, int]:
    """Give a spreadsheet up."""
    require(g.actor, Can.SET_UP)
    operations.withdraw_sheet(queries.sheet_by_uid(path.uid), by=g.actor)
    return "", 204
