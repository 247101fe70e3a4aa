"""Typed values beside the texts as written."""

from datetime import date, datetime

from documents.axis.codes import BusinessKind
from documents.axis.package import (
    Attachment,
    Business,
    ResponseFor,
    day_of,
    moment_of,
    written_day,
    written_moment,
)


def test_days_and_moments_are_written_as_the_standard_wants():
    at = datetime.fromisoformat("2026-01-05T08:09:10")
    assert written_day(at) == "2026/01/05"
    assert written_moment(at) == "2026/01/05 08:09:10"
    assert moment_of(written_moment(at)) == at
    assert ResponseFor(issued_text="2026/01/05 x").issued_on == date(2026, 1, 5)


def test_odd_texts_have_no_typed_value():
    assert day_of("2014/02/30") is None
    assert day_of("hôm qua") is None
    assert moment_of("") is None


def test_an_unknown_kind_counts_as_new():
    assert Business(kind_text="7").kind is BusinessKind.NEW


def test_a_small_attachment_may_be_opened_again():
    file = Attachment.of("a.txt", b"abc")
    assert file.open().read() == file.open().read() == b"abc"
