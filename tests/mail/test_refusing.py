"""Who is refused hears so before his mail is read, and who is let in goes before every refusal."""

from datetime import timedelta

import pytest
import time_machine

from mail import operations
from mail.cli import suite as suites
from mail.cli.suite import Suite
from mail.models import SenderKind
from mail.operations import Stand
from mail.operations.refusing import read_sender
from mail.smtp import answers
from mail.smtp.house import WELCOME, Asker
from mail.wire.blocklists import Blocklists
from office import clock
from office.errors import Invalid
from tests.documents.pages import Reader
from tests.mail import dns_server
from tests.mail.post import DOMAIN, post_office

PEER = "203.0.113.5"
ANN = "ann@bad.example"


@pytest.fixture
def suite(house, monkeypatch):
    monkeypatch.setattr(suites, "LOOKS_EVERY", -1.0)
    return Suite(house)


def refused(suite, sender=ANN, peer=PEER):
    return suite.refuses(sender, Asker("mx", peer, None, sender)).refusal


def stand(mail, sender, **more):
    return operations.refuse_sender(Stand(sender, "Thư rác", **more), by=mail.admin)


@pytest.mark.parametrize(
    ("typed", "kind", "sender"),
    [
        ("Ann@BAD.example", SenderKind.ADDRESS, "ann@bad.example"),
        ("@bad.example.", SenderKind.DOMAIN, "bad.example"),
        ("xãbavì.example", SenderKind.DOMAIN, "xn--xbav-goa1d.example"),
        ("203.0.113.77/24", SenderKind.NETWORK, "203.0.113.0/24"),
        ("2001:db8::1", SenderKind.NETWORK, "2001:db8::1/128"),
    ],
)
def test_what_is_typed_is_understood(mail, typed, kind, sender):
    assert read_sender(typed) == (kind, sender)


@pytest.mark.parametrize(
    "typed", ["", "spam", "a b", "0.0.0.0/0", "127.0.0.1", DOMAIN, f"a@{DOMAIN}"]
)
def test_what_would_shut_out_the_world_or_ourselves_is_not_taken(mail, typed):
    with pytest.raises(Invalid):
        stand(mail, typed)


def test_a_sender_is_refused_at_once_and_until_its_day(mail, suite):
    assert refused(suite) is None
    until = clock.now() + timedelta(days=2)
    row = stand(mail, "bad.example", until=until)
    assert refused(suite) == answers.SENDER_REFUSED
    assert refused(suite, "bob@deep.bad.example") == answers.SENDER_REFUSED
    assert refused(suite, "ann@notbad.example") is None
    with pytest.raises(Invalid):
        stand(mail, "BAD.example")
    with time_machine.travel(until + timedelta(seconds=1)):
        assert refused(suite) is None
    operations.end_refusal(row, by=mail.admin)
    assert refused(suite) is None


def test_a_network_is_turned_away_at_the_door_unless_somebody_there_is_let_in(mail, suite):
    stand(mail, "203.0.113.0/24")
    assert suite.blocked(PEER)
    assert suite.blocked(f"::ffff:{PEER}")
    assert not suite.blocked("203.0.112.5")
    stand(mail, "ann@bad.example", is_allowed=True)
    assert not suite.blocked(PEER)
    assert refused(suite, "bob@bad.example") == answers.SENDER_REFUSED
    assert refused(suite) is None


def test_an_agency_refuses_for_its_own_receivers_only(mail, suite):
    post_office(name="stc.lamgiang.example", parts=("leader",), code="H99.2", symbol="STC")
    stand(mail, "bad.example")
    assert refused(suite) is None
    asker = Asker("mx", PEER, None, ANN)
    assert suite.recipient(f"leader@{DOMAIN}", asker).refusal == answers.SENDER_REFUSED
    assert suite.recipient("leader@stc.lamgiang.example", asker) == WELCOME
    assert suite.recipient(f"leader@{DOMAIN}", Asker("lmtp", "", None, ANN)) == WELCOME


def test_the_page_makes_and_ends_entries(house, mail):
    admin = Reader(house, mail.admin)
    typed = {"sender": "203.0.113.0/24", "reason": "Thư rác", "until": "2099-01-31"}
    assert admin.post("/mail-keep/refusals", **typed) == "/mail-keep/refusals"
    shown = admin.get("/mail-keep/refusals?q=113")
    assert "203.0.113.0/24" in shown
    assert "31/01/2099" not in shown  # to the end of that day, in local time
    assert (
        "in force"
        in admin.post("/mail-keep/refusals", status=422, sender="0.0.0.0/0", reason="x").lower()
    )


def test_a_public_list_marks_and_a_dead_one_rests(house):
    with dns_server.running() as names:
        names.put("5.113.0.8.mau.example", "A", "127.0.0.2")
        names.put("9.113.0.8.mau.example", "A", "127.255.255.254")
        names.faults["5.113.0.8.chet.example"] = None
        lists = Blocklists(("chet.example", "mau.example"), names.resolver())
        assert lists.listing("8.0.113.5") == "mau.example"
        assert list(lists.resting) == ["chet.example"]
        assert lists.listing("8.0.113.9") == ""
        assert lists.listing("192.168.1.1") == ""
        asked = [name for name, _kind in names.asked if name.startswith("9.")]
        assert asked == ["9.113.0.8.mau.example"]
