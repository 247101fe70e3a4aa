"""The pages of dossiers: whose they are and which official stands for each."""

from datetime import date

from sqlalchemy import select

from office import blobs
from office.accounts.models import Account
from office.db import db
from office.permissions import Role
from office.units.models import Tenure
from personnel import operations
from personnel.compose.layouts import BNV_2C
from personnel.models import DeclaredChange, Dossier, OfficialForm
from personnel.record.timeline import Change
from tests.browser.examples import Found, Screen, role
from tests.personnel import house as register

HR, CLERK, ADMIN = role(Role.HR), role(Role.CLERK), role(Role.ADMIN)
RAISED = date(2018, 7, 1)


def built(house):
    """One official with a family, an evaluation and a raise."""
    values = {"side": register.code("family_side", "self"), "full_name": "Trần Bé Thử"}
    found = register.opened(
        house,
        house.official,
        Change("family", "", register.RECRUITED, values=values),
        register.pay(2, RAISED, "2.67"),
    )
    phone = Change("contact", "", RAISED, values={"phone": "+84912345678"})
    operations.propose_change(found, phone, reason="Đổi số", by=house.official)
    asked = ("identity.full_name", "identity.birth_date", "pay_history.grade_code")
    template = operations.Template("mau-2c.docx", blobs.put(b"PK").sha256, asked)
    operations.load_form(BNV_2C, template, by=house.admin)


def own(**more):
    """A dossier as its official sees it."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, Dossier.uid)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(Dossier, Dossier.person_id == Account.person_id)
            .where(Tenure.valid_to.is_(None))
            .order_by(Dossier.id)
        ).first()
        return Found(row[0], {"uid": row[2]} | more, row[1]) if row else None

    return find


def declaration():
    """What waits for the staff office."""
    held = HR()
    uid = db.session.scalar(select(DeclaredChange.uid).order_by(DeclaredChange.id))
    return Found(held.account_id, {"uid": uid}, held.tenure_id) if held and uid else None


def official_form():
    """A template that was loaded and not compared yet."""
    held = ADMIN()
    uid = db.session.scalar(select(OfficialForm.uid).order_by(OfficialForm.id))
    return Found(held.account_id, {"uid": uid}, held.tenure_id) if held and uid else None


def dossier(**more):
    """A dossier that the staff office keeps."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, Dossier.uid)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(Dossier, Dossier.person_id != Account.person_id)
            .where(Tenure.function == Role.HR, Tenure.valid_to.is_(None))
            .order_by(Dossier.id)
        ).first()
        return Found(row[0], {"uid": row[2]} | more, row[1]) if row else None

    return find


DOSSIERS = (
    Screen("personnel.listed", HR, "personnel"),
    Screen("personnel.list_export", HR, "personnel-export"),
    Screen("personnel.own", CLERK, "no-dossier"),
    Screen("personnel.record", dossier(), "dossier"),
    Screen("personnel.record", dossier(part="work", on="2018-06-30"), "dossier-of-a-day"),
    Screen("personnel.declared", own(), "declarations-of-mine"),
    Screen("personnel.new_declaration", own(group="contact"), "declaration-form"),
    Screen("personnel.declaration", declaration, "declaration"),
    Screen("personnel.waiting", HR, "declarations-to-decide"),
    Screen("personnel.new_dossier", HR, "new-dossier"),
    Screen("personnel.compared", dossier(**{"from": "2018-06-30"}), "dossier-differences"),
    Screen("personnel.official_decisions", dossier(), "dossier-decisions"),
    Screen("personnel.handover", dossier(), "dossier-handover"),
    Screen("personnel.prints", dossier(), "dossier-prints"),
    Screen("personnel.accesses", dossier(), "dossier-accesses"),
    Screen("personnel.official_forms", ADMIN, "official-forms"),
    Screen("personnel.official_form", official_form, "official-form"),
    Screen("personnel.data_key", ADMIN, "data-key"),
)
