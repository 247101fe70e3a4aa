"""The first day in a demo folder: a calendar with exchanged days, and a spreadsheet to accept."""

from datetime import date

from sqlalchemy import select

from office import blobs, clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import SYSTEM
from office.setup import columns, operations
from office.setup.models import StaffSheet
from office.units.models import Unit, UnitKind

FILE = "danh-sach-nhan-su.xlsx"
FAULTY = {"number": 10, "name": "Đào Thị Nháp", "role": "Cố vấn", "login": "nhap.dt"}


@demo_step(40, "first_day", label=_l("Calendar and a spreadsheet of people"))
def build_first_day(_demo: Demo) -> None:
    """Two exchanged days and one file in which a row is to be mended; begun anew it adds none."""
    year = clock.today().year + 1
    for on, is_working in ((_first(year, 5), True), (_first(year, 0), False)):
        operations.declare_day(
            on,
            is_working=is_working,
            name="Hoán đổi ngày làm việc",
            basis="Thông báo mẫu",
            by=SYSTEM,
        )
    if db.session.scalar(select(StaffSheet.id).limit(1)) is None:
        _receive()


def _first(year: int, weekday: int) -> date:
    """The first such weekday of March."""
    return next(
        day for day in (date(year, 3, number) for number in range(1, 8)) if day.weekday() == weekday
    )


def _receive() -> None:
    agency = db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.AGENCY).order_by(Unit.id)
    ).first()
    if agency is None:
        return
    stored = blobs.put(columns.template(FILE))
    sheet = operations.receive_sheet(agency, file_name=FILE, sha256=stored.sha256, by=SYSTEM)
    keys = list(columns.HEADINGS)
    rows = [
        {"number": number}
        | {
            key: text
            for key, text in zip(keys, line, strict=True)
            if isinstance(text, str) and text
        }
        for number, line in enumerate(columns.EXAMPLE, 4)
    ]
    operations.keep_rows(sheet, [*rows, FAULTY], by=SYSTEM)
