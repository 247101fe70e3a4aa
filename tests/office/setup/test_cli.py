"""`office import-units`: the same acts from the command line, with an exit status."""

import stat

import pytest
from sqlalchemy import select

from office import cli
from office.accounts.models import Account
from office.app import create_app
from office.db import db
from office.setup import columns
from office.units.tree import tree
from tests.office.setup.conftest import ROWS, file_of
from tests.office.test_cli import INIT, own_log

__all__ = ["own_log"]  # what commands set up for the log is put back


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("real") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFICE_DATA_DIR", "unused")
        patch.delenv("OFFICE_DATABASE_URL", raising=False)
        assert cli.main(["init", "--data-dir", str(made), *INIT]) == 0
    return made


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE_DATA_DIR", str(tmp_path / "unused"))
    monkeypatch.delenv("OFFICE_DATABASE_URL", raising=False)


def run(folder, path, *words):
    return cli.main(["import-units", "--data-dir", str(folder), str(path), *words])


def logins(folder):
    with create_app(data_dir=folder).app_context():
        return set(db.session.scalars(select(Account.login)))


def test_rows_with_faults_are_named_and_nothing_is_written(folder, tmp_path, capsys):
    path = tmp_path / "sai.xlsx"
    path.write_bytes(file_of([*ROWS, {"name": "Ai Đó", "role": "Vua", "login": "ai"}]))
    assert run(folder, path) == 1
    out = capsys.readouterr().out
    assert f"row 10, {columns.HEADINGS['role']}:" in out
    assert logins(folder) == {"khoi.l"}


def test_a_good_file_is_tried_carried_out_and_then_changes_nothing(folder, tmp_path, capsys):
    path, slips = tmp_path / "tot.xlsx", tmp_path / "phieu.txt"
    path.write_bytes(file_of(ROWS))
    assert run(folder, path, "--dry-run") == 0
    assert "open-account: 3" in capsys.readouterr().out
    assert logins(folder) == {"khoi.l"}
    assert run(folder, path, "--slips", str(slips), "--agency", "SNV") == 0
    assert logins(folder) == {"khoi.l", "mau.lv", "thu@coquan.vn", "tam.nv"}
    assert len(slips.read_text(encoding="utf-8").splitlines()) == 3
    assert stat.S_IMODE(slips.stat().st_mode) == 0o600
    capsys.readouterr()
    assert run(folder, path) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_an_agency_that_is_not_there(folder, tmp_path, capsys):
    path = tmp_path / "tot.xlsx"
    path.write_bytes(file_of(ROWS))
    assert run(folder, path, "--agency", "Sở Khác") == 1
    assert "Sở Nội vụ" in capsys.readouterr().err


def test_a_file_that_is_no_spreadsheet(folder, tmp_path, capsys):
    path = tmp_path / "anh.xlsx"
    path.write_bytes(b"\x89PNG")
    assert run(folder, path) == 1
    assert "CSV UTF-8" in capsys.readouterr().err


def test_the_doctor_names_what_the_agency_lacks(folder, capsys):
    cli.main(["doctor", "--data-dir", str(folder)])
    lacking = [line for line in capsys.readouterr().out.splitlines() if line.startswith("lacks")]
    assert any("Sở Nội vụ" in line for line in lacking)
    with create_app(data_dir=folder).app_context():
        assert tree().nodes
