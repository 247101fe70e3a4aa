"""What an agency publishes, and what of it the world can see."""

import dns.rcode
import pytest

from mail.wire.dkim import make_key, record_text
from mail.wire.records import Purpose, Sending, Standing, check, wanted

SENDING = Sending(
    domain="h99.example",
    mail_host="mx.h99.example",
    addresses=("192.0.2.1", "2001:db8::1"),
    relay="relay.example",
    keys=(("k1", record_text(make_key())),),
    reports_to="bao-cao@h99.example",
    policy="quarantine",
    sts_id="20261102",
)


def published(names):
    for record in wanted(SENDING):
        if record.kind == "TXT":
            names.text(record.name, record.value)
        else:
            names.put(record.name, record.kind, f"{record.value}.")


def standings(names):
    return {one.record.purpose: one.standing for one in check(SENDING, names.resolver())}


def test_what_is_to_be_published():
    values = {one.purpose: one.value for one in wanted(SENDING)}
    assert (
        values[Purpose.SPF] == "v=spf1 mx ip4:192.0.2.1 ip6:2001:db8::1 include:relay.example -all"
    )
    assert values[Purpose.DMARC] == "v=DMARC1; p=quarantine; rua=mailto:bao-cao@h99.example"
    assert set(values) == set(Purpose) - {Purpose.PROOF}, "what is proved needs no proof"
    few = {one.purpose for one in wanted(Sending("h99.example", "mx.h99.example"))}
    assert few == {Purpose.MX, Purpose.SPF, Purpose.DMARC}


def test_a_long_key_is_written_in_pieces():
    [key] = [one for one in wanted(SENDING) if one.purpose is Purpose.DKIM]
    pieces = key.zone_line.partition(" IN TXT ")[2].split('" "')
    assert len(pieces) == 2
    assert "".join(piece.strip('"') for piece in pieces) == key.value
    [mx] = [one for one in wanted(SENDING) if one.purpose is Purpose.MX]
    assert mx.zone_line == "h99.example. IN MX 10 mx.h99.example."


def test_what_is_published_is_seen(names):
    published(names)
    assert set(standings(names).values()) == {Standing.SEEN}


def test_nothing_is_published_yet(names):
    assert set(standings(names).values()) == {Standing.MISSING}


@pytest.mark.parametrize(
    ("name", "text", "purpose", "standing"),
    [
        ("h99.example", "v=spf1 ip4:192.0.2.1 -all", Purpose.SPF, Standing.OTHER),
        (
            "h99.example",
            "v=spf1 a mx ip4:192.0.2.1 ip6:2001:db8::1 include:relay.example -all",
            Purpose.SPF,
            Standing.SEEN,
        ),
        ("h99.example", "some-proof=1", Purpose.SPF, Standing.MISSING),
        ("_dmarc.h99.example", "v=DMARC1; p=none", Purpose.DMARC, Standing.OTHER),
        ("k1._domainkey.h99.example", "v=DKIM1; p=", Purpose.DKIM, Standing.OTHER),
    ],
)
def test_other_words_in_its_place(names, name, text, purpose, standing):
    published(names)
    names.text(name, text)
    assert standings(names)[purpose] is standing


def test_two_spf_records_are_a_fault(names):
    published(names)
    [spf] = [one for one in wanted(SENDING) if one.purpose is Purpose.SPF]
    names.put("h99.example", "TXT", f'"{spf.value}"', '"v=spf1 -all"')
    assert standings(names)[Purpose.SPF] is Standing.OTHER


def test_dns_that_is_sick_says_nothing(names):
    names.faults["h99.example"] = dns.rcode.SERVFAIL
    assert standings(names)[Purpose.MX] is Standing.UNKNOWN


def test_the_host_of_the_promise_may_be_named_or_be_the_same_machine(names):
    sending = Sending("h99.example", "mx.h99.example", sts_id="1", web_host="vp.h99.example")
    [line] = [one for one in wanted(sending) if one.kind == "CNAME"]
    assert line.zone_line == "mta-sts.h99.example. IN CNAME vp.h99.example."
    names.put("vp.h99.example", "A", "192.0.2.9")
    names.put("vp.h99.example", "AAAA")

    def standing():
        return next(one.standing for one in check(sending, names.resolver()) if one.record == line)

    assert standing() is Standing.MISSING
    names.put("mta-sts.h99.example", "AAAA")
    names.put("mta-sts.h99.example", "A", "192.0.2.8")
    assert standing() is Standing.OTHER
    names.put("mta-sts.h99.example", "A", "192.0.2.9")
    assert standing() is Standing.SEEN
