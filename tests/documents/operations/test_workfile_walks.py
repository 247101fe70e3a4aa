"""Random walks over work files by random people: what always holds, whatever they try."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from documents import operations, queries
from documents.models import HandOver, HandOverState, WorkFile, WorkFileItem, WorkFileState
from documents.operations.workfiles import Further, Opening
from office import blobs, clock
from office.audit import AuditEvent
from office.db import db
from office.errors import Refusal
from tests import build
from tests.conftest import rolled_back
from tests.documents import walking

S = WorkFileState
WHO = ("official", "colleague", "head", "other_head", "leader", "clerk", "admin")
people, places = st.sampled_from(WHO), st.integers(0, 2)
UNIT_OF_THE_OTHER = ("other_head", "other_official")


class Walk(RuleBasedStateMachine):
    """Three notations, seven people, every act at any time."""

    app = None

    def __init__(self):
        super().__init__()
        self.stage = rolled_back(self.app)
        self.stage.__enter__()
        self.house = build.agency()
        self.foreign = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
        self.tried = set()

    def teardown(self):
        self.stage.__exit__(None, None, None)

    def _files(self):
        mine = select(WorkFile).where(WorkFile.agency_id == self.house.unit.id)
        return list(db.session.scalars(mine.order_by(WorkFile.id)))

    def _file(self, place):
        found = self._files()
        return found[place % len(found)] if found else None

    def _try(self, act):
        """Whoever may not, or comes at the wrong moment, is refused and changes nothing."""
        try:
            act()
        except Refusal as refusal:
            self.tried.add(type(refusal))

    @rule(who=people, place=places)
    def open(self, who, place):
        day = clock.today() - timedelta(days=5)
        given = Opening("Hồ sơ", f"0{place}.X", "years-10", day)
        self._try(lambda: operations.open_file(given, by=self.house.people[who]))

    @rule(who=people, place=places)
    def add(self, who, place):
        if file := self._file(place):
            given = Further(blobs.put(b"x"), "a.png", "image/png", "Ảnh", clock.now(), pages=2)
            self._try(lambda: operations.add_further(file, given, by=self.house.people[who]))

    @rule(who=people, place=places)
    def take_out(self, who, place):
        file = self._file(place)
        items = queries.items_of(file) if file else []
        if items:
            by = self.house.people[who]
            self._try(lambda: operations.take_out(file, items[0], "Trùng", by=by))

    @rule(who=people, place=places)
    def close(self, who, place):
        if file := self._file(place):
            by = self.house.people[who]
            self._try(lambda: operations.close_file(file, ended_on=clock.today(), by=by))

    @rule(who=people, place=places)
    def reopen(self, who, place):
        if file := self._file(place):
            by = self.house.people[who]
            self._try(lambda: operations.reopen_file(file, "Còn thiếu", by=by))

    @rule(who=people, place=places)
    def offer(self, who, place):
        if file := self._file(place):
            self._try(lambda: operations.offer_files([file], by=self.house.people[who]))

    @rule(who=people, takes=st.booleans())
    def answer(self, who, takes):
        waiting = select(HandOver).where(HandOver.state == HandOverState.OFFERED)
        made = db.session.scalars(waiting.order_by(HandOver.id)).first()
        by = self.house.people[who]
        if made and takes:
            self._try(lambda: operations.take_over(made, by=by))
        elif made:
            self._try(lambda: operations.give_back_files(made, "Thiếu", by=by))

    @invariant()
    def the_numbers_are_those_of_the_records(self):
        for file in self._files():
            row = db.session.execute(
                select(func.count(), func.coalesce(func.sum(WorkFileItem.pages), 0)).where(
                    WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None)
                )
            ).one()
            assert (file.document_count, file.page_count) == tuple(row)

    @invariant()
    def codes_are_given_once(self):
        codes = [file.code for file in self._files()]
        assert len(codes) == len(set(codes))

    @invariant()
    def state_and_dates_agree(self):
        for file in self._files():
            assert (file.ended_on is None) == (file.state is S.OPEN)
            assert (file.archived_at is not None) == (file.state is S.ARCHIVED)
            if file.state in (S.OFFERED, S.ARCHIVED):
                made = db.session.get_one(HandOver, file.hand_over_id)
                assert (made.taken_at is not None) == (file.state is S.ARCHIVED)

    @invariant()
    def the_last_line_of_the_trail_says_the_state(self):
        for file in self._files():
            lines = select(AuditEvent).where(AuditEvent.subject_uid == str(file.uid))
            moves = [
                line.facts["to"]
                for line in db.session.scalars(lines.order_by(AuditEvent.id))
                if "to" in line.facts
            ]
            assert (moves or [S.OPEN.value])[-1] == file.state.value

    @invariant()
    def everybody_sees_exactly_what_the_rules_say(self):
        """Who keeps it, the head of his unit, the leaders; the archive what is closed.

        The archive draws up the list of what is due to it. Nobody of another agency sees any.
        """
        files = self._files()
        for part in self.house.people:
            assert self._seen(self.house, part) == {
                file.id for file in files if self._may(part, file)
            }
        for part in ("clerk", "leader", "official"):
            assert self._seen(self.foreign, part) == set()

    def _seen(self, house, part):
        sees = queries.files_visible_to(house.people[part])
        return set(db.session.scalars(select(WorkFile.id).where(sees)))

    def _may(self, part, file):
        if part in ("leader", "deputy", "office_head"):
            return True
        if part == "clerk" and file.state in (S.CLOSED, S.OFFERED, S.ARCHIVED):
            return True
        whose = {"head": ("head", "official", "colleague"), "other_head": UNIT_OF_THE_OTHER}
        return file.desk_id in {self.house.desks[one].id for one in whose.get(part, (part,))}

    @invariant()
    def the_counters_are_the_counts(self):
        walking.the_counters_are_the_counts()


def test_no_walk_breaks_what_always_holds(app):
    Walk.app = app
    walking.walked(Walk, max_examples=8, stateful_step_count=15)


@pytest.mark.long
def test_no_long_walk_breaks_what_always_holds(app, record_property):
    Walk.app = app
    walking.walked_far(Walk, record_property, walks=80, steps=50)
