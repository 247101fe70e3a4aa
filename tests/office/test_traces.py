"""What was deleted is let go for good, once nobody reads an older state of the database."""

from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from meetings.models import BallotBox, BallotCast
from office import traces
from office.accounts import operations as accounts
from office.db import db, is_sqlite
from office.permissions import SYSTEM

PATIENT = 100  # looks: whoever else asks this database is soon done
SCRATCH = SimpleNamespace(__tablename__="scratch")


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


def _left_in_the_file(connection) -> bytes:
    """What the server keeps of the table on its disk."""
    connection.execute(text("CHECKPOINT"))
    return connection.scalar(text("SELECT pg_read_binary_file(pg_relation_filepath('scratch'))"))


def test_a_writer_in_another_database_of_the_server_keeps_nothing_alive(lasting_app, monkeypatch):
    """Several houses may share one server; none waits for another to forget."""
    monkeypatch.setattr(traces, "LOOKS", PATIENT)
    with lasting_app.app_context():
        if is_sqlite():
            pytest.skip("on SQLite a house has a file of its own")
        elsewhere = create_engine(db.engine.url.set(database="postgres"))
        own = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
        with elsewhere.connect() as writer, own.connect() as connection:
            writer.execute(text("SELECT pg_current_xact_id()"))
            connection.execute(text("CREATE TABLE scratch (said text)"))
            connection.execute(text("INSERT INTO scratch VALUES ('sealed paper'), ('the rest')"))
            connection.execute(text("DELETE FROM scratch WHERE said = 'sealed paper'"))
            assert b"sealed paper" in _left_in_the_file(connection)
            traces.wipe_traces(SCRATCH)
            left = _left_in_the_file(connection)
            assert b"the rest" in left
            assert b"sealed paper" not in left
            connection.execute(text("DROP TABLE scratch"))
        elsewhere.dispose()
        own.dispose()
