"""A letter is bytes that every server takes and every reader understands, whatever was typed."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mail.letters.compose import (
    Attached,
    Automatic,
    Importance,
    Invitation,
    Outline,
    compose,
    message_id,
)
from mail.letters.heading import Person
from office.errors import Invalid

AN = Person("an@h99.example", "Nguyễn Văn An")
BINH = Person("binh@b.example", "Bình, Trần")
OUTLINE = Outline(
    sender=AN,
    to=(BINH,),
    subject="Về việc sáp nhập ba xã",
    text="Kính gửi ông Bình,\n\nXin báo.\n",
    message_id="<1@h99.example>",
    date=datetime(2026, 11, 2, 1, 0, tzinfo=UTC),
)
ANY_TEXT = st.text(max_size=400)
HEADER_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)
quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made(**changes):
    data = compose(replace(OUTLINE, **changes))
    return data, email.message_from_bytes(data, policy=email.policy.default)


def well_formed(data):
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert data.isascii()
    assert b"\0" not in data


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_letter_reads_back_as_it_was_written():
    data, message = made()
    well_formed(data)
    assert str(message["Subject"]) == OUTLINE.subject
    assert message["From"].addresses[0].display_name == AN.name
    assert message["To"].addresses[0].display_name == BINH.name
    assert text_of(message) == OUTLINE.text
    assert message["Date"].datetime == OUTLINE.date
    assert (message["Message-ID"], message["Sender"], message["Auto-Submitted"]) == (
        "<1@h99.example>",
        None,
        None,
    )


@quick
@given(text=ANY_TEXT, html=ANY_TEXT)
def test_any_text_travels(house, text, html):
    data, message = made(text=text, html=html)
    well_formed(data)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    assert text_of(message).rstrip("\n") == plain.rstrip("\n")


@quick
@given(subject=HEADER_TEXT, name=HEADER_TEXT)
def test_any_subject_and_name_travel(house, subject, name):
    data, message = made(subject=subject, to=(Person("binh@b.example", name),))
    well_formed(data)
    assert str(message["Subject"]).split() == subject.split()
    shown, address = parseaddr(str(email.message_from_bytes(data)["To"]))
    read = str(make_header(decode_header(shown)))
    assert (address, read.split()) == ("binh@b.example", name.split())
    assert max(map(len, data.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 200


def test_a_long_name_is_cut_between_its_words(house):
    name = "Văn phòng Ủy ban nhân dân xã Quảng Oai, thành phố Hà Nội, bộ phận một cửa"
    _data, message = made(subject=name * 3, sender=Person("vp@h99.example", name))
    assert message["From"].addresses[0].display_name.split() == name.split()
    assert str(message["Subject"]) == name * 3


@quick
@given(name=HEADER_TEXT)
def test_any_file_name_travels_without_a_folder(house, name):
    data, message = made(attachments=(Attached(name, b"content\n\r\0"),))
    well_formed(data)
    [part] = message.iter_attachments()
    assert part.get_content() in {b"content\n\r\0", "content\n\r\0"}
    assert part.get_filename()
    assert "/" not in part.get_filename()
    assert "\\" not in part.get_filename()


def test_a_long_line_and_a_large_letter_are_cut_for_the_way_only():
    text = "á" * 30_000 + "\n" + "x" * 5_000 + "\n"
    data, message = made(text=text)
    well_formed(data)
    assert text_of(message) == text


HOSTILE = [
    "x\r\nBcc: spy@x.example",
    "x\nX: y",
    "x\r\n\r\nbody",
    "x\ry",
    "x\0y",
    "x\u2028y",
    "x\x0by",
    "x\ud800",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "place",
    [
        lambda h: {"subject": h},
        lambda h: {"sender": Person("an@h99.example", h)},
        lambda h: {"sender": Person(f"an{h}@h99.example")},
        lambda h: {"to": (Person(f"an@{h}h99.example"),)},
        lambda h: {"cc": (BINH, Person("c@c.example", h))},
        lambda h: {"written_by": Person(h)},
        lambda h: {"reply_to": Person("r@r.example", h)},
        lambda h: {"receipt_to": Person(h + "@r.example")},
        lambda h: {"attachments": (Attached(h, b""),)},
        lambda h: {"invitation": Invitation(h, "BEGIN:VCALENDAR")},
        lambda h: {"more": (("List-Help", h),)},
    ],
)
def test_no_value_becomes_a_line_of_the_head(house, place, hostile):
    with pytest.raises(Invalid):
        made(**place(hostile))


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "<a@b> <c@d>", "<a b@c>", "<é@b>", f"<{'x' * 990}@b>"]
)
def test_an_identifier_that_is_none_is_left_out(hostile):
    data, message = made(in_reply_to=hostile, references=(hostile, "<2@b.example>"))
    well_formed(data)
    assert (message["In-Reply-To"], message["References"]) == (None, "<2@b.example>")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "@b.example",
        "a b@b.example",
        "a@b@c.example",
        "<a@b.example>",
        "a@b.example,c@d.example",
    ],
)
def test_an_address_that_is_none_is_refused(house, address):
    with pytest.raises(Invalid):
        made(to=(Person(address),))


def test_no_word_is_longer_than_a_line(house):
    for changes in (
        {"to": (Person("x" * 999 + "@b.example"),)},
        {"more": (("List-Archive", "<https://h99.example/" + "x" * 999 + ">"),)},
    ):
        with pytest.raises(Invalid):
            made(**changes)


def test_a_unicode_address_and_only_that_makes_the_head_unicode():
    data, _message = made(to=(Person("bình@xãbavì.example", "Bình"),))
    head = data.partition(b"\r\n\r\n")[0]
    assert "<bình@xn--xbav-goa1d.example>".encode() in head
    assert made(to=(Person("binh@xãbavì.example"),))[0].isascii()


def test_a_letter_on_behalf_names_both():
    _data, message = made(written_by=Person("thu@h99.example"), reply_to=Person("vp@h99.example"))
    assert message["From"].addresses[0].addr_spec == "an@h99.example"
    assert message["Sender"].address.addr_spec == "thu@h99.example"
    assert message["Reply-To"].addresses[0].addr_spec == "vp@h99.example"


def test_long_threads_keep_their_identifiers_whole():
    long_ids = tuple(f"<{'x' * 120}{n}@b.example>" for n in range(60))
    data, message = made(references=long_ids, in_reply_to=long_ids[-1])
    well_formed(data)
    assert message["References"].split() == list(long_ids[-50:])
    assert data.count(long_ids[-1].encode()) == 2


def test_wishes_and_the_mark_of_a_program():
    _data, message = made(
        receipt_to=AN,
        importance=Importance.HIGH,
        automatic=Automatic.ANSWERED,
        more=(("List-Id", "<list.h99.example>"),),
    )
    assert "an@h99.example" in message["Disposition-Notification-To"]
    assert (message["Importance"], message["X-Priority"]) == ("high", "1")
    assert (message["Auto-Submitted"], message["List-Id"]) == ("auto-replied", "<list.h99.example>")


def test_files_keep_their_bytes_and_a_letter_within_goes_as_a_file(tmp_path):
    inner = compose(OUTLINE)
    kept = tmp_path / "kept"
    kept.write_bytes(bytes(range(256)) * 50)
    data, message = made(
        html="<p>Xin báo</p>",
        attachments=(
            Attached("Công văn số 1.pdf", kept),
            Attached("thư.eml", inner, "message/rfc822"),
        ),
    )
    well_formed(data)
    pdf, letter = message.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type()) == ("Công văn số 1.pdf", "application/pdf")
    assert pdf.get_content() == kept.read_bytes()
    assert letter.get_content() == inner
    assert message.get_body(("html",)).get_content().strip() == "<p>Xin báo</p>"


def test_an_invitation_stands_beside_the_text():
    _data, message = made(invitation=Invitation("REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"))
    assert message.get_content_type() == "multipart/alternative"
    part = list(message.iter_parts())[1]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")


def test_an_identifier_is_the_same_at_every_try():
    assert message_id("a1", "h99.example") == "<a1@h99.example>"
    assert compose(OUTLINE) == compose(OUTLINE)
