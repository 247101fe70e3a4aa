"""Backups: whole while others write, opened by their key alone, proven by restoring them."""

import json
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from office import anchors, audit, backup, blobs, clock, restored, snapshots
from office.accounts.models import Person
from office.app import create_app
from office.bootstrap import Stop
from office.config import current_settings, load_settings
from office.db import db, transaction
from office.errors import Refusal
from office.permissions import SYSTEM
from office.sealing import OpeningReader, SealingWriter, make_key
from tests import build


@pytest.fixture
def house(lasting_app, monkeypatch):
    """A real folder with an agency, a file and sealed lines; its backups lie beside it."""
    monkeypatch.delenv("OFFICE_DATABASE_URL", raising=False)
    with lasting_app.app_context():
        made = build.agency()
        build.registered(made, files=(build.text_file(),))
        while audit.seal(by=SYSTEM):
            pass
        yield made


def anchored(monkeypatch):
    """The head of the trail signed and exported, some nights ago."""
    anchors.anchor(clock.today(), by=SYSTEM)
    anchors.export(clock.today())
    monkeypatch.setattr(anchors, "LATEST", timedelta(days=-1))


def added(number):
    with transaction():
        db.session.add(Person(full_name=f"Người {number}", folded_name=f"nguoi {number}"))


def as_restored(folder, address=""):
    settings = current_settings()
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": address,
            "backup_key_file": backup.key_of(settings),
        }
    )


def test_a_backup_is_whole_while_somebody_writes(house, lasting_app):
    ends, done = threading.Event(), []

    def write():
        with lasting_app.app_context():
            while not ends.is_set():
                added(len(done))
                done.append(blobs.put(f"tệp {len(done)}".encode()).sha256)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(done) < 3:
            time.sleep(0.01)
        made = backup.make(current_settings())
        before = len(done)
        while len(done) < before + 3:
            time.sleep(0.01)
    finally:
        ends.set()
        writer.join()
    assert backup.verify(made, current_settings()) == []
    known = backup.state_of(current_settings())
    assert (known.name, known.verified_name, known.problem) == (made.name, made.name, "")
    assert known.rows > 3
    assert known.files > 3


def test_a_restored_folder_has_rows_files_and_secret(house, tmp_path, request, monkeypatch):
    address = "" if snapshots.is_embedded() else request.getfixturevalue("new_postgres")()
    kept = blobs.put("một tệp".encode()).sha256
    anchored(monkeypatch)
    made = backup.make(current_settings())
    target = tmp_path / "restored"
    assert backup.restore(made, as_restored(target, address)) == []
    assert (target / "secret.key").read_text() == (
        current_settings().data_dir / "secret.key"
    ).read_text()
    assert (target / "blobs" / kept[:2] / kept[2:4] / kept).read_bytes() == "một tệp".encode()
    assert load_settings(data_dir=target).kind is current_settings().kind
    names = set(db.session.scalars(select(Person.full_name)))
    given = {"database_url": address} if address else {}
    with create_app(data_dir=target, **given).app_context():
        assert set(db.session.scalars(select(Person.full_name))) == names
        db.session.remove()
        db.engine.dispose()


def test_a_restore_leaves_a_report_of_what_came_back(house, tmp_path, request):
    address = "" if snapshots.is_embedded() else request.getfixturevalue("new_postgres")()
    made = backup.make(current_settings())
    target = tmp_path / "restored"
    backup.restore(made, as_restored(target, address))
    report = restored.read(target)
    people = db.session.scalar(select(func.count(Person.id)))
    assert (report.name, report.faults, report.rows["person"]) == (made.name, [], people)
    assert f"  person: {people} rows" in list(restored.told(target))
    assert restored.read(tmp_path) is None


def test_nothing_readable_stands_in_a_backup(house):
    made = backup.make(current_settings())
    data = made.read_bytes()
    secret = (current_settings().data_dir / "secret.key").read_bytes()
    assert secret not in data
    assert b"phu luc" not in data
    assert made.stat().st_mode & 0o077 == 0


def test_what_cannot_be_restored_is_refused_and_leaves_nothing(house, tmp_path):
    settings = current_settings()
    made = backup.make(settings)
    target = tmp_path / "restored"
    other_key = tmp_path / "other.key"
    make_key(other_key)
    data = made.read_bytes()
    changed = data[:-30] + bytes([data[-30] ^ 1]) + data[-29:]
    copies = {"cut": data[:-40], "changed": changed, "foreign": b"PK" + data[2:]}
    for name, content in copies.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refusal):
            backup.restore(tmp_path / name, as_restored(target))
        assert not target.exists()
    wrong = as_restored(target).model_copy(update={"backup_key_file": other_key})
    with pytest.raises(Refusal):
        backup.restore(made, wrong)
    target.mkdir()
    (target / "mine.txt").write_text("keep")
    with pytest.raises(Stop):
        backup.restore(made, as_restored(target))
    assert [path.name for path in target.iterdir()] == ["mine.txt"]


def test_the_key_never_lies_in_the_data_folder(house):
    settings = current_settings()
    inside = settings.model_copy(update={"backup_key_file": settings.data_dir / "k"})
    with pytest.raises(Stop):
        backup.make(inside)


def test_a_full_disk_leaves_its_reason_and_no_half_backup(house, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SealingWriter, "write", full)
    with pytest.raises(Stop, match="No space left"):
        backup.make(current_settings())
    folder = backup.folder_of(current_settings())
    assert [path.name for path in folder.iterdir()] == ["state.json"]
    assert "No space left" in next(iter(backup.faults()))


def test_the_administrator_hears_of_late_and_unproven_backups(house):
    settings = current_settings()
    assert list(backup.faults()) == []
    made = backup.make(settings)
    assert "never restored" in next(iter(backup.faults()))
    assert backup.verify(made, settings) == []
    assert list(backup.faults()) == []
    state = backup.state_of(settings)
    early = (clock.now() - 2 * backup.TOO_OLD).isoformat()
    place = backup.folder_of(settings) / "state.json"
    place.write_text(json.dumps(replace(state, made_at=early).__dict__))
    assert "no backup since" in next(iter(backup.faults()))


def test_the_night_makes_proves_and_keeps_a_few(house, monkeypatch):
    monkeypatch.setattr(current_settings(), "backup_keep", 2)
    folder = backup.folder_of(current_settings())
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"congvu-2026010{day}-013000.backup").write_bytes(b"old")
    backup.make_nightly({})
    names = sorted(path.name for path in folder.glob("*.backup"))
    assert len(names) == 2
    assert backup.state_of(current_settings()).verified_name == names[-1]


def test_frames_give_back_what_went_in(tmp_path):
    data = bytes(range(256)) * 9000
    sealed = tmp_path / "sealed"
    with sealed.open("wb") as target:
        writer = SealingWriter(target, b"twelve letters")
        writer.write(data)
        writer.finish()
    with sealed.open("rb") as source:
        opened = OpeningReader(source, b"twelve letters")
        assert b"".join(iter(lambda: opened.read(70_000), b"")) == data
