"""Work of the first day: spreadsheets are read in the limited child."""

from typing import Any

from office import blobs
from office.db import db
from office.foreign.refusals import ForeignFileRefused
from office.foreign.tables import read_table
from office.outbox import delivers
from office.permissions import SYSTEM
from office.setup import columns, operations
from office.setup.models import SheetState, StaffSheet
from office.setup.operations.sheets import TOPIC

MOST_ROWS, MOST_COLUMNS = 5_000, 30


@delivers(TOPIC)
def read_sheet(body: dict[str, Any]) -> None:
    """Read a spreadsheet of units and people; one that is none is refused with the reason."""
    sheet = db.session.get_one(StaffSheet, body["sheet_id"])
    if sheet.state is not SheetState.READING:
        return
    try:
        table = read_table(
            blobs.read(sheet.sha256),
            headings=columns.HEADINGS.values(),
            most_rows=MOST_ROWS,
            most_columns=MOST_COLUMNS,
        )
    except ForeignFileRefused as refusal:
        operations.refuse_sheet(sheet, refusal.reason, by=SYSTEM)
        return
    operations.keep_rows(sheet, columns.rows_of(table), by=SYSTEM)
