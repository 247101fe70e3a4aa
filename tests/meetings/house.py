"""Builders of meetings for tests: an agency of `tests.build`, and a meeting on its way."""

from datetime import timedelta

from meetings import operations
from meetings.models import Part
from office import clock


def plan(**given):
    """A plan for tomorrow afternoon."""
    starts = clock.now() + timedelta(days=7)
    filled = {
        "title": "Họp giao ban tháng",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "place": "Phòng họp số 1",
    }
    return operations.Plan(**filled | given)


def seat(actor, part, **given):
    """A place on the list for an actor of the test world."""
    voting = {"is_voting": part in (Part.CHAIR, Part.MEMBER)}
    return operations.Seat(part=part, tenure_id=actor.tenure_id, **voting | given)


def planned(snv, **given):
    """Planned by the official, who keeps the minutes; the leader chairs, two members vote."""
    meeting = operations.plan_meeting(plan(**given), by=snv.official)
    places = {
        Part.CHAIR: snv.leader,
        Part.SECRETARY: snv.official,
    }
    for part, actor in places.items():
        operations.invite_person(meeting, seat(actor, part), by=snv.official)
    for actor in () if meeting.is_classified else (snv.head, snv.other_head):
        operations.invite_person(meeting, seat(actor, Part.MEMBER), by=snv.official)
    return meeting


def called(snv, **given):
    """Planned with one item, and called."""
    meeting = planned(snv, **given)
    if not meeting.is_classified:
        operations.add_item(meeting, operations.Point(title="Kế hoạch quý"), by=snv.official)
    operations.call(meeting, by=snv.official)
    return meeting


def opened(snv, **given):
    """In session."""
    meeting = called(snv, **given)
    operations.open_session(meeting, by=snv.leader)
    return meeting


def closed(snv, **given):
    """Held and closed."""
    meeting = opened(snv, **given)
    operations.close_session(meeting, by=snv.leader)
    return meeting
