"""`office import-units FILE`: the spreadsheet of units and people from the command line."""

import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import select

from office import blobs
from office.app import create_app
from office.bootstrap import Stop
from office.config import write_private
from office.db import db
from office.foreign.tables import read_table
from office.permissions import SYSTEM
from office.setup import columns, operations
from office.setup.planning import Plan, Step, plan
from office.units.models import Unit
from office.units.queries import agencies


def import_units(options: Namespace) -> int:
    """Read, show what would change, and with no faulty row carry it out; status 1 on faults."""
    with create_app(data_dir=options.data_dir).app_context():
        agency = _agency(options.agency)
        data = Path(options.file).read_bytes()
        rows = columns.rows_of(read_table(data, headings=columns.HEADINGS.values()))
        made = plan(columns.wanted(rows), agency.id)
        if _tell(made) or options.dry_run:
            return 1 if made.faulty else 0
        sheet = operations.receive_sheet(
            agency, file_name=Path(options.file).name, sha256=blobs.put(data).sha256, by=SYSTEM
        )
        operations.keep_rows(sheet, rows, by=SYSTEM)
        operations.accept_sheet(sheet, by=SYSTEM)
        if options.slips:
            slips = operations.give_slips(sheet, by=SYSTEM)
            lines = [f"{one.name}\t{one.login}\t{one.password}" for one in slips]
            write_private(Path(options.slips), "\n".join([*lines, ""]))
    return 0


def _agency(name: str) -> Unit:
    found = [one for one in agencies() if name in ("", one.name, one.short_name, one.symbol)]
    if len(found) != 1:
        names = ", ".join(one.name for one in found or agencies())
        raise Stop(f"say with --agency which one is meant: {names}")
    return db.session.scalars(select(Unit).where(Unit.id == found[0].unit_id)).one()


def _tell(made: Plan) -> bool:
    """Print each fault with its row, then the number of changes; whether there was a fault."""
    for row in made.faulty:
        for name, words in row.faults.items():
            sys.stdout.write(f"row {row.number}, {columns.HEADINGS[name]}: {words}\n")
    for step in Step:
        if count := made.count(step):
            sys.stdout.write(f"{step.value}: {count}\n")
    if not made.faulty and not made.changing:
        sys.stdout.write("nothing to change\n")
    return bool(made.faulty)
