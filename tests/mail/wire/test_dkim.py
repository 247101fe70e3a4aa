"""What we sign others can prove, and what somebody changed on the way they cannot."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mail.wire.dkim import NotSigned, make_key, record_text, seal, sign
from mail.wire.signatures import chain_of, signatures_of

MESSAGE = (
    b"From: An <an@h99.example>\r\nTo: binh@b.example\r\nSubject: =?utf-8?b?Q2jDoG8=?=\r\n"
    b"Date: Mon, 02 Nov 2026 08:00:00 +0700\r\nMessage-ID: <1@h99.example>\r\n"
    b"\r\nTwo  spaces  here \r\n\r\n\r\n"
)


@pytest.fixture(scope="module")
def key():
    return make_key()


@pytest.fixture
def published(names, key):
    names.text("k1._domainkey.h99.example", record_text(key))
    return names


@pytest.fixture
def signed(key):
    return sign(MESSAGE, domain="H99.example", selector="k1", pem=key)


def results(data, names):
    return [one.result for one in signatures_of(data, names.resolver())]


def test_a_signed_message_is_proven(signed, published):
    [found] = signatures_of(signed, published.resolver())
    assert (found.result, found.domain, found.selector) == ("pass", "h99.example", "k1")
    assert signed.endswith(MESSAGE)


def test_the_signature_says_what_the_house_wants(signed):
    head = signed.removesuffix(MESSAGE).replace(b"\r\n", b"").replace(b" ", b"")
    tags = dict(one.split(b"=", 1) for one in head.partition(b":")[2].split(b";") if one)
    assert (tags[b"a"], tags[b"c"]) == (b"rsa-sha256", b"relaxed/relaxed")
    assert b"l" not in tags
    assert tags[b"h"].split(b":").count(b"from") == 2
    assert len(base64.b64decode(tags[b"b"])) == 256


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Two", b"Too"),
        (b"An <an@", b"Anh <an@"),
        (b"To: binh", b"To: cuong"),
        (b"Subject: ", b"Subject: x"),
        (b"From: An", b"From: evil@x.example\r\nFrom: An"),
        (b"Message-ID: <1@", b"Message-ID: <2@"),
    ],
)
def test_what_was_changed_is_no_longer_proven(signed, published, before, after):
    assert results(signed.replace(before, after, 1), published) == ["fail"]


def test_white_space_may_change_on_the_way(signed, published):
    assert results(signed.replace(b"Two  spaces  here ", b"Two spaces here"), published) == ["pass"]


def test_a_key_that_is_not_published_proves_nothing(signed, names):
    assert results(signed, names) == ["fail"]
    names.text("k1._domainkey.h99.example", record_text(make_key()))
    assert results(signed, names) == ["fail"]


def test_dns_that_is_silent_is_told_apart(signed, names):
    names.faults["k1._domainkey.h99.example"] = 2
    assert results(signed, names) == ["temperror"]


def test_a_signature_over_a_part_of_the_text_is_no_proof(key, published):
    import dkim

    relaxed = (b"relaxed", b"relaxed")
    head = dkim.sign(MESSAGE, b"k1", b"h99.example", key, canonicalize=relaxed, length=True)
    assert results(head + MESSAGE + b"And more\r\n", published) == ["policy"]


@pytest.mark.parametrize(
    "value",
    [b"", b"v=1", b"v=1; a=rsa-sha256; b=x; bh=x; d=h99.example; h=from; s=k1", b"\xff\xfe;;;="],
)
def test_a_signature_that_is_none_harms_nobody(published, value):
    data = b"DKIM-Signature: " + value + b"\r\n" + MESSAGE
    assert results(data, published)[0] in {"fail", "permerror"}


def test_no_more_than_a_few_signatures_are_read(signed, published):
    line = signed.removesuffix(MESSAGE)
    assert len(results(line * 40 + MESSAGE, published)) == 5
    assert published.asked.count(("k1._domainkey.h99.example", "TXT")) == 1


def test_no_signature_is_begun_when_time_is_over(signed, published):
    late = published.resolver().within(-1)
    assert [one.result for one in signatures_of(signed, late)] == ["temperror"]
    assert published.asked == []


def test_what_cannot_be_signed_is_told(key):
    with pytest.raises(NotSigned):
        sign(MESSAGE.replace(b"From:", b"X:"), domain="h99.example", selector="k1", pem=b"no key")
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(NotSigned):
        record_text(other)
    with pytest.raises(NotSigned, match="no verdict of ours"):
        seal(MESSAGE, domain="h99.example", selector="k1", pem=key, own_id="h99.example")


def test_a_seal_keeps_what_we_found_and_shows_a_change(key, published):
    judged = b"Authentication-Results: h99.example; spf=pass smtp.mailfrom=b.example\r\n" + MESSAGE
    sealed = seal(judged, domain="h99.example", selector="k1", pem=key, own_id="h99.example")
    assert chain_of(sealed, published.resolver()) == ("pass", "h99.example")
    changed = sealed.replace(b"Two", b"Too")
    assert chain_of(changed, published.resolver()) == ("fail", "h99.example")
    assert chain_of(MESSAGE, published.resolver()) == ("none", "")


def test_a_long_chain_is_not_followed(published):
    seals = b"".join(b"ARC-Seal: i=%d; d=h99.example\r\n" % n for n in range(60))
    assert chain_of(seals + MESSAGE, published.resolver()) == ("fail", "")
    assert published.asked == []
