"""Imports in the table of permissions: one whose columns are asked for, one that is checked."""

import base64
import io
from datetime import date

from office.permissions import SYSTEM
from personnel import operations
from personnel.models import Purpose
from personnel.operations.importing import Line
from tests.personnel import sheet

NAME = "danh-sach.xlsx"
ON = "2026-07-01"


def _content():
    return base64.b64encode(sheet.xlsx([sheet.row(1)])).decode()


def _file(*_):
    return {"file": (io.BytesIO(sheet.xlsx([sheet.row(1)])), NAME)}


def _sheet(*_):
    return {"name": NAME, "content": _content()}


FORMS = {
    "personnel.bring_import": lambda *_: (
        _file() | {"purpose": "open", "effective_on": "01/07/2026"}
    ),
    "personnel.assign_columns": lambda *_: {
        "column-1": "identity.full_name",
        "column-4": "identity.citizen_id",
    },
    "personnel.mend_import": _file,
}
CALLS = {
    "api_personnel.import_bringing": lambda *_: _sheet() | {"purpose": "open", "effective_on": ON},
    "api_personnel.import_columns": lambda *_: {
        "mapping": {"1": "identity.full_name", "4": "identity.citizen_id"}
    },
    "api_personnel.import_corrections": _sheet,
}


def read(snv, rows, name=NAME):
    """A spreadsheet as if the worker had read it."""
    brought = operations.Brought(name, Purpose.OPEN, date.fromisoformat(ON))
    batch = operations.bring_import(brought, b"-", by=snv.hr)
    cells = [[str(one) for one in sheet.cells_of(row)] for row in rows]
    lines = [Line(number, one) for number, one in enumerate(cells, 2)]
    operations.keep_lines(batch, lines, by=SYSTEM)
    operations.finish_reading(batch, sheet.HEADINGS, by=SYSTEM)
    return batch


def checked(snv, rows, name=NAME):
    """The same with every row looked at."""
    batch = read(snv, rows, name)
    operations.assign_columns(batch, batch.mapping, by=snv.hr)
    while operations.check_piece(batch, by=SYSTEM):
        pass
    return batch


def built(world, snv):
    """One of each, brought by the staff office."""
    world.records["an import to assign"] = str(read(snv, [sheet.row(1)]).uid)
    good = sheet.row(1) | {"Đơn vị": "Văn phòng"}
    world.records["an import"] = str(checked(snv, [good, sheet.row(2, Bậc="?")]).uid)
