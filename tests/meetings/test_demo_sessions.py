"""A session of the demo: its minutes show late arrivals, speeches, opinions and votes by name."""

from datetime import timedelta

from meetings import operations, queries
from meetings.compose.course import body
from meetings.demo import sessions
from meetings.jobs.minutes_content import minutes_of
from office import clock
from tests import build
from tests.meetings import house as meetings


def test_minutes_of_a_demo_session_show_how_it_was_decided(house):
    snv = build.agency()
    meeting = meetings.called(snv)
    begins = clock.now()
    with clock.standing_at(begins):
        operations.open_session(meeting, by=snv.leader)
        sessions.come_in(meeting, late=snv.other_head, secretary=snv.official)
    item, later = queries.agenda_of(meeting)[0], begins + timedelta(minutes=10)
    with clock.standing_at(later):
        operations.begin_item(item, by=snv.leader)
    sessions.decide(item, at=later, chair=snv.leader, members=[snv.head, snv.other_head])
    with clock.standing_at(later + timedelta(minutes=20)):
        operations.close_session(meeting, by=snv.leader)
    said = "\n".join(block.text for block in body(minutes_of(meeting, version=1)))
    assert f"(đến lúc {clock.to_local(later):%H giờ %M})" in said
    assert f"Đã phát biểu: {snv.head.name}" in said
    assert f"{snv.other_head.name}: Đồng ý, đề nghị sửa: {sessions.OPINION}" in said
    names = f"{snv.leader.name}, {snv.head.name}, {snv.other_head.name}"
    assert f"Tán thành (3): {names}." in said
