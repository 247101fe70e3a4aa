"""The key of sensitive values: who changes it, what lies under it, how far a change is."""

import pytest
from sqlalchemy import select

from office.audit import AuditEvent
from office.config import FolderKind
from office.db import Base, db
from office.errors import Forbidden
from office.permissions import SYSTEM
from personnel import cli, operations, queries
from personnel.jobs.keys import write_anew
from personnel.models import RecordRow
from personnel.queries.secrets import SEALED
from personnel.record.timeline import Change
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register

ACCOUNT = "9704229876543210"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    """One with a citizen number in a row, and a bank account that waits to be accepted."""
    found = register.opened(snv, snv.official)
    bank = Change("insurance", "", register.RECRUITED, values={"bank_account": ACCOUNT})
    operations.propose_change(found, bank, by=snv.official)
    return found


def stored():
    """Every value of every table, and on SQLite the file itself."""
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            yield from (str(value).encode() for value in row)
    if db.engine.dialect.name == "sqlite":
        yield db.session.connection().connection.driver_connection.serialize()


def is_plain(text):
    return any(text.encode() in one for one in stored())


def test_the_database_holds_no_plain_sensitive_value_before_and_after_a_change(snv, dossier):
    assert is_plain(dossier.full_name)
    assert not is_plain(register.CITIZEN)
    assert not is_plain(ACCOUNT)
    before = queries.present_key()
    operations.change_key(by=SYSTEM)
    every, former = queries.sealed_counts()
    assert every == former == 2
    write_anew({})
    assert queries.sealed_counts() == (2, 0)
    for model in SEALED:
        assert not db.session.scalars(select(model).where(model.key_id == before.id)).all()
    assert not is_plain(register.CITIZEN)
    assert not is_plain(ACCOUNT)
    opened = queries.timeline(dossier, ["identity"], opened=["identity"])[0]
    assert opened.values["citizen_id"] == register.CITIZEN


def test_every_table_with_a_key_is_written_anew():
    keyed = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if {"key_id", "sealed"} <= {column.name for column in mapper.local_table.columns}
    }
    assert keyed == {model.__tablename__ for model in SEALED}


def test_the_page_changes_it_and_says_how_far_it_is(house, snv, dossier):
    security = Reader(house, snv.security)
    before = queries.present_key()
    assert "<progress" not in security.get("/personnel/key")
    security.post("/personnel/key")
    assert queries.present_key() is not before
    assert 'value="0"' in security.get("/personnel/key")
    assert security.client.get("/api/v1/personnel/key").json["under_former"] == 2
    write_anew({})
    assert "<progress" not in security.get("/personnel/key")
    line = select(AuditEvent.actor_name).where(AuditEvent.act == "personnel.change_key")
    assert db.session.scalars(line).all() == [snv.security.name]
    for actor in (snv.hr, snv.leader, snv.official):
        with pytest.raises(Forbidden):
            operations.change_key(by=actor)


@pytest.fixture
def machine(house, monkeypatch):
    """The command finds the house of the test in its folder."""
    monkeypatch.setattr(cli, "create_app", lambda data_dir: house)
    monkeypatch.setattr(cli, "read_kind", lambda folder: FolderKind.REAL)


def test_the_command_needs_a_data_folder(tmp_path):
    assert cli.data_key(["show", "--data-dir", str(tmp_path)]) == 1


@pytest.mark.usefixtures("dossier", "machine")
def test_the_command_changes_it_and_ends_with_what_is_left(tmp_path, capsys):
    say = ["--data-dir", str(tmp_path)]
    assert cli.data_key(["show", *say]) == 0
    operations.change_key(by=SYSTEM)
    assert cli.data_key(["show", *say]) == cli.LEFT_OVER
    assert cli.data_key(["change", *say]) == 0
    assert "2 records written anew" in capsys.readouterr().out
    present = queries.present_key()
    sealed = select(RecordRow.key_id).where(RecordRow.sealed.is_not(None))
    assert {*db.session.scalars(sealed)} == {present.id}
