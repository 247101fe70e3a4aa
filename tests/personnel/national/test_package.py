"""Events that travel as a file: whole or not at all, any number of times, answered by a file."""

import io
import json
import zipfile

import pytest

from office import clock
from personnel.national.client import Accepted, Deferred, Duplicate
from personnel.national.jws import Signer
from personnel.national.package import BadPackage, Package, Route, write, write_ack
from tests.personnel.national.conftest import CENTRE, OURS, SIGNERS, event, key, new_citizen

SIGNER = SIGNERS["ours"]
WAY = Route(sender=OURS, receiver=CENTRE, first=4, last=6)


def packed(events, *, signer=SIGNER, route=WAY, files=()):
    target = io.BytesIO()
    write(target, events, route=route, signer=signer, at=clock.now(), files=files)
    return target.getvalue()


def opened(data, *, keys=(SIGNER.public,), receiver=CENTRE, kind="events"):
    return Package(io.BytesIO(data), keys=keys, receiver=receiver, kind=kind)


def changed(data, name, content):
    """The package with another member, or without it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        if content is not None:
            new.writestr(name, content)
    return target.getvalue()


def test_what_goes_in_comes_out():
    events = [event(new_citizen()).plain(), event(new_citizen()).plain()]
    found = opened(packed(events, files=[b"%PDF-1.7"]))
    assert list(found.rows()) == list(found.rows()) == events
    assert found.manifest.route == WAY
    assert (found.manifest.count, found.signed_by) == (2, SIGNER.kid)
    name = next(iter(found.manifest.digests.keys() - {"events.jsonl"}))
    assert found.file(name.removeprefix("files/")) == b"%PDF-1.7"
    with pytest.raises(BadPackage):
        found.file("0" * 64)


def test_a_package_with_a_fault_is_refused_whole():
    whole = packed([event(new_citizen())], files=[b"a"])
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("manifest.json"))
    later = json.dumps(manifest | {"toSequence": 9})
    stranger = packed([event(new_citizen())], signer=Signer.generated(SIGNER.kid))
    bad = [
        b"",
        b"PK\x03\x04" + b"x" * 99,
        whole[:-40],
        changed(whole, "events.jsonl", b"{}\n"),
        changed(whole, "events.jsonl", None),
        changed(whole, "manifest.json", later),
        changed(whole, "manifest.json", b"[]"),
        changed(whole, "manifest.json", json.dumps(manifest | {"specVersion": "9.0"})),
        changed(whole, "manifest.jws", "x"),
        changed(whole, "manifest.jws", None),
        changed(whole, "files/more", b"x"),
        changed(whole, "../outside", b"x"),
        stranger,
    ]
    for data in bad:
        with pytest.raises(BadPackage):
            opened(data)
    for words in ({"receiver": OURS}, {"kind": "ack"}, {"keys": ()}):
        with pytest.raises(BadPackage):
            opened(whole, **words)


def test_a_package_may_bear_a_time_stamp():
    target, stamped = io.BytesIO(), []
    token = lambda said: stamped.append(said) or b"a token"  # noqa: E731
    write(target, [], route=WAY, signer=SIGNER, at=clock.now(), timestamp=token)
    pack = zipfile.ZipFile(target)
    assert pack.read("manifest.tsr") == b"a token"
    assert stamped == [pack.read("manifest.json")]
    assert opened(target.getvalue()).manifest.count == 0


def test_a_bomb_is_not_unpacked(monkeypatch):
    data = changed(packed([event(new_citizen())]), "files/large", bytes(1 << 20))
    monkeypatch.setattr("personnel.national.package.MOST_UNPACKED", 1 << 19)
    with pytest.raises(BadPackage):
        opened(data)


def test_a_line_that_is_no_event_is_a_fault():
    data = packed([event(new_citizen())])
    assert len(list(opened(data).rows())) == 1
    target = io.BytesIO()
    write(target, [], route=WAY, signer=SIGNER, at=clock.now())
    assert list(opened(target.getvalue()).rows()) == []


def test_the_register_takes_a_package_twice_and_answers_with_one(other_register):
    citizen = new_citizen()
    first, second, late = event(citizen), event(citizen, 2), event(citizen, 4)
    data = packed([first, second, late])
    keys = other_register.register().service().keys
    ids = [str(one.event_id) for one in (first, second, late)]

    def answer():
        told = other_register.call("/control/package", data)
        assert told.status == 200
        found = opened(told.body, keys=keys, receiver=OURS, kind="ack")
        assert (found.manifest.route.first, found.manifest.route.last) == (4, 6)
        return found, list(found.outcomes())

    found, outcomes = answer()
    assert [one for one, _outcome in outcomes] == ids
    assert [type(one) for _id, one in outcomes] == [Accepted, Accepted, Deferred]
    assert found.manifest.answers == opened(data).manifest.package_id
    assert [one for _id, one in answer()[1]] == [Duplicate(1), Duplicate(2), outcomes[2][1]]
    ours = other_register.register()
    assert ours.push([first], key=key()) == [Duplicate(1)]
    for bad in (b"x", changed(data, "events.jsonl", b"{}")):
        assert other_register.call("/control/package", bad).status in {401, 422}
    foreign = packed([event(citizen)], route=Route(sender="H97", receiver=CENTRE))
    assert other_register.call("/control/package", foreign).status == 403


def test_we_answer_packages_too():
    got = opened(packed([event(new_citizen())]))
    results = [
        {"eventId": row["eventId"], "ack": "duplicate", "newVersion": 3} for row in got.rows()
    ]
    target = io.BytesIO()
    made = write_ack(target, results, answers=got.manifest, signer=SIGNER, at=clock.now())
    assert (made.route.sender, made.route.receiver) == (CENTRE, OURS)
    back = opened(target.getvalue(), receiver=OURS, kind="ack")
    assert list(back.outcomes()) == [(results[0]["eventId"], Duplicate(3))]
