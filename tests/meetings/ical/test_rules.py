"""Rules of series: those of an office are followed, bombs are none."""

import time
from datetime import UTC, datetime

import pytest

from meetings.ical.rules import BadRule, moments, rule_of
from tests.meetings.ical import libical
from tests.needs import needs

FIRST = datetime(2026, 11, 23, 1, tzinfo=UTC)  # a Monday, eight o'clock in Hà Nội
LATE = datetime(2032, 1, 1, tzinfo=UTC)
HANOI = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weekly",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;BYSECOND=0,1,2",
        "FREQ=DAILY;COUNT=100000000",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=5000",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY,WEEKLY",
        "FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 60),
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY\r\nATTENDEE:mailto:x@y.example",
        "FREQ=DAILY;X-MORE=1",
    ],
)
def test_what_no_office_follows_is_refused(text):
    with pytest.raises(BadRule):
        rule_of(text)


def test_a_rule_has_one_spelling():
    assert rule_of(" rrule:freq=weekly;byday=mo ").text == "FREQ=WEEKLY;BYDAY=MO"


@needs("libical")
@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
        "FREQ=MONTHLY;BYDAY=1MO;COUNT=8",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=7",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=6",
        "FREQ=DAILY;INTERVAL=10;COUNT=9",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=9",
    ],
)
def test_another_library_counts_the_same_days(text):
    local = int(FIRST.timestamp()) + 7 * 3600
    theirs = libical.begins(text, local, 12)
    ours = moments(rule_of(text), FIRST, zone=HANOI, until=LATE)
    assert [int(one.timestamp()) + 7 * 3600 for one in ours if one != FIRST] == [
        one for one in theirs if one != local
    ]


def test_the_hour_of_the_clock_stays_over_summer_time():
    first = datetime(2026, 10, 19, 7, tzinfo=UTC)  # nine o'clock in Paris, summer
    found = moments(rule_of("FREQ=WEEKLY;COUNT=2"), first, zone="Europe/Paris", until=LATE)
    assert [one.hour for one in found] == [7, 8]


def test_days_can_be_left_out():
    found = moments(
        rule_of("FREQ=DAILY;COUNT=3"),
        FIRST,
        zone=HANOI,
        until=LATE,
        left_out=[datetime(2026, 11, 24, 1, tzinfo=UTC)],
    )
    assert [one.day for one in found] == [23, 25]


@pytest.mark.parametrize(
    ("text", "most"),
    [("FREQ=DAILY", 500), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1), ("FREQ=YEARLY", 3)],
)
def test_no_rule_runs_away(text, most):
    started = time.monotonic()
    assert len(moments(rule_of(text), FIRST, zone=HANOI, until=LATE)) <= most
    assert time.monotonic() - started < 3
