"""The state of any day, as known on any day, equals a replay done in the plainest way."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from personnel.record.timeline import Row, history, known, state

DAY = date(2020, 1, 1)
NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
DAYS = 12
SLOTS = (("pay", ""), ("assignment", "primary"), ("assignment", "other"))


@st.composite
def registers(draw):
    """Rows in the order in which a register learned of them: new, back-dated, corrected, void."""
    rows = []
    for order in range(1, draw(st.integers(1, 10)) + 1):
        former = draw(st.sampled_from([None, *rows]))
        group, slot = (former.group, former.slot) if former else draw(st.sampled_from(SLOTS))
        begins = draw(st.integers(0, DAYS - 1))
        lasts = draw(st.none() | st.integers(1, DAYS))
        rows.append(
            Row(
                uid=UUID(int=order),
                line=former.line if former else UUID(int=order),
                group=group,
                slot=slot,
                valid_from=DAY + timedelta(days=begins),
                valid_to=DAY + timedelta(days=begins + lasts) if lasts else None,
                order=order,
                recorded_at=NOON + timedelta(days=order),
                values={"says": order},
                ends=draw(st.booleans()) and draw(st.booleans()),
                is_void=former is not None and draw(st.booleans()),
            )
        )
    return rows


def painted(rows):
    """By day and slot what a clerk with a calendar would have written: later sheets on top."""
    lines = {}
    for row in rows:
        lines[row.line] = row
    sheets = [row for row in lines.values() if not row.is_void]
    calendar = {}
    for row in sorted(sheets, key=lambda one: (one.valid_from, one.order)):
        day = row.valid_from
        while day < (row.valid_to or DAY + timedelta(days=2 * DAYS)):
            calendar[day, row.group, row.slot] = None if row.ends else row.values["says"]
            day += timedelta(days=1)
    return {place: says for place, says in calendar.items() if says is not None}


def shown(rows, known_at=None):
    """The same from the register's own questions."""
    return {
        (day, row.group, row.slot): row.values["says"]
        for day in (DAY + timedelta(days=number) for number in range(2 * DAYS))
        for found in state(rows, day, known_at).values()
        for row in found
    }


@settings(max_examples=150, deadline=None)
@given(registers())
def test_the_state_of_every_day_equals_the_plain_replay(rows):
    assert shown(rows) == painted(rows)


@settings(max_examples=100, deadline=None)
@given(registers(), st.data())
def test_what_was_known_on_a_day_never_changes_afterwards(rows, data):
    count = data.draw(st.integers(0, len(rows)))
    at = NOON + timedelta(days=count)
    assert shown(rows, at) == painted(rows[:count])


@given(registers())
def test_the_order_in_which_rows_are_read_does_not_matter(rows):
    assert shown(rows[::-1]) == shown(rows)


@given(registers())
def test_the_history_shows_each_line_that_stands_once_and_in_order(rows):
    for group in {row.group for row in rows}:
        found = history(rows, group)
        assert {row.line for row in found} == {r.line for r in known(rows) if r.group == group}
        assert [row.valid_from for row in found] == sorted(row.valid_from for row in found)
