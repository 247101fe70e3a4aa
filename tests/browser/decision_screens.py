"""The pages of decisions on personnel: one in preparation, one in the register, a whole list."""

from sqlalchemy import select

from office.accounts.models import Account
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from office.units.models import Tenure, Unit
from personnel import operations
from personnel.models import DecisionState, Dossier, PersonnelDecision
from tests.browser.examples import Found, Screen, role
from tests.personnel import house as register

HR, ADMIN = role(Role.HR), role(Role.ADMIN)
RAISED = register.date(2021, 7, 1)


def built(house):
    """A raise in the register and the next in preparation; the office head approves."""
    dossier = db.session.scalars(select(Dossier).order_by(Dossier.id)).first()
    done = register.drafted(house, "raise", dossier, register.pay(3, RAISED, "3.00"))
    with transaction():
        done.state = DecisionState.CHECKING  # how a paper is signed here is told by other pages
    operations.settle_decision(done, register.proof(done), by=SYSTEM)
    later = register.pay(4, register.date(2024, 7, 1), "3.33")
    register.drafted(house, "raise", dossier, later)
    register.approving(house, house.office_head)


def decision(state, wanted=Role.HR):
    """A decision in this state, as somebody with this function sees it."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, PersonnelDecision.uid)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(PersonnelDecision, PersonnelDecision.state == state)
            .where(Tenure.function == wanted, Tenure.valid_to.is_(None))
            .order_by(PersonnelDecision.id)
        ).first()
        return Found(row[0], {"uid": row[2]}, row[1]) if row else None

    return find


def about(**more):
    """Whoever drafts, with the official and the unit that he chose."""

    def find():
        found = HR()
        row = db.session.execute(
            select(Dossier.uid, Unit.uid).join(Unit, Unit.id == Dossier.unit_id)
        ).first()
        chosen = {"official": row[0], "unit": row[1]}
        values = {name: chosen.get(value, value) for name, value in more.items()}
        return Found(found.account_id, values, found.tenure_id)

    return find


DRAFT, RECORDED = decision(DecisionState.DRAFT), decision(DecisionState.RECORDED)
APPROVER = decision(DecisionState.DRAFT, Role.OFFICE_HEAD)
DECISIONS = (
    Screen("personnel.decisions", HR, "decisions"),
    Screen("personnel.new_decision", HR, "decision-kinds"),
    Screen("personnel.choose_officials", about(code="reward", q="nguyen"), "decision-officials"),
    Screen("personnel.decision_form", about(code="rotate", official="official"), "decision-form"),
    Screen("personnel.decision", DRAFT, "decision-draft"),
    Screen("personnel.decision", RECORDED, "decision-recorded"),
    Screen("personnel.change_form", DRAFT, "decision-change"),
    Screen("personnel.correct_form", RECORDED, "decision-correct"),
    Screen("personnel.cancel_form", RECORDED, "decision-cancel"),
    Screen("personnel.paper_form", APPROVER, "decision-paper"),
    Screen("personnel.evaluation_form", about(unit="unit", year=2026), "evaluation-list"),
    Screen("personnel.raises_form", HR, "raise-list"),
    Screen("personnel.grants", ADMIN, "register-grants"),
)
