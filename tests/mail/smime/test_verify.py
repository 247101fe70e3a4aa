"""Verdicts on letters of others."""

import email
import json
from datetime import timedelta
from email.message import EmailMessage
from functools import partial

import pytest
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric import rsa

from mail.smime import entity
from mail.smime.entity import Form, around
from mail.smime.reading import READINGS, Reading, Seal, content_of, read
from mail.smime.verify import Code, Remark, Verdict, judge
from mail.smime.words import REMARKS, WORDS, plain
from office import clock
from signing.pades.standing import standing
from signing.providers.demo_pki.authority import Authority, Shape
from tests.mail.smime.conftest import BASE, PLAIN, SENDER, Bench, World, openssl
from tests.needs import needs

ENTITY = b"Content-Type: text/plain\r\n\r\nLine one\r\n.\r\n--dashes\r\nLine three\r\n"


def by_openssl(who, bench, *more, program="cms", data=ENTITY):
    """A letter as OpenSSL signs it, under the headers of its sender."""
    cert, key = who.files
    words = ["-sign", "-signer", cert, "-inkey", key, "-certfile", bench.root]
    made = openssl(program, *words, *more, data=data).stdout
    return f"From: Lan <{SENDER}>\nTo: minh@so-noi-vu.example\n".encode() + made


OPENSSL_WAYS = {
    "binary": ["-binary"],
    "text lines": [],
    "with key identifier": ["-binary", "-keyid"],
    "sha512": ["-binary", "-md", "sha512"],
    "without attributes": ["-binary", "-noattr"],
    "stream": ["-binary", "-stream"],
    "lines of the mail": ["-crlfeol"],
}


@needs("openssl")
@pytest.mark.parametrize("way", OPENSSL_WAYS)
def test_what_openssl_signs_is_good(bench, lan, way):
    assert bench.code(by_openssl(lan, bench, *OPENSSL_WAYS[way])) == "good"


@needs("openssl")
@pytest.mark.parametrize("way", [["-nodetach"], ["-nodetach", "-stream"], ["-nodetach", "-binary"]])
def test_an_opaque_letter_is_judged_and_taken_out(bench, lan, way):
    letter = by_openssl(lan, bench, *way)
    assert bench.code(letter) == "good"
    assert content_of(letter) == ENTITY
    shown = email.message_from_bytes(around(letter, content_of(letter)))
    assert shown["to"] == "minh@so-noi-vu.example"
    assert "Line three" in shown.get_payload()
    assert content_of(lan.signed()) is None


@needs("openssl")
def test_a_letter_in_a_letter_is_judged_layer_by_layer(bench, lan):
    inner = by_openssl(lan, bench, "-nodetach").partition(b"\n")[2]
    cert, key = lan.files
    words = ["-sign", "-signer", cert, "-inkey", key, "-certfile", bench.root, "-nodetach"]
    made = openssl("cms", *words, "-outform", "DER", "-binary", data=inner).stdout
    head = "Content-Type: application/x-pkcs7-mime; smime-type=signed-data"
    lines = (f"From: {SENDER}", head, "Content-Transfer-Encoding: binary", "", "")
    whole = "\r\n".join(lines).encode() + made
    assert bench.code(whole) == "good"
    opened = around(whole, content_of(whole))
    assert bench.code(opened) == "good"
    assert content_of(opened).replace(b"\r\n", b"\n").endswith(b"--dashes\nLine three\n")


@needs("openssl")
def test_rsa_of_other_programs(bench, rsa_key):
    who = bench.official(key=rsa_key)
    assert bench.code(by_openssl(who, bench, program="smime")) == "good"
    pss = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"]
    assert bench.code(by_openssl(who, bench, *pss)) == "good"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Line three", b"Line thrice"),
        (b"Line one\r\n", b"Line one\r\n\r\n"),
        (b"\r\n.\r\n", b"\r\n"),
    ],
)
def test_a_changed_letter_is_altered(bench, lan, before, after):
    letter = lan.signed(PLAIN)
    assert before in letter
    assert bench.code(letter.replace(before, after, 1)) == "altered"


def test_line_ends_of_the_store_do_not_matter_and_headers_may_be_added(bench, lan):
    letter = lan.signed(PLAIN)
    assert bench.code(letter.replace(b"\r\n", b"\n")) == "good"
    assert bench.code(b"Received: from there\r\n" + letter) == "good"


def test_an_expired_certificate_is_told_and_the_time_of_arrival_counts(bench):
    start = clock.now() - timedelta(days=20)
    who = bench.official(since=start, days=10)
    letter = who.signed()
    assert bench.code(letter) == "expired"
    assert bench.code(letter, at=start - timedelta(days=1)) == "not_yet_valid"


def test_a_revoked_certificate_is_told(bench):
    who = bench.official()
    letter = who.signed()
    arrived = clock.now()
    serial = x509.Certificate.load(who.der).serial_number
    bench.world.authority.revoke(serial, at=arrived - timedelta(hours=1))
    assert bench.code(letter, at=arrived) == "revoked"
    earlier = bench.verdict(letter, at=arrived - timedelta(hours=2))
    assert (earlier.code, earlier.remarks) == (Code.GOOD, (Remark.REVOKED_LATER,))


def test_a_silent_authority_leaves_it_open(bench, lan):
    def silent(_url, _body):
        raise OSError("silent")

    ask = partial(standing, known=bench.world.trust, ask=silent)
    found = judge(read(lan.signed()), at=clock.now(), ask=ask)
    assert found.code is Code.UNCONFIRMED


def test_within_a_request_nobody_is_asked(bench, lan):
    bench.world.asked.clear()
    ask = partial(standing, known=bench.world.trust, ask=None)
    assert judge(read(lan.signed()), at=clock.now(), ask=ask).code is Code.GOOD
    assert bench.world.asked == []


def test_another_authority_with_the_same_names_is_not_believed(bench, tmp_path):
    other = World(Authority(tmp_path / "pki", base=BASE, shape=Shape.ECDSA_TWO_ISSUERS))
    folder = tmp_path / "officials"
    folder.mkdir()
    assert bench.code(Bench(other, folder).official().signed()) == "unknown_signer"


def test_the_sender_must_be_the_one_of_the_certificate(bench, lan):
    other = PLAIN.replace(b"From: lan@", b"From: giam-doc@")
    found = bench.verdict(lan.signed(other))
    assert (found.code, found.addresses) == (Code.WRONG_ADDRESS, (SENDER,))
    two = PLAIN.replace(b"From: lan@so-noi-vu.example", b"From: lan@so-noi-vu.example, x@y.example")
    assert bench.code(lan.signed(two)) == "wrong_address"
    upper = PLAIN.replace(b"From: lan@so", b'From: "giam-doc@tinh.example" <LAN@So')
    assert bench.code(lan.signed(upper.replace(b"example\r\nTo", b"example>\r\nTo"))) == "good"


def test_a_certificate_without_an_address_is_good_with_a_remark(bench):
    found = bench.verdict(bench.official(email="").signed())
    assert (found.code, found.remarks) == (Code.GOOD, (Remark.NO_ADDRESS,))


@needs("openssl")
def test_weak_ways_are_told(bench, lan):
    assert bench.code(by_openssl(lan, bench, "-binary", "-md", "sha1")) == "algorithm_too_weak"
    short = bench.official(key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    assert bench.code(short.signed()) == "algorithm_too_weak"


def test_a_certificate_for_something_else_is_unsuitable(bench, lan, tmp_path):
    service = bench.world.authority.tsa
    lan_like = type(lan)(service.key, service.der, lan.chain, tmp_path, lan.scheme)
    assert bench.code(lan_like.signed()) == "unsuitable"


@needs("openssl")
def test_an_exchanged_certificate_is_found_out(bench, lan):
    twin = bench.official(key=lan.key)
    letter = lan.signed(PLAIN)
    message = email.message_from_bytes(letter)
    cms_bytes = message.get_payload()[1].get_payload(decode=True)
    changed = _with_certificate(cms_bytes, twin.der)
    made = entity.signed(PLAIN, entity.to_sign(PLAIN), changed, digest="sha256")
    assert bench.code(made) == "broken"


def _with_certificate(cms_bytes, der):
    info = cms.ContentInfo.load(cms_bytes)
    other = x509.Certificate.load(der)
    data = info["content"]
    data["certificates"] = [other]
    data["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        "issuer_and_serial_number",
        cms.IssuerAndSerialNumber({"issuer": other.issuer, "serial_number": other.serial_number}),
    )
    return info.dump(force=True)


@needs("openssl")
def test_a_letter_without_the_certificate_has_no_known_signer(bench, lan):
    cert, key = lan.files
    words = ["-sign", "-signer", cert, "-inkey", key, "-nocerts", "-binary"]
    made = openssl("cms", *words, data=ENTITY).stdout
    assert bench.code(f"From: {SENDER}\n".encode() + made) == "unknown_signer"


def test_a_signed_part_says_nothing_of_the_letter(bench, lan):
    outer = EmailMessage()
    outer["From"] = SENDER
    outer.set_content("Please pay at once.")
    outer.add_attachment("x", filename="x.txt")
    letter = outer.as_bytes()
    inner = lan.signed(PLAIN).partition(b"MIME-Version: 1.0\r\n")[2]
    mark = b"--" + outer.get_boundary().encode()
    nested = letter.replace(
        mark + b"--", mark + b"\n" + inner.replace(b"\r\n", b"\n") + mark + b"--"
    )
    found = bench.verdict(nested)
    assert (found.code, found.remarks) == (Code.UNSIGNED, (Remark.PART_ONLY,))


def test_an_ordinary_letter_is_unsigned(bench):
    assert bench.code(PLAIN) == "unsigned"
    assert bench.code(b"") == "unsigned"


def test_whatever_is_broken_is_said_to_be_broken_and_raises_nothing(bench, lan):
    letter = lan.signed(PLAIN)
    start = letter.index(b"filename=") + 30
    for cut in range(start, len(letter), 97):
        assert bench.code(letter[:cut]) in {"broken", "altered", "unknown_signer"}
    without = letter.replace(b'boundary="', b'border="')
    assert bench.code(without) == "broken"
    assert bench.code(letter.replace(b"pkcs7-signature", b"pgp-signature")) == "unsigned"


def test_every_flipped_byte_of_the_signature_is_survived(bench, lan):
    message = email.message_from_bytes(lan.signed(PLAIN))
    whole = bytearray(message.get_payload()[1].get_payload(decode=True))
    part = entity.to_sign(PLAIN)
    for at in range(0, len(whole), 29):
        changed = bytes(whole[:at]) + bytes([whole[at] ^ 0x55]) + bytes(whole[at + 1 :])
        reading = read(entity.signed(PLAIN, part, changed, digest="sha256"))
        assert isinstance(reading, Reading)
        assert reading.form in {Form.DETACHED, Form.BROKEN, Form.PLAIN}


def test_a_reading_and_a_verdict_are_plain_data(bench, lan):
    reading = read(lan.signed())
    assert READINGS.validate_json(READINGS.dump_json(reading)) == reading
    verdict = bench.verdict(lan.signed())
    assert Verdict.from_json(json.loads(json.dumps(verdict.as_json()))) == verdict


def test_the_worst_of_several_signatures_counts(bench, lan):
    reading = read(lan.signed())
    both = Reading(reading.form, reading.senders, (*reading.seals, Seal()))
    ask = partial(standing, known=bench.world.trust, ask=bench.world.ask)
    assert judge(both, at=clock.now(), ask=ask).code is Code.UNKNOWN_SIGNER


def test_every_verdict_has_its_words(house, bench, lan):
    assert set(WORDS) == set(Code)
    assert set(REMARKS) == set(Remark)
    assert "Nguyễn Thị Lan" in plain(bench.verdict(lan.signed()))[0]
