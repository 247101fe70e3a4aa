"""The pages of imports: one whose columns are asked for, one with rows to correct."""

from sqlalchemy import select

from office.accounts.models import Account
from office.db import db
from office.permissions import Role
from office.units.models import Tenure
from personnel.models import ImportBatch, ImportState
from tests.browser.examples import Found, Screen, role
from tests.permissions import imports
from tests.personnel import sheet


def built(house):
    """Twelve officials of whom three cannot be entered, and a list that is not assigned yet."""
    rows = [sheet.row(number) for number in range(1, 13)]
    rows[2] |= {"Ngày sinh": "31/02/1973"}
    rows[5] |= {"Số CCCD": "12345"}
    rows[7] |= {"Đơn vị": "Phòng Công chứ"}
    imports.checked(house, rows, "Danh sách cần kiểm tra.xlsx")
    imports.read(house, rows[:4], "Danh sách mới.xlsx")


def batch(state):
    """A batch that stands there, as its staff office sees it."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, ImportBatch.uid)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(ImportBatch, ImportBatch.state == state)
            .where(Tenure.function == Role.HR, Tenure.valid_to.is_(None))
            .order_by(ImportBatch.id)
        ).first()
        return Found(row[0], {"uid": row[2]}, row[1]) if row else None

    return find


IMPORTS = (
    Screen("personnel.imports", role(Role.HR), "imports"),
    Screen("personnel.import_batch", batch(ImportState.UPLOADED), "import-columns"),
    Screen("personnel.import_batch", batch(ImportState.CHECKED), "import-rows"),
)
