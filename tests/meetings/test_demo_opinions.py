"""The demo's slip and vote: asked once, however often the step is begun."""

import pytest
from sqlalchemy import select

from meetings import operations
from meetings.demo import opinions
from meetings.demo.texts import briefings
from meetings.models import BallotBox, BoxState, ItemKind, OpinionSlip, SlipState
from office.db import db
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house, monkeypatch):
    made, said = build.agency(), briefings()
    parts = {said["chair"]: made.leader, said["secretary"]: made.official}

    class People:
        def __init__(self, _demo):
            pass

        def actor(self, login):
            return parts[login]

    monkeypatch.setattr(opinions, "People", People)
    return made


def test_a_slip_waits_and_a_vote_is_open_once(snv):
    meeting = meetings.called(snv)
    point = operations.Point(title="Phương án trụ sở", kind=ItemKind.DECIDE)
    operations.add_item(meeting, point, by=snv.official)
    operations.open_session(meeting, by=snv.leader)
    for _start in range(2):
        opinions.ask_by_slip(None)
        opinions.put_to_the_vote(None)
    (slip,) = db.session.scalars(select(OpinionSlip)).all()
    (box,) = db.session.scalars(select(BallotBox)).all()
    assert (slip.state, box.state) == (SlipState.SENT, BoxState.OPEN)
    assert operations.cast(box, ["for"], by=snv.head)


def test_without_a_session_nothing_is_asked(snv):
    opinions.ask_by_slip(None)
    opinions.put_to_the_vote(None)
    assert not db.session.scalars(select(OpinionSlip)).all()
