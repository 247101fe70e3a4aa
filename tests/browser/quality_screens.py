"""The pages of findings and doubles: who reads them and which example stands for each."""

from sqlalchemy import select

from office import outbox
from office.accounts.models import Account
from office.db import db
from office.permissions import Role
from office.units.models import Tenure
from personnel import operations
from personnel.models import QualityFinding
from tests.browser.dossier_screens import HR, dossier
from tests.browser.examples import Found, Screen
from tests.personnel import house as register


def built(house):
    """Two dossiers of one name, and what the rules find in all that are there."""
    for citizen in ("001085001233", "001085001236"):
        rows = [register.identity("Lê Văn Thử", citizen), register.post(house.rooms["finance"])]
        operations.open_dossier(house.unit.id, rows, by=house.hr)
    outbox.drain()


def finding():
    """A finding that the staff office may answer."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, QualityFinding.uid)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(QualityFinding, QualityFinding.desk_id == Tenure.desk_id)
            .where(Tenure.function == Role.HR, Tenure.valid_to.is_(None))
            .order_by(QualityFinding.id)
        ).first()
        return Found(row[0], {"uid": row[2]}, row[1]) if row else None

    return find


QUALITY = (
    Screen("personnel.quality", HR, "quality"),
    Screen("personnel.findings", HR, "quality-findings"),
    Screen("personnel.finding", finding(), "quality-finding"),
    Screen("personnel.dossier_quality", dossier(), "quality-of-dossier"),
    Screen("personnel.twins", HR, "quality-doubles"),
)
