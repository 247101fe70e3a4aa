"""Deadlines in words, in three languages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from office.i18n import force_locale
from office.ui.due import Due, due, due_state, due_words

NOW = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)  # Tuesday 10:00 in Hà Nội


def local(day, hour=17, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


CASES = [
    (local(13), Due.LATE, "quá 2 ngày", "2 days over"),
    (local(17, 9), Due.LATE, "quá hạn từ 09:00", "late since 09:00"),
    (local(17, 11, 30), Due.TODAY, "hôm nay 11:30", "today 11:30"),
    (local(17), Due.TODAY, "hôm nay 17:00", "today 17:00"),
    (local(18), Due.SOON, "18/11 · 1 ngày", "18 Nov · 1 day"),
    (local(19, 11), Due.SOON, "19/11 11:00", "19 Nov 11:00"),
    (local(20), Due.SOON, "20/11 · 3 ngày", "20 Nov · 3 days"),
    (local(23), Due.LATER, "23/11", "23 Nov"),
    (None, Due.NONE, "không hạn", "no deadline"),
]


@pytest.fixture(autouse=True)
def clerk_page(shell_app):
    with shell_app.test_request_context(), time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(("deadline", "state", "vi", "en"), CASES)
def test_a_deadline_in_words(deadline, state, vi, en):
    assert due_state(deadline) == state
    assert due_words(deadline) == vi
    with force_locale("en"):
        assert due_words(deadline) == en


def test_what_is_done_is_in_time_or_late():
    assert due_words(local(18), done_at=NOW) == "xong, đúng hạn"
    assert due_words(local(13), done_at=NOW) == "xong, trễ hạn"
    assert due_words(None, done_at=NOW) == "xong"


def test_the_form_of_the_clock_carries_the_state_too():
    assert 'class="due late"' in due(local(13))
    assert "#due-late" in due(local(13))
    assert "#due-later" in due(None)
