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


def tellers(snv, meeting):
    """The secretary and the clerk, by their places."""
    return place(meeting, snv.official), place(meeting, snv.clerk)


def ticket(actor):
    """What the browser of a member keeps of his session."""
    return f"a session of person {actor.person_id}".encode()


def give(box, snv, pins=PINS):
    """Both members give their PINs, each in his own session; the first one goes on."""
    for actor, pin in zip((snv.official, snv.clerk), pins, strict=True):
        operations.give_half(box, pin, ticket=ticket(actor), by=actor)


def named(snv, meeting, **given):
    """A secret box whose board is named and has given nothing yet."""
    question = operations.Question(
        **{"text": "Giới thiệu nhân sự?", "mode": BoxMode.SECRET} | given
    )
    box = operations.prepare_box(meeting, question, by=snv.leader)
    operations.name_board(box, *tellers(snv, meeting), by=snv.leader)
    return box


def sealed(snv, meeting, **given):
    """A secret box with its key, not yet opened."""
    box = named(snv, meeting, **given)
    give(box, snv)
    operations.seal_box(box, ticket=ticket(snv.official), by=snv.official)
    return box


def count(box, snv, pins=PINS):
    """Both give their PINs, and the first one opens the box."""
    give(box, snv, pins)
    operations.count_secret(box, ticket=ticket(snv.official), by=snv.official)


def secret(snv, meeting, **given):
    """A secret box in which people vote now."""
    box = sealed(snv, meeting, **given)
    operations.open_box(box, by=snv.leader)
    return box
