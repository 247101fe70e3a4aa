"""Letters leave by SMTP: what each recipient is told, and what a server is never asked for."""

import hashlib
import socket
import time
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from mail.wire import connection
from mail.wire.answers import xtext, xtext_address
from mail.wire.client import NotReached, deliver, open_line
from mail.wire.dialing import Dialing
from mail.wire.hops import Hop, Letter, Login, Outcome, Tls, Wanted
from office.config import Settings
from tests.mail import sink

PLAIN = b"From: an@h99.example\r\nSubject: Hello\r\n\r\nText.\r\n.dotted\r\n"


def letter(*recipients, data=PLAIN, sender="an@h99.example", **words):
    wanted = tuple(Wanted(one) if isinstance(one, str) else one for one in recipients)
    return Letter(sender, wanted or (Wanted("binh@b.example"),), data, **words)


def dial(hop):
    return socket.create_connection(("127.0.0.1", hop.port), 5)


def sent(server, *letters, **words):
    hops = [Hop("mx.example", server.port, **words)]
    return list(deliver(hops, letters, own_name="h99.example", dial=dial))


def only(deliveries):
    [delivery] = deliveries
    [said] = delivery.said.values()
    return said


@pytest.fixture
def server():
    with sink.running("SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN") as running:
        yield running


def test_a_letter_arrives_as_it_was_and_every_recipient_is_told(server):
    server.answers["RCPT TO:<gone@b.example>"] = "550 5.1.1 Nobody\x07 here"
    server.answers["RCPT TO:<full@b.example>"] = "452 4.2.2 Full"
    [delivery] = sent(server, letter("binh@b.example", "gone@b.example", "full@b.example"))
    told = {name: (said.outcome, said.enhanced) for name, said in delivery.said.items()}
    assert told == {
        "binh@b.example": (Outcome.TAKEN, "2.0.0"),
        "gone@b.example": (Outcome.REFUSED, "5.1.1"),
        "full@b.example": (Outcome.LATER, "4.2.2"),
    }
    assert delivery.said["gone@b.example"].text == "Nobody? here"
    assert server.messages == [PLAIN]


def test_many_letters_share_one_line(server):
    assert [d.said["binh@b.example"].code for d in sent(server, *[letter()] * 5)] == [250] * 5
    assert len(server.talks) == 1


def test_only_what_is_offered_is_asked_for(server):
    plain = letter(
        Wanted("binh@b.example", ("SUCCESS", "FAILURE"), "bình@b.example"),
        returned="HDRS",
        envelope_id="a+b c",
    )
    sent(server, plain)
    assert server.heard("MAIL")[0] == (
        f"MAIL FROM:<an@h99.example> SIZE={len(PLAIN)} RET=HDRS ENVID=a+2Bb+20c"
    )
    assert server.heard("RCPT")[0] == (
        "RCPT TO:<binh@b.example> NOTIFY=SUCCESS,FAILURE ORCPT=utf-8;b\\x{EC}nh@b.example"
    )
    server.offers.clear()
    said = only(sent(server, plain))
    assert (server.heard("MAIL")[1], said.reports) == ("MAIL FROM:<an@h99.example>", False)
    assert server.heard("RCPT")[1] == "RCPT TO:<binh@b.example>"


def test_eight_bits_are_announced_or_not_sent(server):
    eight = letter(data=PLAIN + "Tiếng Việt\r\n".encode())
    sent(server, eight)
    assert "BODY=8BITMIME" in server.heard("MAIL")[0]
    server.offers.remove("8BITMIME")
    assert (only(sent(server, eight)).enhanced, len(server.messages)) == ("5.6.3", 1)


def test_unicode_addresses_are_sent_as_they_are_or_refused_without_a_downgrade(server):
    said = only(sent(server, letter("bình@xãbavì.example")))
    assert said.outcome is Outcome.TAKEN
    assert server.heard("RCPT") == ["RCPT TO:<bình@xn--xbav-goa1d.example>"]
    assert " SMTPUTF8 " in server.heard("MAIL")[0]
    server.offers.remove("SMTPUTF8")
    [delivery] = sent(server, letter("bình@b.example", "an@b.example"))
    assert delivery.said["bình@b.example"].enhanced == "5.6.7"
    assert delivery.said["an@b.example"].outcome is Outcome.TAKEN
    header = PLAIN.replace(b"Hello", "Chào".encode())
    assert only(sent(server, letter(data=header))).enhanced == "5.6.7"


def test_what_is_too_large_is_refused_before_it_is_sent(server):
    said = only(sent(server, letter(data=PLAIN + b"x" * 2000)))
    assert (said.outcome, said.enhanced, server.heard("MAIL")) == (Outcome.REFUSED, "5.3.4", [])


@pytest.mark.parametrize(
    "hostile", [b"\n.\r\nMAIL FROM:<evil@x.example>\r\n", b"a\rb\r\n", b"\r\n.\n"]
)
def test_a_message_with_bare_line_ends_never_leaves(server, hostile):
    said = only(sent(server, letter(data=PLAIN + hostile)))
    assert (said.enhanced, server.messages, server.heard("MAIL")) == ("5.6.11", [], [])


@pytest.mark.parametrize(
    "address", ["a>\r\nRSET@b.example", "a@b.example> NOTIFY=NEVER", "<>@b", "", "x@"]
)
def test_an_address_cannot_speak_smtp(server, address):
    said = only(sent(server, letter(address)))
    assert (said.outcome, server.heard("RCPT"), server.heard("RSET")) == (Outcome.REFUSED, [], [])


def test_the_null_sender_is_an_empty_path(server):
    sent(server, letter(sender=""))
    assert server.heard("MAIL")[0].startswith("MAIL FROM:<> ")


@pytest.mark.parametrize(
    ("beginning", "answer", "outcome"),
    [
        ("MAIL", "550 5.7.1 Not you", Outcome.REFUSED),
        ("MAIL", "451 4.3.0 Later", Outcome.LATER),
        ("RCPT", "421 4.3.2 Closing", Outcome.LATER),
        ("RCPT", "HANG UP", Outcome.LATER),
        ("RCPT", "nonsense", Outcome.LATER),
        ("DATA", "554 5.5.1 No data", Outcome.REFUSED),
        ("END", "552 5.3.4 Too large", Outcome.REFUSED),
        ("END", "450 4.0.0 Later", Outcome.LATER),
        ("END", "HANG UP", Outcome.LATER),
        ("GREETING", "554 5.3.2 No", Outcome.LATER),
    ],
)
def test_each_word_of_a_server_has_its_outcome(server, beginning, answer, outcome):
    server.answers[beginning] = answer
    assert only(sent(server, letter())).outcome is outcome
    assert server.messages == []


def test_a_line_that_broke_is_opened_anew_for_the_next_letter(server):
    server.answers["RCPT TO:<bad@b.example>"] = "421 4.7.0 Bye"
    deliveries = sent(server, letter("bad@b.example"), letter())
    assert [next(iter(one.said.values())).outcome for one in deliveries] == ["later", "taken"]
    assert len(server.talks) == 2


def test_the_next_host_is_asked_when_the_first_is_not_there(server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hops = [Hop("first.example", closed.getsockname()[1]), Hop("second.example", server.port)]
        said = only(deliver(hops, [letter()], own_name="h99.example", dial=dial))
    assert (said.outcome, said.host) == (Outcome.TAKEN, "second.example")


def test_a_destination_that_is_not_there_rests(server):
    server.answers["GREETING"] = "421 4.3.2 Resting"
    deliveries = sent(server, *[letter()] * 3)
    assert [one.said["binh@b.example"].enhanced for one in deliveries] == ["4.3.2"] * 3
    assert len(server.talks) == 1
    nowhere = only(deliver([], [letter()], own_name="h99.example", dial=dial))
    assert nowhere.outcome is Outcome.LATER


def test_who_we_are_is_our_own_affair_and_never_a_refusal(server):
    server.offers.append("AUTH PLAIN")
    server.answers["AUTH"] = "535 5.7.8 Wrong"
    said = only(sent(server, letter(), login=Login("h99", "word"), tls=Tls.NONE))
    assert (said.outcome, said.code) == (Outcome.LATER, 535)


def test_reports_write_what_is_not_plain():
    assert xtext("a=b+c\r\n") == "a+3Db+2Bc+0D+0A"
    assert xtext_address("a+b@c.example") == "rfc822;a+2Bb@c.example"


# --------------------------------------------------------------------------------- TLS


@pytest.fixture
def certificate(tmp_path):
    return sink.write_certificate(tmp_path / "server.pem", "mx.example")


@pytest.fixture
def private(certificate):
    with sink.running("STARTTLS", certificate=certificate) as running:
        yield running


def test_what_is_offered_is_taken_without_proof(private):
    [delivery] = sent(private, letter())
    assert delivery.said["binh@b.example"].tls.startswith("TLSv1.3")
    assert [(one.address, one.fault) for one in delivery.attempts] == [("127.0.0.1", "")]


def test_a_policy_asks_for_a_proof(private, certificate, monkeypatch):
    [delivery] = sent(private, letter(), tls=Tls.MUST)
    assert delivery.said["binh@b.example"].outcome is Outcome.LATER
    assert [one.fault for one in delivery.attempts] == ["certificate-not-trusted"]
    assert private.messages == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert only(sent(private, letter(), tls=Tls.MUST)).tls.endswith("verified")


def test_a_proof_for_another_name_is_none(private, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    hops = [Hop("other.example", private.port, tls=Tls.MUST)]
    [delivery] = deliver(hops, [letter()], own_name="h99.example", dial=dial)
    assert [one.fault for one in delivery.attempts] == ["certificate-host-mismatch"]


def test_a_policy_is_not_talked_down(server):
    [delivery] = sent(server, letter(), tls=Tls.MUST)
    assert [one.fault for one in delivery.attempts] == ["starttls-not-supported"]
    assert (server.messages, delivery.said["binh@b.example"].outcome) == ([], Outcome.LATER)


def test_broken_tls_that_nobody_asked_for_is_done_without():
    with sink.running("STARTTLS") as broken:
        broken.answers["STARTTLS"] = "220 go on\r\nthis is not TLS at all and never was"
        [delivery] = sent(broken, letter())
    assert delivery.said["binh@b.example"].tls == ""
    assert delivery.attempts[0].fault == "validation-failure"
    assert len(broken.messages) == 1


def key_of(path, selector, digest):
    found = x509.load_pem_x509_certificate(path.read_bytes())
    public = found.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    whole = found.public_bytes(serialization.Encoding.DER)
    return (3, selector, digest, [whole, public][selector])


def test_a_host_proves_itself_by_the_key_that_dns_names(private, certificate):
    usage, part, _digest, public = key_of(certificate, 1, 0)
    named = (usage, part, 1, hashlib.sha256(public).digest())
    for key in (named, key_of(certificate, 0, 0)):
        said = only(sent(private, letter(), tls=Tls.PINNED, keys=(key,)))
        assert said.tls.endswith("verified")
    [delivery] = sent(private, letter(), tls=Tls.PINNED, keys=((3, 1, 1, b"x" * 32),))
    assert delivery.said["binh@b.example"].outcome is Outcome.LATER
    assert [one.fault for one in delivery.attempts] == ["validation-failure"]
    assert len(private.messages) == 2


def test_a_refused_starttls_that_nobody_asked_for_is_done_without(private):
    private.answers["STARTTLS"] = "454 4.7.0 Not now"
    [delivery] = sent(private, letter())
    assert delivery.said["binh@b.example"].outcome is Outcome.TAKEN
    assert [one.fault for one in delivery.attempts] == ["starttls-not-supported"]


@pytest.mark.parametrize("offers", [["AUTH PLAIN"], ["AUTH PLAIN", "STARTTLS"]])
def test_a_secret_is_not_told_on_a_line_that_everybody_can_read(server, offers):
    server.offers += offers
    server.answers["STARTTLS"] = "454 4.7.0 Not now"
    said = only(sent(server, letter(), login=Login("h99", "word")))
    assert (said.outcome, server.heard("AUTH"), server.messages) == (Outcome.LATER, [], [])


@pytest.mark.parametrize("beginning", ["EHLO", "RCPT", "END"])
def test_a_reply_that_never_ends_does(server, monkeypatch, beginning):
    monkeypatch.setattr(connection, "REPLY", 0.2)
    server.answers[beginning] = "DRIP"
    started = time.monotonic()
    assert only(sent(server, letter())).outcome is Outcome.LATER
    assert time.monotonic() - started < 2


# ---------------------------------------------------------------------------- the gate


def test_a_host_on_a_private_address_is_not_called(house, names, server):
    names.put("mx.example", "A", "127.0.0.1")
    call = Dialing(names.resolver())
    with pytest.raises(NotReached, match="not configured for mx"):
        open_line(Hop("mx.example", server.port), own_name="h99.example", dial=call)
    assert server.talks == []


def test_a_host_the_operator_listed_is_called(house, names, server, monkeypatch):
    settings = Settings(allowed_fetch=(f"127.0.0.1:{server.port}",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    names.put("mx.example", "A", "127.0.0.1")
    call = Dialing(names.resolver())
    open_line(Hop("mx.example", server.port), own_name="h99.example", dial=call).quit()
    assert server.talks == [["ehlo h99.example", "quit"]]


def test_a_host_without_an_address_is_told_so(house, names):
    line = partial(open_line, Hop("mx.example"), own_name="h99.example")
    with pytest.raises(NotReached, match="no address"):
        line(dial=Dialing(names.resolver()))
