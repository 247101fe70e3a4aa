"""How a session goes: offers, order, faults of ours and of the peer, and what lasts."""

import json
import os
import smtplib
import socket
import ssl
import statistics
import subprocess
import threading
import time

import pytest

from mail.smtp.gate import Caps
from mail.smtp.post import Limits
from tests.mail.smtp import harness
from tests.needs import needs

MAIL = b"Subject: hello\r\nMessage-ID: <m@side.test>\r\n\r\nbody\r\n"


def offers(talk):
    return {line[4:] for line in talk.say("EHLO me.test").decode().split("\r\n")}


def test_ehlo_is_one_packet_with_all_extensions(smtp):
    with smtp.talk() as talk:
        talk.send(b"EHLO me.test\r\n")
        packet = talk.raw.recv(4096).decode()
    assert packet.endswith("250 ENHANCEDSTATUSCODES\r\n")
    for word in ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"):
        assert f"250-{word}\r\n" in packet
    assert "250-STARTTLS" in packet
    assert "AUTH" not in packet


def test_commands_sent_together_are_answered_together(smtp):
    with smtp.talk() as talk:
        talk.say("EHLO me.test")
        talk.send(
            b"MAIL FROM:<>\r\nRCPT TO:<nobody@ours.test>\r\nRCPT TO:<box@ours.test>\r\nDATA\r\n"
        )
        codes = [talk.hear()[:3] for _ in range(4)]
        assert codes == [b"250", b"550", b"250", b"354"]
        talk.send(MAIL + b".\r\nQUIT\r\n")
        assert talk.hear().startswith(b"250 2.0.0")
        assert talk.hear().startswith(b"221")
        assert talk.ended()
    [(mail, _content)] = smtp.mails()
    assert mail.head.mail_from == ""


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["MAIL FROM:<a@b.test>"], b"503"),
        (["EHLO x", "RCPT TO:<box@ours.test>"], b"503"),
        (["EHLO x", "DATA"], b"503"),
        (["EHLO x", "MAIL FROM:<a@b.test>", "DATA"], b"503"),
        (["EHLO x", "MAIL FROM:<a@b.test>", "MAIL FROM:<a@b.test>"], b"503"),
        (["EHLO x", "MAIL FROM:<a@b.test>", "RSET", "RCPT TO:<box@ours.test>"], b"503"),
        (["HELO x", "MAIL FROM:<a@b.test> SIZE=1"], b"555"),
        (["EHLO bad name"], b"501"),
        (["EHLO x", "VRFY box"], b"252"),
        (["EHLO x", "EXPN all"], b"502"),
        (["LHLO x"], b"500"),
        (["WHAT"], b"500"),
        (["EHLO x\0"], b"500"),
        (["EHLO " + "x" * 5000], b"500"),
        (["EHLO x", "MAIL FROM:<chief@ours.test>"], b"550"),
        (["EHLO x", "MAIL FROM:<a@b.test>", "RCPT TO:<nobody@ours.test>"], b"550"),
    ],
)
def test_what_comes_at_the_wrong_time_is_refused(smtp, lines, code):
    with smtp.talk() as talk:
        assert talk.say(*lines).startswith(code)
        assert talk.say("NOOP").startswith(b"250")


def test_a_bare_line_feed_ends_no_command(smtp):
    with smtp.talk() as talk:
        talk.send(b"NOOP\n")
        assert talk.hear().startswith(b"500 5.5.2")


def test_who_only_errs_is_shown_out(smtp):
    with smtp.talk() as talk:
        for _ in range(21):
            reply = talk.say("NONSENSE")
        assert reply.startswith(b"500")
        assert talk.hear().startswith(b"421 4.7.0")
        assert talk.ended()


def test_more_recipients_than_the_door_takes_are_sent_apart(smtp):
    with smtp.talk() as talk:
        talk.begin("a@b.test", *(f"box{n}@ours.test" for n in range(100)))
        assert talk.say("RCPT TO:<one@ours.test>").startswith(b"452 4.5.3")
        talk.say("DATA")
        talk.send(MAIL + b".\r\n")
        assert talk.hear().startswith(b"250")
    assert len(smtp.mails()[0][0].recipients) == 100


def test_a_house_that_is_down_is_temporary_and_tells_nothing(smtp):
    smtp.house.down = True
    with smtp.talk() as talk:
        talk.say("EHLO me.test")
        assert talk.say("MAIL FROM:<a@new.test>") == (
            b"451 4.3.0 Temporary trouble here, try again later\r\n"
        )
        smtp.house.down = False
        assert talk.say("MAIL FROM:<a@new.test>").startswith(b"250")
        smtp.house.down = True
        assert talk.say("RCPT TO:<fresh@ours.test>").startswith(b"451 4.3.0")


def test_a_fault_inside_is_451_and_the_session_goes_on(smtp, monkeypatch):
    def broken(*_args):
        raise RuntimeError("broken at /secret/place")

    with smtp.talk() as talk:
        talk.begin()
        monkeypatch.setattr(smtp.server.post.intake, "hand_in", broken)
        talk.say("DATA")
        talk.send(MAIL + b".\r\n")
        reply = talk.hear()
        assert reply.startswith(b"451 4.3.0")
        assert b"secret" not in reply
        monkeypatch.undo()
        talk.begin()
        talk.say("DATA")
        talk.send(MAIL + b".\r\n")
        assert talk.hear().startswith(b"250")
    assert len(smtp.mails()) == 1
    assert "fault" in dict(smtp.told)


def test_a_peer_that_closes_its_half_hears_the_answer(smtp):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(MAIL + b".\r\n")
        talk.raw.shutdown(socket.SHUT_WR)
        assert talk.hear().startswith(b"250 2.0.0")
        assert talk.ended()
    assert len(smtp.mails()) == 1


def test_half_a_mail_is_no_mail(smtp, tmp_path):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(MAIL + b"x" * 400_000)
        talk.raw.shutdown(socket.SHUT_WR)
        assert talk.ended()
    assert smtp.mails() == []
    assert not list((smtp.folder / "bodies-1").iterdir())


def test_notices_asked_for_are_kept(smtp):
    client = smtplib.SMTP("127.0.0.1", smtp.port(), local_hostname="me.test")
    client.sendmail(
        "văn.thư@xãbavì.test",
        ["box@ours.test"],
        MAIL,
        mail_options=["SMTPUTF8", "BODY=8BITMIME", "RET=HDRS", "ENVID=Q1+2B"],
        rcpt_options=["NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;Old@ours.test"],
    )
    client.quit()
    [(mail, _content)] = smtp.mails()
    assert mail.options == {"body": "8BITMIME", "utf8": "yes", "ret": "HDRS", "envid": "Q1+2B"}
    assert mail.recipients == [
        {"address": "box@ours.test", "notify": "SUCCESS,FAILURE", "orcpt": "rfc822;Old@ours.test"}
    ]
    assert mail.head.mail_from == "văn.thư@xãbavì.test"


def test_lmtp_answers_for_each_recipient(smtp):
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(10)
    raw.connect(str(smtp.folder / "lmtp.sock"))
    with harness.Talk(raw) as talk:
        assert talk.say("EHLO me.test").startswith(b"500")
        assert b"SIZE 57671680" in talk.say("LHLO me.test")
        talk.say("MAIL FROM:<a@ours.test>", "RCPT TO:<one@ours.test>", "RCPT TO:<nobody@ours.test>")
        talk.say("RCPT TO:<two@ours.test>", "DATA")
        talk.send(MAIL + b".\r\n")
        assert [talk.hear()[:3] for _ in range(2)] == [b"250", b"250"]
        assert talk.say("NOOP").startswith(b"250 2.0.0 OK"), "two answers and not three"
        talk.say("MAIL FROM:<a@ours.test>", "RCPT TO:<one@ours.test>", "RCPT TO:<two@ours.test>")
        talk.say("DATA")
        talk.send(b"bare\n\r\n.\r\n")
        assert [talk.hear()[:3] for _ in range(2)] == [b"550", b"550"]


def test_a_border_server_says_whose_mail_it_brings(smtp):
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(10)
    raw.connect(str(smtp.folder / "lmtp.sock"))
    with harness.Talk(raw) as talk:
        assert b"XFORWARD NAME ADDR" in talk.say("LHLO border.test")
        assert talk.say("XFORWARD ADDR=203.0.113.9 NAME=[UNAVAILABLE]").startswith(b"250")
        assert talk.say("XFORWARD HELO=mx.far.test PROTO=ESMTP").startswith(b"250")
        for odd in ("", "ADDR", "ADDR=elsewhere", "COLOUR=red", "HELO=v\u0103n"):
            assert talk.say(f"XFORWARD {odd}".strip()).startswith(b"501"), odd
        talk.say("MAIL FROM:<a@far.test>", "RCPT TO:<one@ours.test>")
        assert talk.say("XFORWARD ADDR=203.0.113.10").startswith(b"503")
        talk.say("DATA")
        talk.send(MAIL + b".\r\n")
        assert talk.hear().startswith(b"250")
        talk.say("XFORWARD ADDR=IPV6:2001:db8::7")
        talk.say("MAIL FROM:<a@far.test>", "RCPT TO:<one@ours.test>", "DATA")
        talk.send(MAIL + b".\r\n")
        talk.hear()
        talk.say("MAIL FROM:<a@far.test>", "RCPT TO:<one@ours.test>", "DATA")
        talk.send(MAIL + b".\r\n")
        talk.hear()
    came = [(mail.head.peer, mail.head.helo) for mail, _content in smtp.mails()]
    told, without = ("203.0.113.9", "mx.far.test"), ("", "border.test")
    assert came == [told, ("2001:db8::7", "border.test"), without], "of one mail alone"
    with smtp.talk() as talk:
        talk.say("EHLO far.test")
        assert talk.say("XFORWARD ADDR=203.0.113.9").startswith(b"500"), "no stranger may"


def test_a_slow_steady_mail_outlasts_the_idle_limit(tmp_path):
    with harness.running(tmp_path, limits=Limits(idle=0.3)) as smtp, smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        for _ in range(12):
            talk.send(b"a line\r\n")
            threading.Event().wait(0.06)
        talk.send(b".\r\n")
        assert talk.hear().startswith(b"250")
        assert talk.hear().startswith(b"421 4.4.2"), "but silence is ended"
        assert talk.ended()


def test_a_mail_that_only_trickles_is_cut(tmp_path):
    limits = Limits(idle=5, rate_after=0.2, least_rate=100_000)
    with harness.running(tmp_path, limits=limits) as smtp, smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(b"a")
        assert talk.hear().startswith(b"421 4.4.2")
        assert talk.ended()


def test_a_session_does_not_last_for_ever(tmp_path):
    with harness.running(tmp_path, limits=Limits(session=0.2)) as smtp, smtp.talk() as talk:
        assert talk.hear().startswith(b"421 4.4.2")
        assert talk.ended()


def test_others_are_heard_while_a_long_mail_comes_in(smtp):
    done = threading.Event()

    def long_mail():
        with smtp.talk() as talk:
            talk.begin()
            talk.say("DATA")
            talk.send((b"x" * 70 + b"\r\n") * (20 * 2**20 // 72) + b".\r\n")
            talk.hear()
        done.set()

    waits = []
    with smtp.talk() as talk:
        thread = threading.Thread(target=long_mail)
        thread.start()
        while not done.is_set():
            began = time.perf_counter()
            talk.say("NOOP")
            waits.append(time.perf_counter() - began)
        thread.join()
    assert len(waits) > 10
    assert statistics.median(waits) < 0.15
    assert max(waits) < 1.0


def test_the_end_of_the_service_loses_no_mail_under_way(tmp_path):
    with harness.running(tmp_path) as smtp:
        with smtp.talk() as idle, smtp.talk() as talk:
            talk.begin()
            talk.say("DATA")
            smtp.loop.call_soon_threadsafe(smtp.ending.set)
            assert idle.hear().startswith(b"421 4.3.2")
            talk.send(MAIL + b".\r\n")
            assert talk.hear().startswith(b"250")
            assert talk.hear().startswith(b"421 4.3.2")
        assert len(smtp.mails()) == 1


def test_too_many_connections_are_told_so(tmp_path):
    with (
        harness.running(tmp_path, caps=Caps(connections=1)) as smtp,
        smtp.talk(),
        smtp.talk() as second,
    ):
        assert second.greeting.startswith(b"421 4.7.0")
        assert second.ended()


def test_plaintext_behind_starttls_is_forgotten(smtp):
    with smtp.talk() as talk:
        talk.say("EHLO me.test")
        talk.send(b"STARTTLS\r\nMAIL FROM:<smuggled@side.test>\r\n")
        assert talk.raw.recv(100).startswith(b"220")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(talk.raw) as sealed:
            sealed.sendall(b"RSET\r\nMAIL FROM:<a@b.test>\r\nEHLO me.test\r\n")
            heard = b""
            while b"250 ENHANCED" not in heard:
                heard += sealed.recv(4096)
    assert heard.startswith(b"250 2.0.0"), "the first answer inside is to our first command"
    assert b"503 5.5.1 Say EHLO first" in heard, "the greeting before TLS counts no more"
    assert b"STARTTLS" not in heard


@needs("openssl")
def test_starttls_with_openssl(smtp):
    command = ["openssl", "s_client", "-quiet", "-starttls", "smtp", "-crlf", "-ign_eof"]
    words = "EHLO me.test\nMAIL FROM:<a@b.test>\nRCPT TO:<box@ours.test>\nDATA\nhello\n.\nQUIT\n"
    made = subprocess.run(
        [*command, "-connect", f"127.0.0.1:{smtp.port()}"],
        check=False,
        input=words,
        text=True,
        capture_output=True,
        timeout=20,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert "250 2.0.0 OK, taken as" in made.stdout
    [(mail, content)] = smtp.mails()
    assert content == b"hello\r\n"
    assert mail.head.tls.startswith("TLSv1.")


def test_what_was_refused_is_counted_for_monitoring(smtp, tmp_path):
    post = smtp.server.post
    before = post.counts["550"]
    with smtp.talk() as talk:
        talk.say("EHLO me.test")
        talk.say("MAIL FROM:<a@far.test>")
        talk.say("RCPT TO:<nobody@ours.test>")
    post.counts_file = tmp_path / "counts-1.json"
    post.tell_counts()
    assert json.loads(post.counts_file.read_text())["550"] == before + 1
