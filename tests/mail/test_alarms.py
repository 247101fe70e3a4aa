"""Who administers mail learns once a day what keeps it from coming in or leaving."""

from datetime import timedelta

import time_machine

from mail import operations
from mail.jobs.watching import watch
from mail.models import MailState, OutgoingMail
from mail.queries.pressure import faults, pressure
from office import clock
from office.accounts.models import Notice
from office.config import current_settings
from office.db import db, transaction
from office.permissions import SYSTEM
from tests.mail.post import came
from tests.mail.smtp.test_intake import filled


def notices_of(mail):
    desk = mail.agency.desks["admin"].id
    return [row.text for row in db.session.query(Notice).filter_by(desk_id=desk, kind="mail_alarm")]


def test_nothing_is_told_while_mail_flows(mail):
    operations.take_in(came(["leader@snv.lamgiang.example"]), by=SYSTEM)
    watch({})
    assert notices_of(mail) == []
    assert [line for line in faults() if "disk" not in line] == []


def test_mail_that_waits_or_failed_is_told_once_a_day(mail, tmp_path, monkeypatch):
    monkeypatch.setattr(current_settings(), "data_dir", tmp_path)
    arrival = operations.take_in(came(["leader@snv.lamgiang.example"]), by=SYSTEM)
    filled(tmp_path / "intake", 1, 10)
    assert (pressure().accepted, pressure().open_doors) == (2, 0)
    with transaction():
        db.session.add(
            OutgoingMail(
                key="k",
                to="a@b.example",
                subject="",
                text="",
                state=MailState.QUEUED,
                made_at=clock.now(),
            )
        )
    with time_machine.travel(clock.now() + timedelta(hours=5), tick=False):
        watch({})
        watch({})
        told = notices_of(mail)
        assert len(told) == len(set(told)) >= 2
        lines = " ".join(faults())
        assert "accepted mail waits since" in lines
        assert "1 letters wait to leave" in lines
        assert "start office smtp" in lines
    operations.give_up_arrival(arrival, "hỏng", by=SYSTEM)
    assert "1 mails were taken in and could not be delivered" in " ".join(faults())
