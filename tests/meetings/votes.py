"""Builders of votes for tests: a session with five voters, boxes on their way."""

from meetings import operations
from meetings.models import BoxMode, Part
from meetings.queries import people_of
from tests.meetings import house as meetings

VOTERS = ("leader", "head", "other_head", "deputy", "office_head")
PINS = ("hoa-sen-27", "tre-xanh-93")


def in_session(snv, **given):
    """A session with five voters, the secretary and the clerk who take part without a vote."""
    meeting = meetings.called(snv, **given)
    for name in ("deputy", "office_head"):
        operations.invite_person(
            meeting, meetings.seat(snv.people[name], Part.MEMBER), by=snv.official
        )
    operations.invite_person(
        meeting, meetings.seat(snv.clerk, Part.INVITED, is_voting=False), by=snv.official
    )
    operations.open_session(meeting, by=snv.leader)
    for one in people_of(meeting):
        operations.mark_present(one, by=snv.official)
    return meeting


def place(meeting, actor):
    """His place on the list."""
    return next(one for one in people_of(meeting) if one.person_id == actor.person_id)


def opened(snv, meeting, **given):
    """A box in which people vote now."""
    question = operations.Question(**{"text": "Thông qua phương án?"} | given)
    box = operations.prepare_box(meeting, question, by=snv.leader)
    operations.open_box(box, by=snv.leader)
    return box


def board(snv, meeting, pins=PINS):
    """The secretary and the clerk with their PINs."""
    return operations.Board(
        first=place(meeting, snv.official), second=place(meeting, snv.clerk), pins=pins
    )


def secret(snv, meeting, **given):
    """A secret box in which people vote now."""
    question = operations.Question(
        **{"text": "Giới thiệu nhân sự?", "mode": BoxMode.SECRET} | given
    )
    box = operations.prepare_box(meeting, question, by=snv.leader)
    operations.seal_box(box, board(snv, meeting), by=snv.official)
    operations.open_box(box, by=snv.leader)
    return box
