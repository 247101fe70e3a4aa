"""The command line: a folder is made once, refused in plain words, looked at, and proved whole."""

import contextlib
import io

import pytest
import structlog
from sqlalchemy import select, text

from office import cli
from office.accounts.models import Account
from office.app import create_app
from office.config import FolderKind, give_birth, read_kind
from office.db import db, transaction, writable
from office.foreign import child
from office.outbox import JobState, Lane, OutboxMessage, enqueue
from office.permissions import Role
from office.units.models import Tenure
from office.units.queries import agency_by_code
from tests.office.foreign import specimens

INIT = (
    *("--agency", "Sở Nội vụ", "--code", "H99.1", "--symbol", "SNV"),
    *("--admin", "Lê Khôi", "--login", "Khoi.L"),
)


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE_DATA_DIR", str(tmp_path / "unused"))
    monkeypatch.delenv("OFFICE_DATABASE_URL", raising=False)


@pytest.fixture(autouse=True, scope="module")
def own_log():
    """Commands speak to the terminal; what they set up is put back."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A real folder, made by `office init`, with what it said."""
    folder, said = tmp_path_factory.mktemp("real") / "dữ liệu", io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setenv("OFFICE_DATA_DIR", "unused")
        assert cli.main(["init", "--data-dir", str(folder), *INIT]) == 0
    return folder, said.getvalue()


@pytest.fixture
def real(made_once):
    return made_once[0]


def within(folder):
    return create_app(data_dir=folder).app_context()


def run(*words):
    return cli.main(list(words))


def test_a_real_folder_has_an_agency_and_one_administrator(made_once):
    folder, said = made_once
    assert read_kind(folder) is FolderKind.REAL
    assert folder.stat().st_mode & 0o077 == 0
    with within(folder):
        agency = agency_by_code("H99.1")
        account = db.session.scalars(select(Account)).one()
        held = db.session.scalars(select(Tenure).where(Tenure.person_id.is_not(None))).one()
    assert (account.login, account.must_change_password) == ("khoi.l", True)
    assert (held.function, held.unit_id) == (Role.ADMIN, agency.id)
    password = next(word for word in said.split() if word.count("-") == 3)
    assert password not in folder.joinpath("office.db").read_bytes().decode("latin-1")


def test_a_folder_is_made_once(real, capsys):
    assert run("init", "--data-dir", str(real), *INIT) == 1
    assert "is a data folder already" in capsys.readouterr().err


def test_an_init_that_was_refused_is_taken_up_again(tmp_path, capsys):
    folder = tmp_path / "broken off"
    assert run("init", "--data-dir", str(folder), *INIT[:-1], "") == 1
    said = capsys.readouterr().err
    assert said.startswith("office: ")
    assert said.count("\n") == 1
    assert run("init", "--data-dir", str(folder), *INIT) == 0
    with within(folder):
        assert db.session.scalars(select(Account.login)).all() == ["khoi.l"]
    assert run("init", "--data-dir", str(folder), *INIT) == 1


def test_a_folder_that_was_only_born_is_made_whole(tmp_path):
    give_birth(tmp_path, FolderKind.REAL)
    assert run("init", "--data-dir", str(tmp_path), *INIT) == 0


def test_a_demo_folder_is_never_made_real(tmp_path, capsys):
    give_birth(tmp_path, FolderKind.DEMO)
    assert run("init", "--data-dir", str(tmp_path), *INIT) == 1
    assert "is a data folder already" in capsys.readouterr().err


def test_migrating_again_changes_nothing(real):
    before = real.joinpath("office.db").read_bytes()
    assert run("migrate", "--data-dir", str(real)) == 0
    assert real.joinpath("office.db").read_bytes() == before


@pytest.mark.parametrize("command", [["worker"], ["doctor"], ["migrate"], ["audit", "verify"]])
def test_without_a_folder_it_says_how_to_make_one(command, tmp_path, capsys):
    assert run(*command, "--data-dir", str(tmp_path / "none")) == 1
    assert "office init" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_demo_folder_is_never_served(tmp_path, capsys):
    give_birth(tmp_path, FolderKind.DEMO)
    assert run("serve", "--data-dir", str(tmp_path)) == 1
    assert "only a real folder" in capsys.readouterr().err


def test_a_folder_never_changes_its_kind(tmp_path, real, capsys):
    give_birth(tmp_path, FolderKind.DEMO)
    assert run("run", "--no-demo", "--data-dir", str(tmp_path)) == 1
    assert run("run", "--play", "--data-dir", str(real)) == 1
    said = capsys.readouterr().err
    assert "was born as a demo folder" in said
    assert "needs a demo folder" in said


def test_the_folder_may_be_named_by_the_environment(monkeypatch, real, capsys):
    monkeypatch.setenv("OFFICE_DATA_DIR", str(real))
    assert run("audit", "verify") == 0


def test_unknown_words_are_refused(capsys):
    with pytest.raises(SystemExit) as refused:
        run("fly")
    assert refused.value.code == 2


def test_programs_that_play_another_house_read_their_own_words(capsys):
    for name in ("sandbox-axis", "sandbox-register", "demo-pki"):
        with pytest.raises(SystemExit) as helped:
            run(name, "--help")
        assert helped.value.code == 0
        assert f"office {name}" in capsys.readouterr().out


def test_a_program_that_is_not_installed_is_named(capsys, monkeypatch):
    monkeypatch.setitem(cli.PASSED_ON, "sandbox-register", "personnel.nowhere:main")
    assert run("sandbox-register") == 1
    assert "not part of this installation" in capsys.readouterr().err


def test_setup_only_makes_the_environment(capsys):
    assert run("setup") == 0


def doctor(folder, capsys):
    status = run("doctor", "--data-dir", str(folder))
    return status, capsys.readouterr().out


def lines(out):
    return {row[7:]: row[:6].strip() for row in out.splitlines() if row[:1] != " "}


def test_the_doctor_finds_nothing_wrong_with_the_database_of_a_new_folder(real, capsys):
    _status, out = doctor(real, capsys)
    found = lines(out)
    assert set(found) >= {"data folder", "database", "files", "jobs", "fonts", "conversion"}
    assert [found[name] for name in ("data folder", "database", "files", "jobs")] == ["ok"] * 4


def test_the_doctor_says_whether_the_network_wall_stands(real, capsys, monkeypatch):
    monkeypatch.setattr(child, "START", specimens.child_with_the_network_open())
    _status, out = doctor(real, capsys)
    assert lines(out)["network wall"] == "FAULT"
    assert "PDF made at the desk" in out
    monkeypatch.setenv("OFFICE_LIBREOFFICE_WITHOUT_WALL", "true")
    _status, out = doctor(real, capsys)
    assert lines(out)["network wall"] == "FAULT"
    assert "can reach the network" in out


def test_the_doctor_names_what_is_wrong(real, capsys):
    with within(real), transaction():
        enqueue("nowhere", key="dead", lane=Lane.ACT)
    with within(real), transaction():
        db.session.scalars(select(OutboxMessage)).one().state = JobState.DEAD
    real.chmod(0o755)
    try:
        status, out = doctor(real, capsys)
    finally:
        real.chmod(0o700)
        with within(real), transaction():
            db.session.delete(db.session.scalars(select(OutboxMessage)).one())
    assert status == 1
    assert lines(out)["data folder"] == lines(out)["jobs"] == "FAULT"
    assert "chmod 700" in out
    assert "1 jobs gave up" in out


def test_the_trail_of_a_new_folder_is_whole(real, capsys):
    with within(real):
        from office import audit

        audit.seal()
    assert run("audit", "verify", "--data-dir", str(real)) == 0
    assert ", 0 faults" in capsys.readouterr().out


def test_a_forged_trail_ends_with_status_one(real, capsys):
    with within(real), writable(), db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_event_no_update"))
        connection.execute(text("UPDATE audit_event SET act = 'x' WHERE id = 1"))
    assert run("audit", "verify", "--data-dir", str(real)) == 1
    assert "its content was changed" in capsys.readouterr().out
