"""The signed bytes are those that a reader is shown."""

import email

import pytest

from mail.smime import entity
from mail.smime.entity import Form, carried
from tests.mail.smime.conftest import LETTER, PLAIN

TRUE = b"Content-Type: text/plain\r\n\r\nPay nothing.\r\n"
FALSE = b"Content-Type: text/plain\r\n\r\nPay at once.\r\n"
HEAD = (
    b"From: lan@so-noi-vu.example\r\nContent-Type: multipart/signed;\r\n"
    b' protocol="application/pkcs7-signature"; boundary="b"\r\n\r\n'
)
SIGNATURE = b"Content-Type: application/pkcs7-signature\r\n\r\nsignature"


def between(mark, *parts):
    """Parts between delimiter lines that end as they are asked to."""
    lines = b"".join(mark + b"--b" + mark + part for part in parts)
    return lines + mark + b"--b--" + mark


@pytest.mark.parametrize("mark", [b"\r", b"\n", b"\r\n"])
def test_no_letter_shows_one_part_and_has_another_one_verified(mark):
    true = between(b"\r\n", TRUE, SIGNATURE)
    for letter in (
        HEAD + between(mark, FALSE, SIGNATURE) + true,
        HEAD + mark + b"--b" + mark + FALSE + true,
        HEAD + true.replace(b"Pay nothing.", b"Pay nothing." + mark + b"--b" + mark + FALSE),
    ):
        shown = email.message_from_bytes(letter).get_payload()
        found = carried(letter)
        assert len(shown) == 2 or found.form is Form.BROKEN
        if found.form is Form.DETACHED:
            content = found.signed.partition(b"\r\n\r\n")[2]
            assert shown[0].get_payload(decode=True).strip() == content.strip()


def test_the_signed_bytes_are_taken_as_they_came(lan):
    odd = TRUE + b"--bb\r\n --b\r\n--b x\r\n\r\n\r\n"
    found = carried(HEAD + b"preamble\r\n" + b"--b  \r\n" + odd + b"\r\n" + b"--b\r\n" + SIGNATURE)
    assert found.form is Form.BROKEN  # its end is missing
    whole = HEAD + between(b"\r\n", odd, SIGNATURE)
    assert carried(whole).signed == odd
    assert carried(lan.signed(PLAIN)).signed == entity.to_sign(PLAIN)


def test_only_letters_with_a_trace_are_read_by_a_child(lan):
    assert entity.may_be_signed(lan.signed())
    assert entity.may_be_signed(HEAD.replace(b"multipart/signed", b"MultiPart/Signed"))
    assert not entity.may_be_signed(LETTER)


def test_what_is_signed_survives_every_way():
    for body in (b"Xin ch\xc3\xa0o", b"From here", b"loose end ", b"x" * 1200):
        letter = b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + body + b"\n"
        made = entity.to_sign(letter)
        assert made.isascii()
        assert max(map(len, made.splitlines())) < 100
        assert email.message_from_bytes(made).get_payload(decode=True).strip() == body.strip()
    assert entity.to_sign(PLAIN) == PLAIN[PLAIN.index(b"Content-Type") :]


def test_a_letter_without_a_body_is_signed_too(bench, lan):
    for letter in (b"From: lan@so-noi-vu.example", b"From: lan@so-noi-vu.example\r\n\r\n"):
        assert bench.code(lan.signed(letter)) == "good"
