"""Reports are read by programs: each field is where RFC 3464 and 8098 have it."""

import email
import email.policy
from datetime import UTC, datetime

import pytest

from mail.letters.compose import Outline, compose
from mail.letters.heading import Person
from mail.letters.replies import may_answer
from mail.letters.reports import Action, Cover, Fate, delivery_report, receipt

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
COVER = Cover(
    "mx.h99.example",
    "an@h99.example",
    "Không gửi được",
    "Thư không đến.\n",
    "<r@mx.h99.example>",
    NOW,
)
ORIGINAL = compose(
    Outline(
        Person("an@h99.example"), (Person("binh@b.example"),), "Chào", "x\n", "<1@h99.example>", NOW
    )
)


def read(data):
    assert not any(b"\n" in line or len(line) > 998 for line in data.split(b"\r\n"))
    return email.message_from_bytes(data, policy=email.policy.default)


def parts(message):
    return list(message.iter_parts())


def failed(**words):
    return Fate("binh@b.example", Action.FAILED, "5.1.1", **words)


def test_a_failure_is_told_to_people_and_to_programs():
    fate = failed(
        original="bình@b.example", host="mx.b.example", said="550 5.1.1 Nobody", tried_at=NOW
    )
    report = read(delivery_report(COVER, [fate], ORIGINAL, envelope_id="e1", arrived=NOW))
    assert (report.get_content_type(), report.get_param("report-type")) == (
        "multipart/report",
        "delivery-status",
    )
    words, status, head = parts(report)
    assert words.get_content().strip() == "Thư không đến."
    whole, one = status.get_payload()
    assert (whole["Reporting-MTA"], whole["Original-Envelope-Id"]) == ("dns; mx.h99.example", "e1")
    assert one["Final-Recipient"] == "rfc822; binh@b.example"
    assert one["Original-Recipient"] == "utf-8;b\\x{EC}nh@b.example"
    assert (one["Action"], one["Status"]) == ("failed", "5.1.1")
    assert one["Diagnostic-Code"] == "smtp; 550 5.1.1 Nobody"
    assert one["Remote-MTA"] == "dns; mx.b.example"
    assert head.get_content_type() == "text/rfc822-headers"
    assert "Message-ID: <1@h99.example>" in head.get_payload()
    assert report["In-Reply-To"] == "<1@h99.example>"


@pytest.mark.parametrize("action", list(Action))
def test_each_action_has_its_block(action):
    fates = [Fate(f"{n}@b.example", action, "2.0.0", tried_until=NOW) for n in range(3)]
    _words, status, _head = parts(read(delivery_report(COVER, fates, ORIGINAL)))
    assert [one["Action"] for one in status.get_payload()[1:]] == [action.value] * 3


def test_the_whole_letter_comes_back_only_when_it_was_asked_for_and_is_small():
    whole = parts(read(delivery_report(COVER, [failed()], ORIGINAL, returned="FULL")))[2]
    assert whole.get_content_type() == "message/rfc822"
    assert whole.get_payload()[0]["Message-ID"] == "<1@h99.example>"
    large = ORIGINAL + b"x" * (2 << 20)
    assert (
        parts(read(delivery_report(COVER, [failed()], large, returned="FULL")))[2]["Content-Type"]
        == "text/rfc822-headers"
    )


def test_what_a_host_says_cannot_add_a_field():
    said = "550 no\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822; evil@x.example"
    fate = failed(said=said, host="mx\r\nX: y", original="a\r\nStatus: 2.0.0")
    _words, status, _head = parts(read(delivery_report(COVER, [fate], ORIGINAL)))
    [_whole, one] = status.get_payload()
    assert (one.get_all("Action"), one.get_all("Status"), one["X"]) == (["failed"], ["5.1.1"], None)


@pytest.mark.parametrize("place", range(300, 350))
def test_long_words_of_a_host_are_not_cut_into_fields(place):
    fate = failed(said="550 " + "ế" * place + "Action: delivered" + "x" * 900)
    _words, status, _head = parts(read(delivery_report(COVER, [fate], ORIGINAL)))
    [_whole, one] = status.get_payload()
    assert one.get_all("Action") == ["failed"]


@pytest.mark.parametrize(
    "original", [b"", b"no header", b"Message-ID: <>\r\n\r\n", b"\xff\n" * 50 + b"x" * 5000]
)
def test_any_letter_can_be_reported_on(original):
    assert parts(read(delivery_report(COVER, [failed()], original)))


def test_a_receipt_says_that_a_person_opened_it():
    report = read(receipt(COVER, reader="binh@b.example", original=ORIGINAL))
    assert report.get_param("report-type") == "disposition-notification"
    note = parts(report)[1].get_payload()[0]
    assert note["Final-Recipient"] == "rfc822; binh@b.example"
    assert note["Original-Message-ID"] == "<1@h99.example>"
    assert note["Disposition"] == "manual-action/MDN-sent-manually; displayed"


def test_no_report_is_ever_answered():
    report = read(delivery_report(COVER, [failed()], ORIGINAL))
    head = {name.lower(): [str(value)] for name, value in report.items()}
    assert not may_answer(head, "postmaster@mx.h99.example", ["an@h99.example"])
    assert not may_answer(head, "somebody@x.example", ["an@h99.example"])
