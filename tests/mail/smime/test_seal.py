"""Letters that only their readers open, with OpenSSL at the other end."""

import email

import pytest

from mail.smime import entity, seal
from mail.smime.reading import read
from mail.smime.seal import Suite
from office.recipients import CannotOpen, can_receive, is_for, unwrap
from signing.providers.demo_pki.authority import Authority
from tests.mail.smime.conftest import LETTER, PLAIN, openssl
from tests.needs import needs

ENTITY = b"Content-Type: text/plain\r\n\r\nOnly for you.\r\n.\r\n"


@pytest.fixture(scope="session")
def minh(bench, rsa_key):
    return bench.official(email="minh@so-noi-vu.example", key=rsa_key)


def made_for(*readers, suite=Suite.GCM, content=ENTITY):
    cms = seal.seal(content, [one.der for one in readers], suite=suite)
    return entity.sealed(PLAIN, cms, smime_type=suite.value)


def opened_by(who, letter):
    (mine,) = [one for one in seal.recipients(letter) if is_for(one, who.der)]
    return seal.unseal(letter, mine, unwrap=lambda one: unwrap(one, who.key, who.der))


@pytest.mark.parametrize("suite", Suite)
def test_each_reader_opens_it_and_nobody_else(bench, lan, minh, suite):
    letter = made_for(lan, minh, suite=suite)
    assert opened_by(lan, letter) == opened_by(minh, letter) == ENTITY
    other = bench.official(email="")
    assert not any(is_for(one, other.der) for one in seal.recipients(letter))
    with pytest.raises(CannotOpen):
        unwrap(seal.recipients(letter)[0], other.key, other.der)
    assert b"Only for you" not in letter
    assert read(letter).recipients == seal.recipients(letter)
    assert bench.code(letter) == "sealed"


@needs("openssl")
@pytest.mark.parametrize("suite", Suite)
@pytest.mark.parametrize("who", ["lan", "minh"])
def test_openssl_opens_what_we_seal(request, lan, minh, suite, who):
    cert, key = request.getfixturevalue(who).files
    letter = made_for(lan, minh, suite=suite)
    said = openssl("cms", "-decrypt", "-recip", cert, "-inkey", key, data=letter)
    assert said.stdout == ENTITY


@needs("openssl")
@pytest.mark.parametrize(
    "words",
    [
        ["-aes-256-cbc"],
        ["-aes-128-gcm"],
        ["-aes-192-cbc", "-keyid"],
        ["-aes-256-cbc", "-stream"],
        ["-aes-256-gcm", "-keyopt", "ecdh_kdf_md:sha256"],
        ["-aes-128-cbc", "-keyopt", "rsa_padding_mode:oaep"],
    ],
    ids=" ".join,
)
def test_we_open_what_openssl_seals(lan, minh, words):
    who = minh if "rsa_padding_mode:oaep" in words else lan
    command = ["cms", "-encrypt", "-binary", *words[:1], "-recip", who.files[0], *words[1:]]
    letter = b"From: x@y.example\n" + openssl(*command, data=ENTITY).stdout
    assert opened_by(who, letter) == ENTITY


@needs("openssl")
def test_the_older_program_seals_for_rsa_readers(minh):
    letter = openssl("smime", "-encrypt", "-binary", "-aes256", minh.files[0], data=ENTITY).stdout
    assert opened_by(minh, letter) == ENTITY


def test_a_changed_letter_is_damaged_under_gcm(lan):
    letter = made_for(lan)
    cms = bytearray(email.message_from_bytes(letter).get_payload(decode=True))
    cms[-30] ^= 1
    with pytest.raises(seal.Damaged):
        opened_by(lan, entity.sealed(PLAIN, bytes(cms)))


def test_a_wrong_content_key_is_damaged_never_a_trace(lan):
    for suite in Suite:
        letter = made_for(lan, suite=suite)
        for key in (b"", b"k" * 16, b"k" * 32):
            with pytest.raises(seal.Damaged):
                seal.open_with(letter, key)


def test_sealed_letters_that_are_cut_off_are_refused(lan):
    letter = made_for(lan)
    for end in range(letter.index(b"name=") + 40, len(letter) - 8, 83):
        with pytest.raises((seal.NoSeal, seal.Damaged, CannotOpen, ValueError)) as refused:
            opened_by(lan, letter[:end])
        assert refused.type is not ValueError or "unpack" in str(refused.value)


def test_a_letter_that_is_not_sealed_has_no_readers(lan):
    for letter in (PLAIN, lan.signed(), b""):
        assert seal.recipients(letter) == ()
        with pytest.raises(seal.NoSeal):
            seal.open_with(letter, b"k" * 32)


def test_a_reader_whose_key_only_signs_is_refused(bench, lan):
    service = bench.world.authority.tsa
    assert isinstance(bench.world.authority, Authority)
    assert not can_receive(service.der)
    assert not can_receive(b"no certificate")
    for readers in ([lan.der, service.der], []):
        with pytest.raises(seal.NoSeal):
            seal.seal(ENTITY, readers, suite=Suite.CBC)


def test_signed_and_then_sealed_is_judged_when_it_is_opened(bench, lan, minh):
    signed = lan.signed(LETTER)
    inner = signed[signed.index(b"Content-Type: multipart/signed") :]
    letter = made_for(minh, content=inner)
    shown = entity.around(letter, opened_by(minh, letter))
    assert bench.code(shown) == "good"
    moved = shown.replace(b"From: lan@", b"From: thief@")
    assert bench.code(moved) == "wrong_address"
