"""Counters are counted anew, each by itself, and drift is said."""

import pytest
from sqlalchemy import func, select

from office import reconcile
from office.accounts.models import Person
from office.db import db


@pytest.fixture(autouse=True)
def own_counters(monkeypatch):
    monkeypatch.setattr(reconcile, "_counters", {})


def test_every_counter_mends_in_a_transaction_of_its_own(house):
    @reconcile.reconciles("people")
    def mend_people():
        db.session.add(Person(full_name="An", folded_name="an"))
        return 3

    reconcile.reconciles("rooms")(lambda: 0)
    assert reconcile.mend() == {"people": 3, "rooms": 0}
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_drift_is_said_to_the_operator(house, monkeypatch):
    said = []
    monkeypatch.setattr(reconcile.log, "warning", lambda event, **facts: said.append(facts))
    reconcile.reconciles("people")(lambda: 2)
    reconcile.reconciles("rooms")(lambda: 0)
    reconcile.reconcile({})
    assert said == [{"counter": "people", "rows": 2}]
