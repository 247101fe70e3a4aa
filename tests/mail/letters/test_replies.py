"""Answers go to those who wrote, once each, and a program answers persons only."""

import time

import pytest

from mail.letters.replies import (
    bare_subject,
    forward_subject,
    is_reply,
    may_answer,
    quoted,
    reply_subject,
    reply_to_all,
    reply_to_sender,
    thread_of,
)

OWN = ["vt@h99.example", "văn.thư@xãbavì.example"]
HEAD = {
    "from": ["Bình <binh@b.example>"],
    "to": ["VT <VT@H99.example>, c@c.example", "Bình <BINH@b.example>"],
    "cc": ["c@C.example, d@d.example, =?utf-8?q?An?= <an@a.example>, broken"],
}


@pytest.mark.parametrize(
    "subject",
    [
        "Về việc",
        "Re: Về việc",
        "RE[2]: Re: Về việc",
        "Trả lời: Fwd: Về việc",
        "TL:Về  việc ",
        "Chuyển tiếp : FW: Về việc",
        "رد: Về việc",
        "Re(3)：Về việc",
    ],
)
def test_a_subject_bears_one_mark(subject):
    assert bare_subject(subject) == "Về việc"
    assert reply_subject(subject) == "Re: Về việc"
    assert forward_subject(subject) == "Fwd: Về việc"
    assert is_reply(reply_subject(subject))


@pytest.mark.parametrize("subject", ["Rest: x", "Reply", "Trả lời công văn 5", "CT-TTg: x", ""])
def test_words_that_only_look_like_a_mark_stay(subject):
    assert bare_subject(subject) == subject
    assert not is_reply(subject)


def test_a_quotation():
    assert quoted("a\r\n\r\n> b\n\n") == "> a\n>\n>> b\n"


def addresses(people):
    return [one.address for one in people]


def test_an_answer_goes_to_who_wrote():
    assert addresses(reply_to_sender(HEAD, OWN).to) == ["binh@b.example"]
    named = HEAD | {"reply-to": ["list@b.example"]}
    assert addresses(reply_to_sender(named, OWN).to) == ["list@b.example"]


def test_an_answer_to_all_leaves_oneself_and_doubles_out():
    found = reply_to_all(HEAD, OWN)
    assert addresses(found.to) == ["binh@b.example"]
    assert addresses(found.cc) == ["c@c.example", "d@d.example", "an@a.example"]


def test_an_answer_to_ones_own_letter_goes_on_to_its_readers():
    own = {"from": ["vt@h99.example"], "to": ["binh@b.example"], "cc": ["vt@H99.example"]}
    assert addresses(reply_to_all(own, OWN).to) == ["binh@b.example"]
    assert reply_to_all(own, OWN).cc == ()
    alone = {"from": ["vt@h99.example"], "to": ["vt@h99.example"]}
    assert addresses(reply_to_sender(alone, OWN).to) == ["vt@h99.example"]


def test_a_thread_keeps_its_beginning_and_its_end():
    references = " ".join(f"<{n}@b.example>" for n in range(100))
    parent, chain = thread_of({"message-id": ["<x@b.example>"], "references": [references]})
    assert parent == "<x@b.example>"
    assert (chain[0], chain[-2:], len(chain)) == (
        "<0@b.example>",
        ("<99@b.example>", "<x@b.example>"),
        21,
    )
    assert thread_of({"in-reply-to": ["<p@b.example> junk"]}) == ("", ("<p@b.example>",))


# ------------------------------------------------------------------- what programs may


def test_a_person_who_wrote_us_is_answered():
    assert may_answer(HEAD, "binh@b.example", OWN)
    assert may_answer(HEAD | {"auto-submitted": ["no (manual)"]}, "binh@b.example", OWN)
    unicode = HEAD | {"to": ["văn.thư@xn--xbav-goa1d.example"]}
    assert may_answer(unicode, "binh@b.example", OWN)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "<>",
        "MAILER-DAEMON@b.example",
        "postmaster@b.example",
        "no-reply@b.example",
        "noreply+5@b.example",
        "owner-list@b.example",
        "list-request@b.example",
        "bounces-12=a=b@b.example",
        "vt@h99.EXAMPLE",
        "nobody",
    ],
)
def test_what_is_no_person_is_not_answered(sender):
    assert not may_answer(HEAD, sender, OWN)


@pytest.mark.parametrize(
    "more",
    [
        {"auto-submitted": ["auto-replied"]},
        {"auto-submitted": ["Auto-Generated; owner-email=x"]},
        {"precedence": ["Bulk"]},
        {"precedence": ["list"]},
        {"list-id": ["<l.b.example>"]},
        {"list-unsubscribe": ["<mailto:x@b.example>"]},
        {"x-auto-response-suppress": ["DR, OOF"]},
        {"x-loop": ["x"]},
        {"return-path": ["<>"]},
        {"content-type": ["multipart/report; report-type=delivery-status"]},
        {"to": ["undisclosed-recipients:;"], "cc": []},
    ],
)
def test_what_a_program_or_a_list_sent_is_not_answered(more):
    assert not may_answer(HEAD | more, "binh@b.example", OWN)


def test_a_head_made_to_exhaust_is_read_in_no_time():
    hostile = {"from": ["(" * 50_000], "to": ["<" * 50_000], "cc": [", " * 50_000]}
    started = time.monotonic()
    assert reply_to_all(hostile, OWN).to == ()
    assert not is_reply("re" + " " * 100_000)
    assert time.monotonic() - started < 2
