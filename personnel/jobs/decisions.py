"""Reading what lies inside a signed decision, and asking again who stayed silent."""

from typing import Any

from sqlalchemy import select

from documents import queries as documents
from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import DecisionState, PersonnelDecision
from personnel.record import facts
from personnel.subscribers.decisions import CHECK

ASK_AGAIN = 1800.0


@delivers(CHECK)
def check_decision(body: dict[str, Any]) -> None:
    """Compare what was signed with what was prepared, and let the register decide."""
    decision = db.session.get_one(PersonnelDecision, body["decision_id"])
    data = None if decision.is_foreign else _data_in(decision)
    operations.settle_decision(decision, queries.proof_of(decision, data), by=SYSTEM)


def _data_in(decision: PersonnelDecision) -> str | None:
    text = documents.facts_in(decision.file_sha256, facts.NAME)
    return facts.digest(text) if text is not None else None


@every(name="personnel.ask_again", seconds=ASK_AGAIN)
def ask_again(_body: dict[str, Any]) -> None:
    """A certificate whose authority was silent is asked about until there is an answer."""
    waiting = select(PersonnelDecision).where(
        PersonnelDecision.state == DecisionState.CHECKING, PersonnelDecision.problem != ""
    )
    for decision in db.session.scalars(waiting).all():
        operations.ask_verdict_again(decision, by=SYSTEM)
