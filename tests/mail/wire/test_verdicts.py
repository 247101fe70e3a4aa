"""Who really sent it: the words of SPF, DKIM and DMARC for messages of all kinds."""

import json
import time

import pytest

from mail.wire import verdicts
from mail.wire.dkim import make_key, record_text, sign
from mail.wire.verdicts import Came, Verdict, from_domain, judge, results_header, without_claims

MESSAGE = b"From: An <an@so.h99.example>\r\nSubject: Hello\r\n\r\nText\r\n"
CAME = Came("192.0.2.1", "mx.h99.example", "an@so.h99.example")


@pytest.fixture(scope="module")
def key():
    return make_key()


@pytest.fixture
def published(names, key):
    names.text("so.h99.example", "v=spf1 ip4:192.0.2.1 -all")
    names.text("_dmarc.h99.example", "v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@h99.example")
    names.text("k1._domainkey.h99.example", record_text(key))
    return names


def judged(names, data=MESSAGE, came=CAME):
    return judge(data, came, resolver=names.resolver())


def test_a_sender_proven_by_its_machine(published):
    found = judged(published)
    assert (found.spf, found.dmarc, found.arc, found.policy) == (
        "pass",
        "pass",
        "none",
        "quarantine",
    )
    assert found.is_aligned


def test_a_sender_proven_by_its_signature_alone(published, key):
    signed = sign(MESSAGE, domain="h99.example", selector="k1", pem=key)
    found = judged(published, signed, Came("198.51.100.7", "relay.example", "list@relay.example"))
    assert (found.spf, found.dkim[0].result, found.dmarc) == ("none", "pass", "pass")


def test_somebody_who_only_claims_to_be_the_sender(published):
    published.text("evil.example", "v=spf1 ip4:203.0.113.9 -all")
    found = judged(published, came=Came("203.0.113.9", "mx.evil.example", "x@evil.example"))
    assert (found.spf, found.dmarc, found.policy) == ("pass", "fail", "quarantine")


def test_a_signature_of_somebody_else_proves_nothing(published, key):
    published.text("k1._domainkey.evil.example", record_text(key))
    signed = sign(MESSAGE, domain="evil.example", selector="k1", pem=key)
    found = judged(published, signed, Came("203.0.113.9", "x.example", "x@x.example"))
    assert (found.dkim[0].result, found.dmarc) == ("pass", "fail")


def test_a_domain_without_a_wish_is_proven_by_its_own_word_alone(names, key):
    names.text("so.h99.example", "v=spf1 ip4:192.0.2.1 -all")
    names.text("k1._domainkey.so.h99.example", record_text(key))
    signed = sign(MESSAGE, domain="so.h99.example", selector="k1", pem=key)
    stranger = Came("203.0.113.9", "x.example", "x@x.example")
    assert judged(names).proves("so.h99.example")
    assert judged(names, signed, stranger).proves("so.h99.example")
    assert not judged(names, came=stranger).proves("so.h99.example")
    two = b"From: b@x.example\r\n" + signed
    assert not judged(names, two, stranger).proves("so.h99.example")


def test_a_strict_domain_takes_no_relative(published, key):
    published.text("_dmarc.so.h99.example", "v=DMARC1; p=reject; adkim=s; aspf=s")
    signed = sign(MESSAGE, domain="h99.example", selector="k1", pem=key)
    found = judged(published, signed, Came("203.0.113.9", "x.example", "x@x.example"))
    assert (found.dmarc, found.policy) == ("fail", "reject")


def test_a_domain_with_a_hyphen_or_in_another_alphabet_is_read_whole(names):
    for domain in ("xa-ba-vi.example", "xn--xbav-goa1d.example"):
        names.text(domain, "v=spf1 ip4:192.0.2.1 -all")
        names.text(f"_dmarc.{domain}", "v=DMARC1; p=reject; aspf=s")
        data = MESSAGE.replace(b"so.h99.example", domain.encode())
        found = judged(names, data, Came("192.0.2.1", "mx.example", f"an@{domain}"))
        assert (found.dmarc, found.from_domain) == ("pass", domain)


def test_two_agencies_under_a_public_suffix_do_not_speak_for_each_other(names):
    names.text("a.gov.vn", "v=spf1 ip4:192.0.2.1 -all")
    names.text("_dmarc.b.gov.vn", "v=DMARC1; p=reject")
    data = MESSAGE.replace(b"so.h99.example", b"b.gov.vn")
    assert judged(names, data, Came("192.0.2.1", "a.gov.vn", "an@a.gov.vn")).dmarc == "fail"


@pytest.mark.parametrize(
    ("record", "policy"),
    [
        ("v=DMARC1; p=none", "none"),
        ("v=DMARC1; p=nonsense; rua=mailto:d@h99.example", "none"),
        ("v=DMARC1; p=nonsense", None),
        ("v=DMARC12; p=reject", None),
        ("v=DMARC1; P = Reject ; pct=20", "reject"),
    ],
)
def test_what_a_domain_may_publish(names, record, policy):
    names.text("_dmarc.so.h99.example", record)
    found = judged(names)
    assert (found.dmarc, found.policy) == (("fail", policy) if policy else ("none", ""))


def test_two_records_are_none(names):
    names.put("_dmarc.so.h99.example", "TXT", '"v=DMARC1; p=none"', '"v=DMARC1; p=reject"')
    assert judged(names).dmarc == "none"


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 a:mx.h99.example -all", "pass"),
        ("v=spf1 include:other.example -all", "pass"),
        ("v=spf1 include:so.h99.example -all", "permerror"),
        ("v=spf1 redirect=nobody.example", "permerror"),
        ("v=spf1 nonsense", "permerror"),
        ("v=spf1 a:a1.example a:a2.example a:a3.example -all", "permerror"),
        ("v=spf1 exists:%{l}.%{d}.%{i} -all", "fail"),
    ],
)
def test_the_words_of_spf(names, record, result):
    names.text("so.h99.example", record)
    names.put("so.h99.example", "MX", "10 mx.h99.example.")
    names.put("mx.h99.example", "A", "192.0.2.1")
    names.text("other.example", "v=spf1 ip4:192.0.2.0/24 -all")
    assert judged(names).spf == result


def test_the_null_sender_is_known_by_its_greeting(names):
    names.text("mx.h99.example", "v=spf1 ip4:192.0.2.1 -all")
    found = judged(names, came=Came("192.0.2.1", "mx.h99.example", ""))
    assert (found.spf, found.spf_domain) == ("pass", "mx.h99.example")


def test_an_ipv6_machine(names):
    names.text("so.h99.example", "v=spf1 ip6:2001:db8::/32 -all")
    assert judged(names, came=Came("2001:db8::5", "x.example", "an@so.h99.example")).spf == "pass"


def test_dns_that_does_not_answer_is_no_verdict_and_takes_no_longer_than_allowed(published):
    for name in ("so.h99.example", "_dmarc.so.h99.example"):
        published.faults[name] = None
    started = time.monotonic()
    found = judge(MESSAGE, CAME, resolver=published.resolver(), seconds=0.3)
    assert (found.spf, found.dmarc) == ("temperror", "temperror")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: no sender\r\n",
        b"From: a@a.example\r\nFrom: b@b.example\r\n",
        b"From: a@a.example, b@b.example\r\n",
        b"From: nobody\r\n",
        b"From: \xff\xfe <\r\n",
        b"From: " + b"(" * 5000 + b"\r\n",
        b"From: =?utf-8?q?a=40a.example?=\r\n",
    ],
)
def test_a_message_without_one_sender_proves_nothing(names, head):
    found = judged(names, head + b"\r\nText\r\n")
    assert (found.from_domain, found.dmarc) == ("", "permerror")


def test_the_name_of_a_sender_is_not_its_address():
    assert from_domain(b'From: "ceo@h99.example" <x@evil.example>\r\n\r\n') == "evil.example"


def test_a_verdict_is_plain_data_and_comes_back(published, key):
    found = judged(published, sign(MESSAGE, domain="h99.example", selector="k1", pem=key))
    assert Verdict.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_our_header_cannot_be_written_by_a_sender(published):
    came = Came("192.0.2.1", "mx; dkim=pass", 'a"; dmarc=pass\r\nX: y@so.h99.example')
    value = results_header(judged(published, came=came), own_id="mx.h99.example", came=came)
    claims = [line.strip().partition(" ")[0] for line in value.split(";")]
    assert claims == ["mx.h99.example", "spf=pass", "dkim=none", "dmarc=pass", "arc=none"]
    assert value.startswith("mx.h99.example;\r\n\tspf=")
    assert all(line.startswith("\t") for line in value.split("\r\n")[1:])


def test_claims_of_others_in_our_name_are_taken_away():
    head = (
        b"Authentication-Results: mx.h99.example; dmarc=pass\r\n"
        b'Authentication-results : (it (is) us) "MX.h99.example" 1;\r\n\tspf=pass\r\n'
        b"Authentication-Results: other.example; spf=fail\r\n"
        b"Subject: Hello\r\nAuthentication-Results: mx.h99.example"
    )
    cleaned = without_claims(head + b"\r\n\r\nBody\r\n", own_id="mx.h99.example")
    assert cleaned == (
        b"Authentication-Results: other.example; spf=fail\r\nSubject: Hello\r\n\r\nBody\r\n"
    )


def test_a_message_without_claims_stays_as_it_is():
    assert without_claims(MESSAGE, own_id="mx.h99.example") == MESSAGE
    assert verdicts.without_claims(b"no header at all", own_id="x") == b"no header at all"
