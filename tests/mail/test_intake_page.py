"""The administrator sees what failed on its way in, and has it tried again."""

import pytest

from mail import operations
from mail.models import ArrivalState
from mail.queries import pressure
from office.db import db
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail.post import came


@pytest.fixture
def failed(mail):
    arrival = operations.take_in(came(["leader@snv.lamgiang.example"]), by=SYSTEM)
    operations.give_up_arrival(arrival, "Quá nhiều lần chuyển", by=SYSTEM)
    return arrival


def test_what_failed_is_shown_with_its_reason_and_tried_again(house, mail, failed):
    admin = Reader(house, mail.admin)
    shown = admin.get("/mail-keep/intake")
    assert "leader@snv.lamgiang.example" in shown
    assert "Quá nhiều lần chuyển" in shown
    assert admin.post("/mail-keep/intake/retry") == "/mail-keep/intake"
    db.session.refresh(failed)
    assert (failed.state, failed.problem) == (ArrivalState.WAITING, "")
    jobs = db.session.query(OutboxMessage).filter_by(topic="mail.deliver").all()
    assert [job.body["arrivals"] for job in jobs][-1] == [failed.id]


def test_mail_of_another_agency_is_not_shown_and_hides_none_of_ours(
    house, mail, failed, monkeypatch
):
    monkeypatch.setattr(pressure, "MOST_SHOWN", 1)
    arrival = operations.take_in(came(["ai@khac.example"]), by=SYSTEM)
    operations.give_up_arrival(arrival, "riêng", by=SYSTEM)
    shown = Reader(house, mail.admin).get("/mail-keep/intake")
    assert "riêng" not in shown
    assert "Quá nhiều lần chuyển" in shown
