"""Packages of work files: what goes out comes in with equal sums, anything hostile does not."""

import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from documents import operations, queries
from documents.jobs.file_packages import warn_keepers
from documents.models import FileRole, PackageState, WorkFileState
from documents.operations.files import NewFile
from documents.operations.workfiles import Further, Opening
from office import blobs, clock, outbox
from office.accounts.models import Notice
from office.db import db
from tests import build
from tests.acts import acts_on

METADATA = "data/metadata.xml"
DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><WorkFile/>'


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def other(house):
    return build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")


def closed(snv):
    given = Opening("Sắp xếp <đơn vị> & 'cơ quan'", "01.TCCB", "years-10", clock.today())
    file = operations.open_file(given, by=snv.official)
    stored = blobs.put(b"%PDF-1.4 the letter")
    main = NewFile("cong van.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
    document = build.handed_on(snv, files=(main, build.text_file()))
    operations.put_in(file, [document], by=snv.official)
    photo = Further(blobs.put(b"a photo"), "ảnh.png", "image/png", "Ảnh", clock.now())
    operations.add_further(file, photo, by=snv.official)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    return file


def made(snv, file):
    package = operations.ask_package(file, by=snv.official)
    outbox.drain()
    assert package.state is PackageState.READY, package.problem
    return package


def brought(house, data):
    package = operations.bring_package(blobs.put(data), "ho-so.zip", by=house.clerk)
    outbox.drain()
    return package


def entries(data):
    with ZipFile(io.BytesIO(data)) as packed:
        return {info.filename: packed.read(info) for info in packed.infolist()}


def packed(files):
    target = io.BytesIO()
    with ZipFile(target, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return target.getvalue()


def test_a_file_goes_out_and_comes_in_with_equal_sums(snv, other):
    file = closed(snv)
    package = made(snv, file)
    taken = brought(other, blobs.read(package.sha256))
    assert taken.state is PackageState.READY, taken.problem
    (copy,) = queries.listed_work_files(other.clerk, "archive")
    assert (copy.code, copy.title, copy.state) == (file.code, file.title, WorkFileState.ARCHIVED)
    assert copy.origin["uid"] == str(file.uid)
    document = queries.contents_of(file, snv.official)[0].document
    own = {row.sha256 for row in queries.files_of(document)}
    own |= {item.sha256 for item in queries.items_of(file)}
    assert {item.sha256 for item in queries.items_of(copy)} == own
    assert taken.report["equal"] == package.report["files"]
    assert acts_on(copy) == ["work_file.take_in"]
    again = brought(other, blobs.read(package.sha256))
    assert again.state is PackageState.REFUSED


def test_the_package_lists_everything_and_tells_the_history(snv):
    file = closed(snv)
    found = entries(blobs.read(made(snv, file).sha256))
    root = file.code
    sums = dict(
        line.split("  ")[::-1]
        for line in found[f"{root}/manifest-sha256.txt"].decode().splitlines()
    )
    payload = {name.partition("/")[2]: data for name, data in found.items() if "/data/" in name}
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in payload.items()}
    assert {name for name in payload if "originals" not in name} == {
        METADATA,
        "data/structure.xml",
        "data/history.json",
        "data/summary.pdf",
    }
    history = json.loads(payload["data/history.json"])
    assert history["acts"][0]["act"] == "work_file.open"
    assert history["documents"][0]["log"]
    assert "<FileNotation>01.TCCB</FileNotation>" in payload[METADATA].decode()


def changed(found, root, **files):
    """The same package with other files, its manifest written anew."""
    files = {f"{root}/{name.replace('__', '/')}": data for name, data in files.items()}
    whole = found | files
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {name.partition('/')[2]}"
        for name, data in sorted(whole.items())
        if "/data/" in name
    ]
    return whole | {f"{root}/manifest-sha256.txt": ("\n".join(lines) + "\n").encode()}


def test_hostile_and_broken_packages_leave_only_their_refusal(snv, other):
    file = closed(snv)
    found, root = entries(blobs.read(made(snv, file).sha256)), file.code
    name = next(name for name in found if "originals" in name)
    meta = found[f"{root}/{METADATA}"]
    wrong_day = meta.replace(b"<StartDate>2", b"<StartDate>x")
    other_sum = meta.replace(hashlib.sha256(found[name]).hexdigest().encode(), b"0" * 64)
    bad = {
        "a changed file": found | {name: b"another content"},
        "a file too many": found | {f"{root}/data/more.txt": b"x"},
        "a file too few": {key: data for key, data in found.items() if key != name},
        "a way out": changed(found, root) | {f"{root}/../../etc/x": b"x"},
        "another root": found | {"elsewhere/data/x": b"x"},
        "a declaration": changed(found, root, **{"data/metadata.xml": DTD}),
        "a day that is none": changed(found, root, **{"data/metadata.xml": wrong_day}),
        "another sum": changed(found, root, **{"data/metadata.xml": other_sum}),
        "no bag": {"a.txt": b"x"},
    }
    for what, files in bad.items():
        package = brought(other, packed(files))
        assert package.state is PackageState.REFUSED, what
        assert package.problem, what
    assert queries.listed_work_files(other.clerk, "archive") == []


def test_a_keeper_is_warned_once_thirty_days_ahead(snv):
    file = closed(snv)
    for days in (365, 30):
        with clock.standing_at(clock.now() + timedelta(days=365 - days)):
            warn_keepers({})
            warn_keepers({})
        told = db.session.query(Notice).filter_by(desk_id=file.desk_id, kind="hand_over").count()
        assert told == (days == 30)
