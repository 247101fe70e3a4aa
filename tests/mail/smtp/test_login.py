"""AUTH: where it is offered, what a wrong password costs, and that nobody else waits."""

import base64
import smtplib
import ssl
import subprocess
import threading
import time

import pytest

from mail.smtp.failures import SharedFailures
from mail.smtp.gate import Caps, Gate, net_of
from tests.mail.smtp import harness
from tests.needs import needs

MAIL = "Subject: hello\r\n\r\nbody\r\n"


def trusting():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


def sealed(smtp):
    port = smtp.port("submissions")
    return smtplib.SMTP_SSL("127.0.0.1", port, local_hostname="me.test", context=trusting())


@pytest.fixture
def fresh(tmp_path, pair):
    with harness.running(tmp_path, tls=pair) as made:
        yield made


def test_port_25_offers_no_login(smtp):
    with smtp.talk() as talk:
        assert b"AUTH" not in talk.say("EHLO me.test")
        assert talk.say("AUTH PLAIN AGEAcmlnaHQ=").startswith(b"502")


def test_port_587_wants_tls_first(smtp):
    with smtp.talk("submission") as talk:
        assert b"AUTH" not in talk.say("EHLO me.test")
        assert talk.say("AUTH PLAIN AGEAcmlnaHQ=").startswith(b"530 5.7.0")
        assert talk.say("MAIL FROM:<a@ours.test>").startswith(b"530 5.7.0")
    client = smtplib.SMTP("127.0.0.1", smtp.port("submission"), local_hostname="me.test")
    client.starttls(context=trusting())
    client.ehlo()
    assert client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
    assert client.docmd("MAIL", "FROM:<a@ours.test>")[0] == 530
    client.login("clerk", "right")
    client.sendmail("clerk@ours.test", ["far@away.test"], MAIL)
    client.quit()
    [(mail, _content)] = smtp.mails()
    assert (mail.head.listener, mail.head.auth_user) == ("submission", "account-clerk")
    assert smtp.house.asked[-1][1].login.name == "clerk"


def test_port_465_offers_it_at_once(smtp):
    with sealed(smtp) as client:
        client.ehlo()
        assert client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
        assert "starttls" not in client.esmtp_features
        client.user, client.password = "clerk", "right"
        assert client.auth("LOGIN", client.auth_login)[0] == 235
        assert client.docmd("MAIL", "FROM:<other@ours.test>") == (
            553,
            b"5.7.1 This login may not send from that address",
        )
        client.sendmail("clerk@ours.test", ["far@away.test"], MAIL)
    assert len(smtp.mails()) == 1


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("CRAM-MD5", 504),
        ("PLAIN !!!", 501),
        (f"PLAIN {base64.b64encode(b'no separators').decode()}", 501),
        (f"PLAIN {base64.b64encode(bytes([0, 255, 0, 1])).decode()}", 501),
        ("PLAIN", 334),
    ],
)
def test_a_login_is_read_strictly(smtp, argument, code):
    with sealed(smtp) as client:
        client.ehlo()
        assert client.docmd("AUTH", argument)[0] == code
        if code == 334:
            assert client.docmd("*")[0] == 501


def test_three_failures_close_and_five_lock(fresh):
    for attempt in range(2):
        client = sealed(fresh)
        client.ehlo()
        wrong = "PLAIN " + _plain("clerk", "wrong")
        codes = [client.docmd("AUTH", wrong)[0] for _ in range(3 - attempt)]
        assert codes == ([535, 535, 421] if attempt == 0 else [535, 535])
        client.close()
    with sealed(fresh) as client:
        client.ehlo()
        assert client.docmd("AUTH", "PLAIN " + _plain("clerk", "right"))[0] == 454
        assert client.docmd("AUTH", "PLAIN " + _plain("other", "right"))[0] == 235
    assert fresh.house.locked == ["clerk"], "the house hears of it once"


def _plain(name, password):
    return base64.b64encode(f"\0{name}\0{password}".encode()).decode()


def test_nobody_writes_in_anothers_name_whatever_his_envelope_says(fresh):
    with sealed(fresh) as client:
        client.login("clerk", "right")
        forged = f"From: boss@ours.test\r\n{MAIL}"
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("clerk@ours.test", ["far@away.test"], forged)
        assert refused.value.smtp_code == 553
        assert fresh.mails() == []
        client.sendmail("clerk@ours.test", ["far@away.test"], MAIL)
    assert len(fresh.mails()) == 1


def test_a_login_writes_to_so_many_a_day(fresh):
    fresh.house.most = 2
    with sealed(fresh) as client:
        client.login("clerk", "right")
        client.docmd("MAIL", "FROM:<clerk@ours.test>")
        codes = [client.docmd("RCPT", f"TO:<a{number}@far.test>")[0] for number in range(3)]
        assert codes == [250, 250, 450]
        assert client.data(MAIL)[0] == 250
        with pytest.raises(smtplib.SMTPDataError, match="too many addresses") as refused:
            client.sendmail("clerk@ours.test", ["far@away.test"], MAIL)
    assert refused.value.smtp_code == 450
    assert len(fresh.mails()) == 1


def test_a_slow_password_check_holds_nobody_up(fresh):
    fresh.house.slow.clear()
    with sealed(fresh) as client:
        client.ehlo()
        waiting = threading.Thread(target=client.docmd, args=("AUTH", "PLAIN " + _plain("a", "b")))
        waiting.start()
        with fresh.talk() as talk:
            began = time.perf_counter()
            for _ in range(20):
                talk.say("NOOP")
            assert time.perf_counter() - began < 1.0
        assert waiting.is_alive()
        fresh.house.slow.set()
        waiting.join()


def test_a_house_that_is_down_is_no_wrong_password(fresh):
    fresh.house.down = True
    with sealed(fresh) as client:
        client.ehlo()
        for _ in range(6):
            assert client.docmd("AUTH", "PLAIN " + _plain("clerk", "right"))[0] == 454
        fresh.house.down = False
        assert client.docmd("AUTH", "PLAIN " + _plain("clerk", "right"))[0] == 235


@needs("swaks")
@pytest.mark.parametrize("words", ["", "-tls", "-tlsc", "-pipeline", "-f <>"])
def test_swaks_delivers(smtp, words):
    if words == "-tlsc":
        port, more = smtp.port("submissions"), ["-f", "clerk@ours.test", "-au", "clerk"]
        more += ["-ap", "right", "-a", "LOGIN"]
    else:
        port, more = smtp.port(), ["-f", "out@side.test"]
    command = ["swaks", "-s", f"127.0.0.1:{port}", "-t", "box@ours.test", *more, *words.split()]
    made = subprocess.run(
        [*command, "-h", "me.test", "-n"], text=True, capture_output=True, timeout=20, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert len(smtp.mails()) == 1


# the gate itself


class Clock:
    """Goes when it is told to."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_lock_ends_and_delays_grow():
    clock = Clock()
    gate = Gate(Caps(), clock)
    delays = [gate.failed("Clerk", "198.51.100.7") for _ in range(5)]
    assert delays == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert gate.locked("clerk", "203.0.113.1"), "the account, wherever the guesser sits"
    clock.now += 901
    assert not gate.locked("clerk", "203.0.113.1")


def test_a_net_that_guesses_is_locked_as_a_whole():
    gate = Gate(Caps(failures_per_net=3), Clock())
    for number in range(3):
        gate.failed(f"person{number}", f"2001:db8::{number + 1}")
    assert gate.locked("somebody", "2001:db8::ffff")
    assert not gate.locked("somebody", "2001:db8:0:1::1")
    assert net_of("198.51.100.77") == "198.51.100.0/24"


def test_processes_of_one_folder_count_wrong_passwords_together(tmp_path):
    one, other = (Gate(Caps(), failures=SharedFailures(tmp_path / "f.db")) for _ in range(2))
    delays = [gate.failed("clerk", "198.51.100.7") for gate in (one, other, one, other, one)]
    assert delays == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert one.locked("Clerk", "203.0.113.1")
    assert other.locked("clerk", "203.0.113.1")
    later = Gate(Caps(), failures=SharedFailures(tmp_path / "f.db"))
    assert later.locked("clerk", "203.0.113.1"), "a restart frees nobody"
    other.succeeded("clerk")
    assert not one.locked("clerk", "203.0.113.1")


def test_connections_and_mails_are_counted_by_address():
    clock = Clock()
    gate = Gate(Caps(connections_per_peer=2, connections_per_minute=3, mails_per_minute=1), clock)
    assert [gate.enter("192.0.2.1") is None for _ in range(3)] == [True, True, False]
    assert gate.enter("192.0.2.2") is None
    gate.leave("192.0.2.1")
    gate.leave("192.0.2.1")
    assert gate.enter("192.0.2.1") is None
    gate.leave("192.0.2.1")
    assert gate.enter("192.0.2.1").text.startswith("Too many connections in this minute")
    clock.now += 61
    assert gate.enter("192.0.2.1") is None
    assert [gate.mail("192.0.2.1") is None for _ in range(2)] == [True, False]
