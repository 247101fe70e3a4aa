"""One spelling, one fingerprint; every other spelling and every change is seen."""

import hashlib
import json

import pytest

from meetings.compose.manifest import (
    Manifest,
    Segment,
    Unread,
    attendance_hash,
    canonical,
    differences,
    fingerprint,
    read,
)
from tests.meetings.compose.papers import MANIFEST

SPANS = [
    {"who": "a", "from": "2026-04-03T01:05:00Z", "to": "2026-04-03T04:00:00Z"},
    {"who": "b", "from": "2026-04-03T01:20:00Z", "to": ""},
]


def test_the_fingerprint_is_the_hash_of_the_one_spelling():
    data = canonical(MANIFEST)
    assert json.loads(data)["meeting"] == "0199-a"
    assert data.startswith(b'{"attendance":"')
    assert b'": ' not in data
    assert fingerprint(data) == hashlib.sha256(data).hexdigest()
    assert read(data) == MANIFEST


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"[]",
        b'{"meeting": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(json.loads(canonical(MANIFEST))).encode(),
        canonical(MANIFEST).replace(b'"version":1', b'"version":1,"more":2'),
        canonical(MANIFEST).replace(b"d" * 64, b"d" * 63),
    ],
)
def test_what_is_no_manifest_is_refused(spoilt):
    with pytest.raises(Unread):
        read(spoilt)


def test_presence_counts_in_any_order_and_every_second_counts():
    assert attendance_hash(SPANS) == attendance_hash(reversed(SPANS))
    later = [SPANS[0] | {"from": "2026-04-03T01:05:01Z"}, SPANS[1]]
    assert attendance_hash(later) != attendance_hash(SPANS)


def test_a_change_is_named():
    changed = [Segment(source="ghế chủ tọa/1", chunks=["f" * 64], bytes=4)]
    now = Manifest(**MANIFEST.model_dump() | {"segments": changed, "attendance": "0" * 64})
    assert differences(MANIFEST, now) == ["segments", "attendance"]
    assert differences(MANIFEST, MANIFEST) == []
