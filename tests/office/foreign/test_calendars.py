"""Calendar files of others: when somebody is busy; rules, odd zones, and files meant to do harm."""

from datetime import UTC, datetime, timedelta

import pytest

from office.foreign import calendars
from office.foreign.child import Limits
from office.foreign.refusals import ForeignFileRefused, Reason

BEGIN = datetime(2026, 11, 30, 17, tzinfo=UTC)  # a Tuesday begins in Vietnam
END = BEGIN + timedelta(days=400)
ZONE = "Asia/Ho_Chi_Minh"


def file(*events, kind="VEVENT"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//other//EN"]
    for number, event in enumerate(events):
        lines += [f"BEGIN:{kind}", f"UID:{number}@other.example", "DTSTAMP:20261101T000000Z"]
        lines += ["SUMMARY:Khám bệnh", *event, f"END:{kind}"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(data, **more):
    found = calendars.busy_times(data, begin=BEGIN, end=END, zone=ZONE, **more)
    return [(one.starts_at, one.ends_at) for one in found]


def hours(day, first, last):
    """From an hour to another of a day of December in Vietnam."""
    begin = BEGIN + timedelta(days=day - 1)
    return begin + timedelta(hours=first), begin + timedelta(hours=last)


ONE = {
    "in UTC": ["DTSTART:20261201T010000Z", "DTEND:20261201T030000Z"],
    "in a zone": [
        "DTSTART;TZID=Asia/Tokyo:20261201T100000",
        "DTEND;TZID=Asia/Tokyo:20261201T120000",
    ],
    "without a zone": ["DTSTART:20261201T080000", "DTEND:20261201T100000"],
    "by its length": ["DTSTART:20261201T080000", "DURATION:PT2H"],
}


@pytest.mark.parametrize("name", ONE)
def test_times_are_read_in_their_zone_or_in_ours(name):
    assert read(file(ONE[name])) == [hours(1, 8, 10)]


def test_whole_days_rules_and_single_changes_are_unrolled_in_the_frame():
    daily = ["DTSTART:20251202T080000", "DTEND:20251202T090000", "RRULE:FREQ=DAILY;COUNT=368"]
    daily.append("EXDATE:20261203T080000")
    day = ["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261206"]
    assert sorted(read(file(daily, day))) == [
        hours(1, 8, 9), hours(2, 8, 9), hours(4, 8, 9), hours(5, 0, 24),
    ]  # fmt: skip


def test_what_takes_no_time_is_left_out():
    at = ONE["in UTC"]
    free = [*at, "TRANSP:TRANSPARENT"], [*at, "STATUS:CANCELLED"]
    free += ([*at, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],)
    past = ["DTSTART:20251201T010000Z", "DTEND:20251201T030000Z"]
    moment = ["DTSTART:20261201T010000Z", "DTEND:20261201T010000Z"]
    assert read(file(*free, past, moment)) == []
    assert read(file()) == []


def test_published_busy_times_are_read_too():
    sheet = [
        "FREEBUSY;FBTYPE=BUSY:20261201T010000Z/20261201T030000Z,20261201T040000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20261202T010000Z/20261202T030000Z",
        "FREEBUSY:20261203T010000Z/PT30M",
    ]
    found = read(file(sheet, kind="VFREEBUSY"))
    assert found == [hours(1, 8, 10), hours(1, 11, 12), hours(3, 8, 8.5)]


AT = ["DTSTART:20261201T080000", "DTEND:20261201T080001"]
HARM = {
    "every second": (file([*AT, "RRULE:FREQ=SECONDLY"]), Reason.BOMB),
    "every minute": (file([*AT, "RRULE:FREQ=MINUTELY;INTERVAL=1"]), Reason.BOMB),
    "every second of a day": (
        file([*AT, "RRULE:FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60)))]),
        Reason.BOMB,
    ),
    "hundreds every day": (file(*[[*AT, "RRULE:FREQ=DAILY"]] * 300), Reason.BOMB),
    "more parts than a calendar": (file(*[AT] * 8_001), Reason.BOMB),
    "larger than a calendar": (file(AT) + b" " * calendars.LARGEST, Reason.TOO_LARGE),
    "no calendar": (b"%PDF-1.7", Reason.NOT_A_CALENDAR),
    "half a calendar": (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", Reason.DAMAGED),
}


@pytest.mark.parametrize("name", HARM)
def test_what_does_harm_is_refused(name):
    data, reason = HARM[name]
    with pytest.raises(ForeignFileRefused) as refused:
        read(data)
    assert refused.value.reason is reason
    assert refused.value.fix


def test_what_is_no_moment_and_signs_that_are_none_are_passed_over_or_refused():
    for data in (file(["DTSTART:yesterday"]), b"BEGIN:VCALENDAR\r\n\x00\xff\r\nEND:VCALENDAR"):
        try:
            found = read(data)
        except ForeignFileRefused as refusal:
            found = [] if refusal.reason is Reason.DAMAGED else [refusal.reason]
        assert found == []


def test_a_rule_from_the_beginning_of_time_costs_the_child_and_not_the_house():
    old = ["DTSTART:00010101T080000", "DTEND:00010101T080100", "RRULE:FREQ=DAILY"]
    tight = Limits(seconds=1, cpu_seconds=1, memory_mb=512)
    with pytest.raises(ForeignFileRefused) as refused:
        read(file(*[old] * 40), limits=tight)
    assert refused.value.reason in {Reason.TIME, Reason.BOMB}
