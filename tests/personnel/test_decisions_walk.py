"""Random decisions on one official, back-dated, corrected, cancelled, disproved, out of turn.

Beside the register a plain book is kept of what was signed; after every step the register must say
the same as the book on every day, and what it said at an earlier instant it must go on to say.
"""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from office import clock
from office.db import db
from office.errors import Invalid
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import DecisionState, PersonnelDecision
from personnel.operations.recording import settle_decision
from personnel.operations.rows import is_whole
from personnel.queries.proof import Doubt
from personnel.record.timeline import Change, state
from tests import build
from tests.conftest import rolled_back
from tests.documents import walking
from tests.personnel import house as register

DAYS, FIRST = 10, register.RECRUITED
days, places = st.integers(-1, DAYS - 1), st.integers(0, 5)
ALLOWANCES = ("responsibility", "region")


def day_of(number):
    """A day of the walk; the one before the first is before the recruitment."""
    return FIRST + timedelta(days=number)


def paid(on, says):
    """Pay by a job position, of which no scale says how much it is."""
    mode = register.code("pay_mode", "job_position_amount")
    return Change("pay", "", on, values={"mode": mode, "coefficient": says})


class Walk(RuleBasedStateMachine):
    """One official, his pay and his allowances."""

    app = None

    def __init__(self):
        super().__init__()
        self.stage = rolled_back(self.app)
        self.stage.__enter__()
        self.snv = build.agency()
        self.dossier = register.opened(self.snv, self.snv.official)
        first = next(row for row in queries.rows_of(self.dossier) if row.group == "pay")
        self.book = [{"line": first.line, "slot": ("pay", ""), "day": 0, "says": "2.34"}]
        self.seen = []
        self.decisions = []
        self.count = 0

    def teardown(self):
        self.stage.__exit__(None, None, None)

    def _says(self):
        self.count += 1
        return f"{self.count / 100 + 3:.2f}"

    def _signed(self, kind, changes, **more):
        """Signed and proven; None when the register refused to prepare it."""
        try:
            decision = register.drafted(self.snv, kind, self.dossier, *changes, **more)
        except Invalid:
            return None
        register.record(self.snv, decision)
        return decision

    def _note(self, decision, number, says, slot, line=None):
        if decision is None or decision.state is not DecisionState.RECORDED:
            return
        row = queries.rows_of(self.dossier)[-1]
        page = {"line": line or row.line, "slot": slot, "day": number, "says": says}
        self.book.append(page)
        self.decisions.append((decision.uid, page["line"]))

    @rule(number=days)
    def raise_pay(self, number):
        says = self._says()
        decision = self._signed("raise", [paid(day_of(number), says)])
        standing = [one["day"] for one in self._pages() if one["slot"] == ("pay", "")]
        assert (decision is None) == (number < 0 or number < max(standing, default=-1))
        self._note(decision, number, says, ("pay", ""))

    @rule(number=st.integers(0, DAYS - 1), place=st.sampled_from(ALLOWANCES))
    def grant(self, number, place):
        says = self._says()
        values = {"kind": register.code("allowance_kind", place), "value": says}
        decision = self._signed(
            "allowance", [Change("allowance", place, day_of(number), values=values)]
        )
        self._note(decision, number, says, ("allowance", place))

    @rule(place=places, number=st.integers(0, DAYS - 1))
    def correct(self, place, number):
        """The line of a recorded decision is said anew, for another day."""
        chosen = self._chosen(place)
        if chosen is None:
            return
        decision, line = chosen
        page = next(one for one in self._pages() if one["line"] == line)
        says, (group, slot) = self._says(), page["slot"]
        name = "coefficient" if group == "pay" else "value"
        row = next(one for one in queries.rows_of(self.dossier) if one.line == line)
        values = row.values | {name: says}
        change = Change(group, slot, day_of(number), values=values, line=line)
        made = self._signed("correct", [change], corrects=decision)
        self._note(made, number, says, page["slot"], line)

    @rule(place=places)
    def cancel(self, place):
        chosen = self._chosen(place)
        if chosen is None:
            return
        decision, line = chosen
        register.record(
            self.snv,
            operations.cancel_decision(
                decision, reason="Nhầm", effective_on=clock.today(), by=self.snv.hr
            ),
        )
        assert decision.state is DecisionState.CANCELLED
        self.book.append({"line": line, "slot": None, "day": 0, "says": None})

    @rule(number=days, proven=st.booleans())
    def sign_badly(self, number, proven):
        """What nobody signed, or signed badly, changes nothing."""
        try:
            decision = register.drafted(
                self.snv, "raise", self.dossier, paid(day_of(number), "9.99")
            )
        except Invalid:
            return
        if proven:
            register.checking(self.snv, decision)
            settle_decision(decision, Doubt("Sai"), by=SYSTEM)
            assert decision.state is DecisionState.REFUSED

    @rule()
    def record_twice(self):
        """A proven decision that comes again writes nothing again."""
        found = db.session.scalars(
            select(PersonnelDecision).where(PersonnelDecision.state == DecisionState.RECORDED)
        ).first()
        if found is not None:
            before = self.dossier.row_count
            settle_decision(found, register.proof(found), by=SYSTEM)
            assert self.dossier.row_count == before

    @rule()
    def remember(self):
        self.seen.append((clock.now(), self._shown()))

    def _chosen(self, place):
        """A recorded decision whose own line nobody has corrected or cancelled since."""
        standing = {one["line"] for one in self._pages()}
        open_ = []
        for uid, line in self.decisions:
            found = db.session.scalars(
                select(PersonnelDecision).where(PersonnelDecision.uid == uid)
            ).one()
            last = [one for one in self.decisions if one[1] == line][-1]
            if found.state is DecisionState.RECORDED and line in standing and last[0] == uid:
                open_.append((found, line))
        return open_[place % len(open_)] if open_ else None

    def _pages(self):
        last = {}
        for place, page in enumerate(self.book):
            last[page["line"]] = page | {"place": place}
        return [page for page in last.values() if page["slot"] is not None]

    def _painted(self):
        calendar = {}
        for page in sorted(self._pages(), key=lambda one: (one["day"], one["place"])):
            for number in range(page["day"], DAYS):
                calendar[number, *page["slot"]] = page["says"]
        return calendar

    def _shown(self, known_at=None):
        rows = queries.timeline(self.dossier)
        return {
            (number, row.group, row.slot): row.values.get("coefficient") or row.values["value"]
            for number in range(DAYS)
            for group in ("pay", "allowance")
            for row in state(rows, day_of(number), known_at).get(group, [])
        }

    @invariant()
    def the_register_says_what_the_book_says(self):
        assert self._shown() == self._painted()

    @invariant()
    def what_was_known_stays_known(self):
        for at, shown in self.seen:
            assert self._shown(at) == shown

    @invariant()
    def the_chain_is_whole(self):
        assert is_whole(queries.rows_of(self.dossier))


def test_no_walk_makes_the_register_and_the_book_differ(app):
    Walk.app = app
    walking.walked(Walk, max_examples=4, stateful_step_count=8)


@pytest.mark.long
def test_no_long_walk_makes_the_register_and_the_book_differ(app, record_property):
    Walk.app = app
    walking.walked_far(Walk, record_property, walks=60, steps=30)
