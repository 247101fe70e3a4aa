"""The anchor of each day: signed, exported, and proof against whoever owns the database."""

import json
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select

from office import anchors, audit, clock
from office.accounts.models import Person
from office.audit import AuditAnchor
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM

DAY = date(2026, 1, 31)


@pytest.fixture
def trail(lasting_app):
    with lasting_app.app_context():
        with transaction():
            for _number in range(3):
                someone = Person(uid=new_uid(), full_name="An", folded_name="an")
                audit.record("person.add", someone, by=SYSTEM)
        yield


def made():
    audit.seal()
    anchors.anchor(DAY, by=SYSTEM)
    return anchors.export(DAY)


def test_the_night_seals_anchors_and_exports_the_day_that_ended(trail):
    anchors.anchor_yesterday({})
    row = db.session.scalars(select(AuditAnchor)).one()
    assert (row.day, row.seal_no) == (clock.today() - timedelta(days=1), 3)
    assert (anchors.folder() / f"{row.day}.json").exists()
    assert list(anchors.faults()) == []
    anchors.anchor_yesterday({})
    assert len(db.session.scalars(select(AuditAnchor)).all()) == 1


def test_a_house_without_lines_has_no_anchor(house):
    anchors.anchor_yesterday({})
    assert db.session.scalars(select(AuditAnchor)).all() == []


def test_an_export_is_checked_with_the_public_key_alone(trail):
    exported = json.loads(made().read_text())
    public = serialization.load_pem_public_key((anchors.folder() / "public.pem").read_bytes())
    said = f"congvu audit anchor|{DAY}|{exported['seal_no']}|{exported['chain_hash']}"
    public.verify(bytes.fromhex(exported["signature"]), said.encode())


def test_the_key_is_for_its_owner_only(trail):
    made()
    key = anchors.folder().parent / "audit.key"
    assert key.stat().st_mode & 0o077 == 0


def change_anchor(**values):
    """As somebody would who owns the database and none of the keys."""
    row = db.session.scalars(select(AuditAnchor)).one()
    for name, value in values.items():
        setattr(row, name, value)


@pytest.mark.parametrize("values", [{"signature": "00"}, {"signature": "no hex"}, {"seal_no": 2}])
def test_a_wrong_signature_is_named(trail, values):
    made()
    with db.session.no_autoflush:
        change_anchor(**values)
        found = list(anchors.faults())
        db.session.expunge_all()
    assert f"anchor of {DAY}: the signature is not the installation's" in found


def test_a_changed_export_is_named(trail):
    path = made()
    path.write_text(json.dumps(json.loads(path.read_text()) | {"seal_no": 1}))
    assert list(anchors.faults()) == [f"anchor of {DAY}: the exported file says something else"]


def test_an_anchor_dropped_from_the_database_is_named(trail):
    path = made()
    path.rename(path.with_name("2026-01-30.json"))
    assert list(anchors.faults()) == [
        f"anchor of {DAY}: its file is missing",
        "anchor of 2026-01-30: exported, but no longer in the database",
    ]


def test_what_fell_before_its_file_was_written_is_written_the_next_night(trail):
    audit.seal()
    anchors.anchor(DAY, by=SYSTEM)
    anchors.anchor_yesterday({})
    assert list(anchors.faults()) == []


def test_nights_without_an_anchor_are_named(trail):
    audit.seal()
    assert list(anchors.faults()) == []
    later = clock.now() + timedelta(days=3)
    with clock.standing_at(later):
        (fault,) = anchors.faults()
    assert "does a worker run?" in fault


def test_another_kind_of_key_is_not_used(trail):
    made()
    other = anchors.folder().parent / "audit.key"
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    pem = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    other.write_bytes(pem)
    with pytest.raises(TypeError):
        list(anchors.faults())
