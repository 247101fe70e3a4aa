"""What ends a mail, what stays of it, and what is refused."""

import hashlib

import pytest

from mail.smtp.body import BareLineEnds
from mail.smtp.post import Limits
from tests.mail.smtp import harness

HEAD = b"Subject: x\r\nMessage-ID: <1@side.test>\r\n\r\n"
NOT_THE_END = {
    "lf dot lf": b"\n.\n",
    "cr dot cr": b"\r.\r",
    "cr dot crlf": b"\r.\r\n",
    "lf dot cr": b"\n.\r",
    "lf dot crlf": b"\n.\r\n",
    "crlf dot lf": b"\r\n.\n",
    "crlf dot cr": b"\r\n.\r",
    "cr dot lf": b"\r.\n",
    "nul before the dot": b"\r\n\0.\r\n",
    "nul after the dot": b"\r\n.\0\r\n",
}


@pytest.mark.parametrize("variant", NOT_THE_END.values(), ids=NOT_THE_END)
def test_only_crlf_dot_crlf_ends_a_mail(smtp, variant):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(HEAD + b"one" + variant + b"MAIL FROM:<smuggled@side.test>\r\n")
        talk.send(b"two\r\n.\r\n")
        expected = b"550 5.6.0" if b"\0" in variant else b"550 5.6.11"
        assert talk.hear().startswith(expected)
        assert talk.say("NOOP").startswith(b"250"), "the session goes on behind the mail"
    assert smtp.mails() == []


def test_the_right_end_ends_it(smtp):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(HEAD + b"one\r\n.\r\n")
        assert talk.hear().startswith(b"250 2.0.0")
    [(mail, content)] = smtp.mails()
    assert content == HEAD + b"one\r\n"
    assert mail.head.message_id == "<1@side.test>"
    assert mail.head.sha256 == hashlib.sha256(content).hexdigest()
    assert mail.head.mail_from == "out@side.test"
    assert mail.recipients == [{"address": "box@ours.test"}]


def test_bare_line_ends_can_be_mended_for_old_scanners(tmp_path):
    with harness.running(tmp_path, limits=Limits(bare=BareLineEnds.NORMALISE)) as smtp:
        with smtp.talk() as talk:
            talk.begin()
            talk.say("DATA")
            talk.send(b"Subject: scan\n\none\rtwo\n.\nthree\r\n.\r\n")
            assert talk.hear().startswith(b"250")
        [(_mail, content)] = smtp.mails()
        assert content == b"Subject: scan\r\n\r\none\r\ntwo\r\n.\r\nthree\r\n"


def stuffed(content):
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


TRICKY = {
    "dots": HEAD + b".\r\n..\r\n...three\r\n.one\r\n",
    "empty": b"",
    "20 kB lines": HEAD + (b"x" * 20_000 + b"\r\n") * 3,
    "long": HEAD + (b".line of a long mail\r\n" * 30_000),
    "one line of 600 kB": HEAD + b"y" * 600_000 + b"\r\n",
}


@pytest.mark.parametrize("content", TRICKY.values(), ids=TRICKY)
def test_data_and_chunks_keep_the_same_bytes(smtp, content):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(stuffed(content))
        assert talk.hear().startswith(b"250")
        talk.say("MAIL FROM:<out@side.test>", "RCPT TO:<box@ours.test>")
        cut = len(content) // 2
        for part, last in ((content[:cut], ""), (content[cut:], " LAST")):
            talk.send(f"BDAT {len(part)}{last}\r\n".encode() + part)
            assert talk.hear().startswith(b"250 2.0.0")
    (one, by_data), (two, by_chunks) = smtp.mails()
    assert by_data == by_chunks == content
    assert one.head.sha256 == two.head.sha256
    assert one.head.twin == two.head.twin, "the worker can see that it is the same mail"


def test_a_pair_of_cr_and_lf_may_be_cut_by_a_chunk(smtp):
    with smtp.talk() as talk:
        talk.begin()
        for part in (b"a: b\r", b"\n\r\nbody\r"):
            talk.send(b"BDAT %d\r\n" % len(part) + part)
            assert talk.hear().startswith(b"250")
        talk.send(b"BDAT 1 LAST\r\n\n")
        assert talk.hear().startswith(b"250")
        talk.say("MAIL FROM:<out@side.test>", "RCPT TO:<box@ours.test>")
        talk.send(b"BDAT 6 LAST\r\na: b\r\0")
        assert talk.hear().startswith(b"550 5.6")
    [(_mail, content)] = smtp.mails()
    assert content == b"a: b\r\n\r\nbody\r\n"


@pytest.mark.parametrize("before", [b"", b"x" * 400_000 + b"\r\n"], ids=["short", "on disk"])
def test_a_nul_within_a_chunk_is_refused_and_nothing_of_the_mail_is_kept(smtp, before):
    with smtp.talk() as talk:
        talk.begin()
        for part in (HEAD + before, b"one\0two\r\n", b"three\r\n"):
            talk.send(b"BDAT %d\r\n" % len(part) + part)
            expected = b"250" if part.startswith(HEAD) else b"550 5.6.0"
            assert talk.hear().startswith(expected)
        talk.send(b"BDAT 0 LAST\r\n")
        assert talk.hear().startswith(b"550 5.6.0")
        talk.begin()
        talk.send(b"BDAT %d LAST\r\n" % len(HEAD) + HEAD)
        assert talk.hear().startswith(b"250"), "the session goes on behind it"
    assert [content for _mail, content in smtp.mails()] == [HEAD]
    assert list((smtp.folder / "bodies-1").iterdir()) == []


def test_a_mail_in_pieces_of_one_byte(smtp):
    content = HEAD + b".x\r\n\r\n..\r\ny\r\n"
    with smtp.talk() as talk:
        talk.raw.setsockopt(6, 1, 1)
        talk.begin()
        talk.say("DATA")
        for byte in stuffed(content):
            talk.send(bytes([byte]))
        assert talk.hear().startswith(b"250")
    [(_mail, kept)] = smtp.mails()
    assert kept == content


def test_a_mail_that_goes_round_is_stopped(smtp):
    with smtp.talk() as talk:
        talk.begin()
        talk.say("DATA")
        talk.send(b"Received: from a by b\r\n" * 51 + b"\r\nbody\r\n.\r\n")
        assert talk.hear().startswith(b"554 5.4.6")
        talk.begin()
        talk.say("DATA")
        talk.send(b"Received: from a by b\r\n" * 50 + b"\r\nReceived: told in the text\r\n.\r\n")
        assert talk.hear().startswith(b"250")


def test_a_mail_larger_than_we_take_is_read_and_refused(tmp_path):
    with harness.running(tmp_path, limits=Limits(size=300_000)) as smtp:
        with smtp.talk() as talk:
            talk.say("EHLO me.test")
            assert talk.say("MAIL FROM:<a@b.test> SIZE=300001").startswith(b"552 5.3.4")
            talk.begin()
            talk.say("DATA")
            talk.send(b"x" * 299_999 + b"\r\n" * 100 + b".\r\n")
            assert talk.hear().startswith(b"552 5.3.4")
            assert talk.say("NOOP").startswith(b"250")
        assert not list((tmp_path / "bodies-1").iterdir())
        assert smtp.mails() == []
