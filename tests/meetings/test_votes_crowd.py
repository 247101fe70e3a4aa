"""Voters at once, each from four devices, while the chair closes: none is lost or doubled."""

import threading

import pytest

from meetings import operations
from meetings.models import BallotBox, BoxMode
from meetings.queries import votes as queries
from meetings.voting import sealed
from office import connections
from office.db import db
from office.errors import Refusal
from tests import build
from tests.meetings import votes
from tests.meetings.votes import VOTERS

DEVICES = 4


class Crowd:
    """Threads that vote when the gate opens, and what each of them was told."""

    def __init__(self, app, box_id, people):
        self.app, self.box_id = app, box_id
        self.told, self.lock = [], threading.Lock()
        self.gate = threading.Barrier(len(people) * DEVICES + 1)
        self.threads = [threading.Thread(target=self.vote, args=(one,)) for one in people * DEVICES]

    def vote(self, actor):
        with self.app.app_context():
            box = db.session.get_one(BallotBox, self.box_id)
            db.session.rollback()
            self.gate.wait()
            try:
                answer = operations.cast(box, ["for"], by=actor)
            except Refusal as refusal:
                answer = refusal.status
            with self.lock:
                self.told.append((actor.person_id, answer))
            db.session.remove()

    def run(self, meanwhile):
        for thread in self.threads:
            thread.start()
        self.gate.wait()
        meanwhile()
        for thread in self.threads:
            thread.join(30)


@pytest.mark.parametrize("mode", [BoxMode.OPEN, BoxMode.SECRET])
@pytest.mark.parametrize("closes", [False, True])
def test_every_paper_that_was_taken_is_counted_once(lasting_app, monkeypatch, mode, closes):
    monkeypatch.setattr(sealed, "COST", 2**8)
    monkeypatch.setattr(connections, "WAITS_MS", 1)  # nobody is served by luck
    with lasting_app.app_context():
        db.engine.dispose()
        snv = build.agency()
        meeting = votes.in_session(snv)
        make = votes.secret if mode is BoxMode.SECRET else votes.opened
        box = make(snv, meeting)
        crowd = Crowd(lasting_app, box.id, [snv.people[name] for name in VOTERS])

        def close():
            operations.close_box(box, by=snv.leader)

        crowd.run(close if closes else lambda: None)
        db.session.rollback()
        if not closes:
            close()
        if mode is BoxMode.SECRET:
            votes.count(box, snv)
        assert len(crowd.told) == len(VOTERS) * DEVICES
        taken = {person for person, answer in crowd.told if answer in (True, False)}
        assert closes or len(taken) == len(VOTERS)
        assert box.result["papers"] == len(taken) == queries.cast_count(box)
        if mode is BoxMode.SECRET:
            first = [person for person, answer in crowd.told if answer is True]
            assert sorted(first) == sorted(taken), "of four devices one paper counts"
