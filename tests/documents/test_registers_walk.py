"""Random walks of registers: whoever does what in whatever order, no number is lost or doubled."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from documents import operations, queries
from documents.models import (
    Direction,
    Document,
    EntryState,
    NumberEntry,
    Numbering,
    NumberSeries,
    OldBookState,
    VolumeState,
)
from documents.operations.numbers import cancel_number, series_of, take_number
from office import blobs, clock
from office.db import db, transaction
from office.errors import Refusal
from office.permissions import SYSTEM
from tests import build
from tests.conftest import rolled_back
from tests.documents import walking

BOOKS = st.sampled_from(["incoming", "outgoing"])
SERIES = st.sampled_from(["incoming", "outgoing:cong-van", "outgoing:bao-cao", "outgoing:all"])
PEOPLE = st.sampled_from(["clerk", "leader", "official", "other_head", "admin"])
FEW = st.integers(1, 4)


class Walk(RuleBasedStateMachine):
    """One agency; `app` is given by the test, each walk is undone at its end."""

    app = None

    def __init__(self):
        super().__init__()
        self.stage = rolled_back(self.app)
        self.stage.__enter__()
        self.house = build.agency()
        self.documents, self.entries, self.volumes, self.batches = [], [], [], []
        self.given = {}

    def teardown(self):
        self.stage.__exit__(None, None, None)

    def tried(self, act):
        """What is refused changes nothing; the invariants look at that."""
        try:
            return act()
        except Refusal:
            db.session.rollback()
            return None

    @rule(person=PEOPLE)
    def register(self, person):
        by = self.house.people[person]
        document = build.arrived(self.house)
        facts = operations.incoming.Registration("Việc")
        self.tried(lambda: operations.register_incoming(document, facts, by=by))
        self.documents.append(document)

    @rule(kind=st.sampled_from(["cong-van", "bao-cao"]))
    def number(self, kind):
        draft = operations.start_draft(subject="x", type_code=kind, by=self.house.official)

        def take():
            with transaction():
                draft.number = take_number(draft, series_of(draft), by=self.house.clerk)

        self.tried(take)
        self.documents.append(draft)

    @rule(series=SERIES, person=PEOPLE)
    def reserve(self, series, person):
        day = min(clock.today() + timedelta(days=1), clock.today().replace(month=12, day=31))
        facts = {"reason": "x", "holder": "y", "expires_on": day}
        by = self.house.people[person]
        made = self.tried(lambda: operations.reserve_number(series, **facts, by=by))
        self.entries += [made] if made else []

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def give_up(self, data):
        entry = data.draw(st.sampled_from(self.entries))
        self.tried(lambda: operations.cancel_reservation(entry, "thôi", by=self.house.clerk))

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def cancel(self, data):
        document = data.draw(st.sampled_from(self.documents))

        def act():
            with transaction():
                cancel_number(document, reason="nhầm")

        self.tried(act)

    @rule(series=SERIES, ahead=FEW, reason=st.sampled_from(["", "sổ giấy"]))
    def open_at(self, series, ahead, reason):
        agency, year = self.house.unit.id, clock.today().year
        number = queries.next_number(agency, series, year) + ahead - 2
        self.tried(
            lambda: operations.set_opening(
                agency, series, number, reason=reason, by=self.house.leader
            )
        )

    @rule(numbering=st.sampled_from(list(Numbering)), later=st.booleans())
    def decide(self, numbering, later):
        year, groups = clock.today().year + later, {"A": ["bao-cao"]}
        self.tried(
            lambda: operations.decide_numbering(
                numbering, groups=groups, from_year=year, by=self.house.leader
            )
        )

    @rule(book=BOOKS, person=PEOPLE)
    def close(self, book, person):
        by = self.house.people[person]
        made = self.tried(lambda: operations.close_book(book, clock.today().year, by=by))
        self.volumes += [made] if made else []

    @precondition(lambda self: self.volumes)
    @rule(data=st.data(), person=PEOPLE)
    def reopen(self, data, person):
        volume, by = data.draw(st.sampled_from(self.volumes)), self.house.people[person]
        self.tried(lambda: operations.reopen_volume(volume, "cần sửa", by=by))

    @rule(number=st.integers(1, 6), ago=st.integers(0, 1))
    def take_over(self, number, ago):
        year, clerk = clock.today().year - ago, self.house.clerk
        begins = queries.next_number(self.house.unit.id, "incoming", year)
        if not ago and number >= begins:
            return
        brought = operations.Brought("x.xlsx", "incoming", year)
        old = operations.bring_old_book(brought, blobs.put(b"x"), by=clerk)
        facts = {
            "day": f"{year}-01-05",
            "number": number,
            "series": "incoming",
            "issuer": "A",
            "symbol": "",
            "issued_on": "",
            "type_code": "cong-van",
            "old": {},
            "type_name": "Công văn",
            "subject": "cũ",
        }
        operations.keep_old_rows(old, [operations.ReadRow(4, [], facts, [])], by=SYSTEM)
        self.tried(lambda: operations.accept_old_book(old, by=clerk))
        self.batches.append(old)

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def undo(self, data):
        old = data.draw(st.sampled_from(self.batches))
        self.tried(lambda: operations.undo_old_book(old, by=self.house.clerk))

    @invariant()
    def no_number_is_missing(self):
        for series in db.session.scalars(select(NumberSeries)):
            assert queries.register_gaps(series) == []

    @invariant()
    def what_was_given_once_stays_given(self):
        rows = db.session.scalars(
            select(NumberEntry)
            .where(NumberEntry.state != EntryState.IMPORTED)
            .execution_options(populate_existing=True)
        ).all()
        now = {(row.series_id, row.number): row for row in rows}
        assert len(now) == len(rows)
        assert set(self.given) <= set(now)
        for key, (document, state, volume) in self.given.items():
            row = now[key]
            if state is not EntryState.RESERVED:
                assert row.document_id == document
            if volume and row.volume_id == volume:
                assert row.state is state
            if state is EntryState.CANCELLED:
                assert row.state is EntryState.CANCELLED
        self.given = {key: (row.document_id, row.state, row.volume_id) for key, row in now.items()}

    @invariant()
    def closed_lines_stand_in_closed_volumes(self):
        closed = {row.id for row in self.volumes if row.state is VolumeState.CLOSED}
        bound = set(
            db.session.scalars(
                select(NumberEntry.volume_id).where(NumberEntry.volume_id.is_not(None))
            )
        )
        assert bound <= closed

    @invariant()
    def a_batch_is_whole_or_out(self):
        for old in self.batches:
            rows = list(db.session.scalars(queries.old_rows(old)))
            inside = [row.document_id is not None for row in rows]
            assert all(inside) is (old.state is OldBookState.ACCEPTED)

    @invariant()
    def the_counters_are_the_counts(self):
        walking.the_counters_are_the_counts()
        for series in db.session.scalars(select(NumberSeries)):
            given = select(func.count(NumberEntry.id)).where(
                NumberEntry.series_id == series.id,
                NumberEntry.number >= series.opening,
                NumberEntry.state != EntryState.IMPORTED,
            )
            assert db.session.scalar(given) == max(series.last - series.opening + 1, 0)

    @invariant()
    def everybody_sees_exactly_what_the_rules_say(self):
        """Clerk and leader the whole register, who drafted his drafts, nobody else anything."""
        rows = db.session.execute(select(Document.id, Document.direction)).all()
        whole = {row.id for row in rows if row.direction is Direction.INCOMING}
        rights = {"clerk": whole, "leader": whole, "official": {row.id for row in rows} - whole}
        for part in ("clerk", "leader", "official", "other_head", "admin"):
            sees = select(Document.id).where(queries.visible_to(self.house.people[part]))
            assert set(db.session.scalars(sees)) == rights.get(part, set())

    @invariant()
    def every_act_stands_in_the_audit(self):
        for document in self.documents:
            if document.is_incoming:
                is_told = ("incoming.register", "registered") in walking.acts_on(document)
                assert is_told is (document.arrival_no is not None)
        for entry in self.entries:
            acts = [act for act, _to in walking.acts_on(entry)]
            is_cancelled = entry.state is EntryState.CANCELLED
            assert acts == ["numbers.reserved", *(["numbers.cancelled"] if is_cancelled else [])]
        for volume in self.volumes:
            moves = [to for _act, to in walking.acts_on(volume) if to]
            assert (moves or [VolumeState.CLOSED])[-1] == volume.state
        for old in self.batches:
            assert [to for _act, to in walking.acts_on(old) if to][-1] == old.state


@pytest.mark.slow
def test_no_walk_loses_or_doubles_a_number(app):
    Walk.app = app
    walking.walked(Walk, max_examples=5, stateful_step_count=16)


@pytest.mark.long
def test_no_long_walk_loses_or_doubles_a_number(app, record_property):
    Walk.app = app
    walking.walked_far(Walk, record_property, walks=80, steps=50)
