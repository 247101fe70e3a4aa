"""What nobody needs any more is forgotten by the clock."""

from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from office import clock, repeats
from office.accounts import jobs, throttle
from office.accounts.models import Attempts
from office.db import db

TABLES = (Attempts, repeats.Submission, repeats.KeptCall)


def counts():
    return [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def leave_traces():
    throttle.take("account:x", limit=throttle.ACCOUNT)
    repeats.claim_form("x")
    repeats.keep_call("x", "y", lambda: (204, {}, ""))


def test_old_traces_go_and_young_ones_stay(house):
    leave_traces()
    jobs.prune({})
    assert counts() == [1, 1, 1]
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        jobs.prune({})
        assert counts() == [0, 1, 1]
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        jobs.prune({})
        assert counts() == [0, 0, 0]
