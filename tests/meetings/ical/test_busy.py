"""Busy times: joined, cut to the frame, without a word of what fills them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from meetings.ical.busy import Span, busy_sheet, merged
from meetings.ical.values import Caller
from tests.meetings.ical import libical
from tests.needs import needs

DAY = datetime(2026, 12, 1, tzinfo=UTC)
FRAME = Span(DAY, DAY + timedelta(days=1))
OWNER = Caller("an@h99.example", "Nguyễn Văn An")


def span(begin, end):
    return Span(DAY + timedelta(minutes=begin), DAY + timedelta(minutes=end))


def sheet():
    spans = [span(60, 120), span(120, 150), span(-60, 10), span(1430, 1500), span(2000, 2100)]
    return busy_sheet(OWNER, spans, frame=FRAME, uid="busy-1@h99.example", at=DAY)


def test_a_sheet_says_when_and_nothing_else():
    [found] = Calendar.from_ical(sheet()).walk("VFREEBUSY")
    assert [one.dt for one in found["FREEBUSY"]] == [
        (FRAME.starts_at, DAY + timedelta(minutes=10)),
        (DAY + timedelta(minutes=60), DAY + timedelta(minutes=150)),
        (DAY + timedelta(minutes=1430), FRAME.ends_at),
    ]
    assert set(found) <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "FREEBUSY"}


@needs("libical")
def test_another_library_reads_it():
    found = libical.read(sheet())
    assert found.objections == ()
    assert found.values("FREEBUSY")[1] == "20261201T010000Z/20261201T023000Z"


SPANS = st.lists(st.tuples(st.integers(-500, 2000), st.integers(1, 400)), max_size=12)


@settings(max_examples=50, deadline=None)
@given(SPANS)
def test_every_minute_is_busy_or_not_as_before(given):
    spans = [span(begin, begin + long) for begin, long in given]
    found = merged(spans, frame=FRAME)
    for minute in range(0, 1440, 7):
        at = span(minute, minute + 1)
        assert any(one.meets(at) for one in found) == any(one.meets(at) for one in spans)
    gaps = [after.starts_at - before.ends_at for before, after in pairwise(found)]
    assert all(gap > timedelta(0) for gap in gaps)
