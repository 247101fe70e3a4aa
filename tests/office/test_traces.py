"""What was deleted is let go for good, once nobody reads an older state of the database."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from meetings.models import BallotBox, BallotCast
from office import traces
from office.accounts import operations as accounts
from office.db import db, is_sqlite
from office.permissions import SYSTEM

PATIENT = 600  # looks: tests that run beside write to databases of the same server


def test_as_long_as_somebody_reads_a_former_state_the_wiping_comes_back(lasting_app, monkeypatch):
    monkeypatch.setattr(traces, "LOOKS", 2)
    with lasting_app.app_context():
        other = create_engine(db.engine.url)
        reader = other.connect().execution_options(isolation_level="SERIALIZABLE")
        if is_sqlite():  # its driver begins nothing for a question
            reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT count(*) FROM person"))
        accounts.add_person("Lê Thị Mới", by=SYSTEM)
        db.session.rollback()
        with pytest.raises(OperationalError):
            traces.wipe_traces(BallotCast, BallotBox)
        reader.close()
        other.dispose()
        monkeypatch.setattr(traces, "LOOKS", PATIENT)
        traces.wipe_traces(BallotCast, BallotBox)
