"""Files are known by their first bytes."""

import pytest

from office.foreign.kinds import Kind, media_type, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"PK\x03\x04", Kind.ZIP),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"MM\x00*", Kind.TIFF),
        (b"MZ\x90", Kind.PROGRAM),
        (b"\x7fELF", Kind.PROGRAM),
        (b"#!/bin/sh\n", Kind.PROGRAM),
        ("Kính gửi".encode(), Kind.TEXT),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", Kind.XML),
        ("Kính gử".encode()[:-1], Kind.TEXT),
        (b"\x00\x01\x02", Kind.UNKNOWN),
        ("Kính gửi".encode("utf-16"), Kind.UNKNOWN),
        (b"\xff" * 20, Kind.UNKNOWN),
    ],
)
def test_the_first_bytes_tell_the_kind(head, kind):
    assert sniff(head) is kind


def test_an_unknown_kind_is_only_bytes():
    assert media_type(Kind.UNKNOWN) == "application/octet-stream"
    assert media_type(Kind.PDF) == "application/pdf"
