"""Cursors that come back as they went."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ui.paging import decode, encode, page_of

AT = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)
KINDS = (datetime, date, UUID, int, str)


def test_a_cursor_comes_back_as_it_went():
    values = (AT, AT.date(), UUID(int=7), 5, "Đề nghị")
    assert decode(encode(*values), *KINDS) == values
    assert decode(encode(None, 3), datetime | None, int) == (None, 3)


@pytest.mark.parametrize(
    "cursor",
    [
        *(None, "", "rubbish", encode("a"), encode(1, 2, 3), "%%", encode("x", 1)),
        *(encode(None, 1), encode(2**63, 1), encode([], {}), encode(1.5, 1)),
    ],
)
def test_a_foreign_cursor_begins_at_the_start(cursor):
    assert decode(cursor, int, int) is None


@pytest.mark.parametrize("at", [None, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", 5])
def test_an_instant_that_no_database_takes_begins_at_the_start(at):
    assert decode(encode(at, 1), datetime, int) is None


@given(st.text())
def test_no_text_breaks_the_reader(text):
    assert decode(text, int, int) is None or isinstance(decode(text, int, int), tuple)


def test_a_page_knows_whether_there_is_more():
    page = page_of([1, 2, 3], key=lambda row: (row,), size=2)
    assert list(page.rows) == [1, 2]
    assert decode(page.after, int) == (2,)
    assert page_of([1, 2], key=lambda row: (row,), size=2).after is None
    assert page_of([], key=lambda row: (row,)).after is None
