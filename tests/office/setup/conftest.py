"""A small agency with its administrator, and spreadsheets of units and people."""

import pytest

from office import outbox, sheets
from office.permissions import SYSTEM
from office.setup import columns, operations
from tests import build

ROWS = [
    {"unit": "Phòng Tổ chức", "symbol": "TC"},
    {"unit": "Tổ Số liệu", "parent": "Phòng Tổ chức"},
    {"name": "Lê Văn Mẫu", "title": "Giám đốc", "role": "Lãnh đạo", "login": "mau.lv"},
    {"name": "Phạm Thị Thử", "title": "Văn thư", "role": "văn thư", "email": "thu@coquan.vn"},
    {
        "unit": "Phòng Tổ chức",
        "name": "Ngô Văn Tạm",
        "title": "Trưởng phòng",
        "role": "Trưởng đơn vị",
        "login": "tam.nv",
        "since": "01/10/2025",
    },
    {"unit": "Tổ Số liệu", "name": "Ngô Văn Tạm", "role": "Chuyên viên", "login": "tam.nv"},
]


@pytest.fixture
def agency(house):
    return build.agency()


@pytest.fixture
def admin(agency):
    return agency.admin


def file_of(rows):
    """The rows as an office writes them, under the headings of the template."""
    names = list(columns.HEADINGS)
    heads = [sheets.Column(columns.HEADINGS[name]) for name in names]
    return sheets.workbook("Danh sách", heads, [[row.get(name) for name in names] for row in rows])


def planned_rows(*rows):
    """Rows as they are kept after reading."""
    return columns.wanted([{"number": at} | row for at, row in enumerate(rows, 4)])


@pytest.fixture
def received(agency):
    """Takes a file in and lets the job read it."""

    def receive(rows_or_data=ROWS, by=SYSTEM):
        from office import blobs

        data = rows_or_data if isinstance(rows_or_data, bytes) else file_of(rows_or_data)
        stored = blobs.put(data)
        sheet = operations.receive_sheet(
            agency.unit, file_name="nhan-su.xlsx", sha256=stored.sha256, by=by
        )
        outbox.drain(outbox.Lane.ACT)
        return sheet

    return receive
