"""A hundredth of the bench, so that it never rots: every part runs and names its figures."""

import json
import os
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest
import structlog

from tests.conftest import DATABASE
from tests.needs import needs

ON_POSTGRES = DATABASE == "postgres"
FIGURES = {
    "inbox, SQLite",
    "statements of the inbox",
    "heavy clerk / light user",
    "page 10 deep / page 1",
    "inbox, 100 → 10,000 documents",
    "unchanged inbox (304) / hello",
    "ordinary official / leader",
    "document with 20 log lines",
    "dashboard, slowest post",
    "dashboard, leader, counted anew",
    "route one document / bare commit",
    "search, newest 50, slowest query",
    "task board of the agency",
    "task board of an official",
    "register one document / bare commit",
    "give one document to fifty desks / bare commit",
    "register of arrivals as .xlsx",
    "web process after load",
    "30 listeners, event heard, p99",
    "30 listeners, memory of each",
    "inbox p95 beside 10 streams / without",
    "10 check-ins",
    "signing core: value and finish",
    "packages built",
    "packages read",
    "film of a recording",
    "turns of a recording",
    "record of thirty years, slowest part",
    "list and search of officials, slowest",
    "nightly forecast, each person",
    "nightly look for faults, each person",
    "import of 100 rows",
}
OF_MAIL = {
    "1 MiB mail taken, processor / Postfix",
    "4 KiB mail taken / the library's own, dropping",
    "4 KiB mail taken / naive",
    "worst NOOP while 20 MiB arrive",
    "worst NOOP while passwords are checked",
}
ON_THE_SERVER = {
    "inbox, PostgreSQL (client)",
    "ordinary official / leader, PostgreSQL, on the wall",
    "search on PostgreSQL, newest 50, slowest query",
}


Room = namedtuple("Room", "total used free")


def bench(folder, *words, **environment):
    given = os.environ | {"SMALL": "1", "OFFICE_BENCH_DIR": str(folder)} | environment
    command = [sys.executable, "-m", "bench", *words, "--results", str(folder / "results.json")]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


def figures(folder):
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return {one["name"]: one for one in found["figures"]}


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRES, reason="the run on SQLite has measured this")
def test_a_small_bench_measures_everything(tmp_path):
    parts = (
        "inbox",
        "lists",
        "detail",
        "dashboard",
        "route",
        "search",
        "work",
        "memory",
        "signing",
        "axis",
        "live",
        "recording",
        "mailbox",
        "register-open",
        "register-list",
        "register-forecast",
        "register-night",
        "register-import",
    )
    done = bench(tmp_path, *parts)
    assert done.returncode == 0, done.stderr
    found = figures(tmp_path)
    assert set(found) >= FIGURES
    assert all(one["value"] > 0 for one in found.values())
    assert found["statements of the inbox"]["value"] <= 4
    assert found["statements of a document page"]["value"] <= 20
    assert found["statements of the dashboard"]["value"] <= 12
    assert found["statements of the inbox of mail"]["value"] <= 12
    assert found["statements of a record"]["value"] <= 16
    assert found["statements of the list"]["value"] <= 10
    for name in FIGURES:
        assert name in done.stdout


@pytest.fixture
def open_folder():
    """Postfix works as a user of its own, who cannot enter the folders that pytest makes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@pytest.mark.slow
@needs("smtp-source")
@pytest.mark.skipif(ON_POSTGRES, reason="the run on SQLite has measured this")
def test_mail_is_measured_beside_other_servers(open_folder):
    done = bench(open_folder, "smtp")
    assert done.returncode == 0, done.stderr
    found = figures(open_folder)
    assert set(found) >= OF_MAIL
    for name, one in found.items():
        assert (one["value"] > 0) != one["unit"].startswith("not measured"), name
    assert not (open_folder / "post").exists(), "the servers' folders are thrown away"


@pytest.mark.slow
@pytest.mark.skipif(not ON_POSTGRES, reason="the run on PostgreSQL measures this")
def test_a_small_bench_on_the_server(tmp_path, postgres_server):
    done = bench(tmp_path, "postgres", OFFICE_BENCH_POSTGRES=postgres_server)
    assert done.returncode == 0, done.stderr
    assert set(figures(tmp_path)) >= ON_THE_SERVER


def test_an_unknown_part_is_refused_with_the_names_of_all(tmp_path):
    done = bench(tmp_path, "inbx")
    assert done.returncode == 2
    assert "inbx" in done.stderr
    assert "signing" in done.stderr


def test_a_table_without_a_place_is_refused_before_anything_is_measured(capsys):
    from bench.__main__ import main

    assert main(["axis", "route", "--publish"]) == 2
    assert "no place for a table of axis route" in capsys.readouterr().err


def test_too_little_room_is_said_before_anything_is_made(tmp_path, monkeypatch):
    from bench import sets
    from bench.sizes import MILLION

    monkeypatch.setattr(sets.shutil, "disk_usage", lambda _path: Room(0, 0, 5 << 30))
    said = r"1,000,000 documents need 9\.1 GiB .* 5\.0 GiB are free"
    with pytest.raises(sets.NoRoom, match=said), sets.open_set(MILLION, tmp_path):
        pass
    assert not list(tmp_path.rglob("office.db"))
    structlog.get_logger("after").critical("the file of the bench is closed, ours is not")
