"""Envelope, signatures and digests by themselves."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from personnel.national import codes
from personnel.national.digest import (
    PersonDigest,
    differences,
    group_digest,
    merkle_root,
    person_digest,
    record_digest,
)
from personnel.national.envelope import Change, Evidence, canonical, stamp, tidy
from personnel.national.jws import BadKey, Forged, Signer, check, content_digest
from personnel.national.sandbox import people, reconcile
from personnel.record.groups import GROUPS
from tests.personnel.national.conftest import event, row

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SIGNER = Signer.generated("one")
HANOI = timezone(timedelta(hours=7))


def test_an_event_says_everything_of_the_contract():
    evidence = Evidence(number="123/QĐ-UBND", date=date(2026, 6, 18), sha256="0" * 64)
    change = Change(before={"coefficient": Decimal("3.00")}, after={"coefficient": Decimal("3.33")})
    said = event("0" * 12, 17, base=41, evidence=[evidence], change=change).plain()
    assert (said["baseVersion"], said["newVersion"], said["sequence"]) == (41, 42, 17)
    assert said["change"] == {"before": {"coefficient": "3.00"}, "after": {"coefficient": "3.33"}}
    assert said["evidence"][0]["date"] == "2026-06-18"
    assert said["eventId"][14] == "7"
    assert said["correlationId"] == said["eventId"]


def test_values_travel_as_text_in_one_form():
    assert tidy("Ho\u0302\u0300") == "Hồ"
    assert tidy({"a": [Decimal("1E+1"), 0.5, date(2026, 7, 1), 3, None, True]}) == {
        "a": ["10", "0.5", "2026-07-01", 3, None, True]
    }
    assert stamp(datetime(2026, 7, 1, 7, tzinfo=HANOI)) == "2026-07-01T00:00:00Z"
    assert canonical({"b": 1, "a": "ộ"}) == '{"a":"ộ","b":1}'.encode()


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_signature_fits_its_body_only(text, other_text):
    body, other = text.encode(), other_text.encode()
    signature = SIGNER.sign(body, at=NOW)
    assert check(signature, body, keys=[SIGNER.public], at=NOW) == "one"
    if other != body:
        with pytest.raises(Forged):
            check(signature, other, keys=[SIGNER.public], at=NOW)


@pytest.mark.parametrize(
    "bad", ["", "..", "a.b.c", "e30..", "é..é", "eyJhbGciOiJub25lIn0..", "x" * 9999]
)
def test_broken_signatures_are_forged(bad):
    with pytest.raises(Forged):
        check(bad, b"{}", keys=[SIGNER.public], at=NOW)


def test_a_signature_ages_unless_a_package_carries_it():
    signature = SIGNER.sign(b"{}", at=NOW)
    for minutes in (-3, 11):
        with pytest.raises(Forged):
            check(signature, b"{}", keys=[SIGNER.public], at=NOW + timedelta(minutes=minutes))
    assert check(signature, b"{}", keys=[SIGNER.public], at=None) == "one"


def test_keys_come_from_files_of_both_kinds():
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for signer in (Signer.of_pem(SIGNER.pem, "one"), Signer.of_pem(pem, "two", b"certificate")):
        keys = [signer.public, Signer.generated("other").public]
        assert check(signer.sign(b"{}", at=NOW), b"{}", keys=keys, at=NOW) == signer.kid
        assert "d" not in signer.public
    with pytest.raises(BadKey):
        Signer.of_pem(b"nothing", "three")


def test_the_digest_of_a_body():
    expected = "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:"
    assert content_digest(b"{}") == expected


def test_the_contract_names_the_groups_of_the_record():
    assert set(codes.GROUPS) == set(GROUPS)
    assert set(codes.GROUPS) > codes.SENSITIVE


# ------------------------------------------------------------------------------ digests


def digests(count):
    return [
        PersonDigest(f"{number:012d}", number, hashlib.sha256(bytes([number])).hexdigest())
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 13])
def test_the_root_is_the_one_of_the_other_end(count):
    people_of = digests(count)
    rows = [
        {"citizen_id": one.citizen_id, "version": one.version, "digest": one.digest}
        for one in people_of
    ]
    assert merkle_root(reversed(people_of)) == reconcile.root(rows)


def test_the_digest_of_a_record_is_the_one_of_the_other_end():
    rows = [row(2, a="ộ").plain(), row(1, b=[1, {"c": None}]).plain()]
    assert group_digest(rows) == group_digest(rows[::-1]) == people.rows_digest(rows)
    whole = {"identity": rows, "pay": []}
    assert record_digest("1", whole) == people.digest_of("1", whole)
    assert record_digest("1", whole) == person_digest("1", {"identity": group_digest(rows)})
    assert record_digest("2", whole) != record_digest("1", whole)


def test_differences_name_who_is_not_the_same():
    ours, theirs = digests(4), digests(5)[1:]
    theirs[0] = PersonDigest(theirs[0].citizen_id, 9, theirs[0].digest)
    assert list(differences(ours, theirs)) == [f"{number:012d}" for number in (0, 1, 4)]
    assert differences(ours, ours) == {}
