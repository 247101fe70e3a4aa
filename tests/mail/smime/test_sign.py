"""Letters that we sign, as others see them."""

import email
from email import policy

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec

from mail.smime import entity, sign
from office import clock
from signing.pades.values import Scheme
from tests.mail.smime.conftest import LETTER, PLAIN, openssl
from tests.needs import needs


@pytest.fixture(scope="session")
def rows(bench, lan, rsa_key):
    return {
        "ecdsa": lan,
        "ecdsa-384": bench.official(key=ec.generate_private_key(ec.SECP384R1())),
        "rsa-pss": bench.official(key=rsa_key),
        "rsa-pkcs1": bench.official(key=rsa_key, scheme=Scheme.RSA_PKCS1),
    }


@needs("openssl")
@pytest.mark.parametrize("kind", ["ecdsa", "ecdsa-384", "rsa-pss", "rsa-pkcs1"])
def test_openssl_believes_what_we_sign(bench, rows, kind):
    letter = rows[kind].signed()
    said = openssl("cms", "-verify", "-CAfile", bench.root, data=letter)
    assert said.stdout == entity.to_sign(LETTER)
    verdict = bench.verdict(letter)
    assert (verdict.code, verdict.remarks) == ("good", ())
    assert (verdict.signer, verdict.organisation) == ("Nguyễn Thị Lan", "Sở Nội vụ")
    assert verdict.algorithm.startswith(kind.partition("-")[0])


@needs("openssl")
def test_the_older_program_believes_it_too(bench, rows):
    letter = rows["rsa-pkcs1"].signed(PLAIN)
    said = openssl("smime", "-verify", "-CAfile", bench.root, data=letter)
    assert said.stdout.endswith(b"\r\n\r\nLine one\r\n.\r\nLine three\r\n")


def test_the_reader_finds_the_words_and_the_headers_again(lan):
    read = email.message_from_bytes(lan.signed(), policy=policy.default)
    assert read.get_content_type() == "multipart/signed"
    assert (read["subject"], read["to"]) == ("Báo cáo", "minh@so-noi-vu.example")
    assert len(read.get_all("mime-version")) == len(read.get_all("content-type")) == 1
    first = next(read.iter_parts())
    text = LETTER.decode().partition("\r\n\r\n")[2]
    assert first.get_content().replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert lan.signed().isascii() is False  # the name in From is the letter's own affair
    assert entity.to_sign(LETTER).isascii()


def test_the_attributes_say_when_who_and_what_may_come_back(lan):
    at = clock.now().replace(microsecond=0)
    prepared = sign.prepare(b"x\r\n", certificate=lan.der, digest="sha256", at=at)
    found = {
        one["type"].native: one["values"] for one in cms.CMSAttributes.load(prepared.attributes)
    }
    assert set(found) == {
        "content_type",
        "message_digest",
        "signing_time",
        "signing_certificate_v2",
        "smime_capabilities",
    }
    assert found["signing_time"][0].native == at
    assert prepared.attributes[0] == 0x31


def test_a_value_of_another_key_makes_no_letter(lan, rows):
    prepared = sign.prepare(b"x\r\n", certificate=lan.der, digest="sha256", at=clock.now())
    algorithm = cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
    with pytest.raises(sign.WrongValue):
        sign.finish(prepared, value=b"0" * 70, algorithm=algorithm)


def test_parts_of_a_letter_are_signed_as_they_are(bench, lan):
    letter = (
        b"From: lan@so-noi-vu.example\nContent-Type: multipart/mixed;\n boundary=xx\n\n"
        b"--xx\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        + "Chào\n".encode()
        + b"--xx\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"
        b"--xx--\n"
    )
    made = lan.signed(letter)
    assert bench.code(made) == "good"
    inner = next(email.message_from_bytes(made, policy=policy.default).iter_parts())
    assert [one.get_content() for one in inner.iter_parts()] == ["Chào", b"%PDF"]
