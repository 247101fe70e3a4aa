"""Random acts by random officials never break what holds for every document."""

from contextlib import suppress

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from documents import operations, queries
from documents.lifecycle import INCOMING, OUTGOING
from documents.models import (
    Document,
    DocumentState,
    Duty,
    Extension,
    NumberSeries,
    Participation,
    Routing,
    RoutingState,
)
from documents.models.document import CLOSED
from documents.operations.assigning import NewLead
from documents.operations.handling import Others
from documents.operations.incoming import Assignment, Registration
from documents.operations.incoming_acts import NumberFate
from documents.operations.issuing import mark_sealed, mark_signed
from documents.operations.recalling import Order
from office import clock
from office.audit import AuditEvent
from office.db import db
from office.errors import Refusal
from office.permissions import SYSTEM
from tests import build
from tests.conftest import rolled_back
from tests.documents import stages, walking

S = DocumentState
PARTS = ("clerk", "leader", "office_head", "head", "official", "colleague", "other_head", "admin")
LEAD = some.sampled_from(("head", "other_head", "official"))
UNITS = {
    "head": ("head", "official", "colleague"),
    "other_head": ("other_head", "other_official"),
}
WHOLE, PRIVATE = ("leader", "office_head"), {S.DRAFT, S.CANCELLED}
RIGHT = "right"
WHO = some.sampled_from((RIGHT, *PARTS))
ONE = some.integers(0, 99)
OWED = {
    S.ARRIVED: Duty.REGISTER,
    S.REGISTERED: Duty.PRESENT,
    S.PROPOSING: Duty.PROPOSE,
    S.PRESENTED: Duty.DIRECT,
    S.ASSIGNED: Duty.LEAD,
    S.PROCESSING: Duty.LEAD,
    S.SIGNED: Duty.NUMBER,
    S.NUMBERED: Duty.SEAL,
    S.SEALED: Duty.ISSUE,
}


def in_days(count):
    return clock.end_of_work(clock.add_working_days(clock.today(), count))


def rows_for(walk, lead):
    """The lead, and somebody who cooperates."""
    other = "other_head" if lead != "other_head" else "head"
    return [
        Assignment(walk.desk(lead), Duty.LEAD, in_days(5)),
        Assignment(walk.desk(other), Duty.COOPERATE, in_days(4)),
        Assignment(walk.desk("colleague"), Duty.INFORM),
    ]


def inside(walk, _lead):
    return walk.desk("official")


def line_of(document, duty):
    owed = select(Routing).where(
        Routing.document_id == document.id,
        Routing.duty == duty,
        Routing.state.in_([RoutingState.OPEN, RoutingState.HANDED]),
    )
    return db.session.scalars(owed.order_by(Routing.id)).first()


def asked_on(document):
    waiting = select(Extension).where(
        Extension.document_id == document.id, Extension.decided_at.is_(None)
    )
    return db.session.scalars(waiting).first()


def ask_time(walk, one, _lead, by):
    if line := line_of(one, Duty.LEAD):
        operations.ask_more_time(one, line, "Chờ", due_at=in_days(9), by=by)


def grant_time(_walk, one, _lead, by):
    if asked := asked_on(one):
        operations.grant_more_time(asked, by=by)


def change_lead(walk, one, lead, by):
    if line := line_of(one, Duty.LEAD):
        new = NewLead(walk.desk(lead), in_days(6), "")
        operations.change_lead(one, line, new, "Đổi", by=by)


def recall_share(_walk, one, _lead, by):
    if line := line_of(one, Duty.COOPERATE):
        operations.recall_assignment(one, line, "Thôi", by=by)


def hand_on(walk, one, lead, by):
    others = Others([Assignment(walk.desk("colleague"), Duty.COOPERATE)])
    operations.hand_on(one, inside(walk, lead), "Làm", others=others, by=by)


def propose(walk, one, lead, by):
    leader = walk.desk("leader")
    operations.propose(one, "Trình", rows_for(walk, lead), leader_desk_id=leader, by=by)


def submit(walk, one, _lead, by):
    draft = queries.draft_of(one)
    if draft and not draft.pdf_sha256:
        stages.composed(walk.house, one)
    operations.submit(one, walk.desk("leader"), by=by)


def undo(fate):
    return lambda _walk, one, _lead, by: operations.undo_registration(one, "Nhầm", fate=fate, by=by)


def said(act, text="Lý do"):
    """An act that asks for a few words."""
    return lambda _walk, one, _lead, by: act(one, text, by=by)


def plain(act):
    return lambda _walk, one, _lead, by: act(one, by=by)


# Each act with whoever has the right to it: a part of the agency, or the duty that he owes.
INTO = {
    "register": (
        "clerk",
        lambda _w, one, _l, by: operations.register_incoming(one, Registration("Việc"), by=by),
    ),
    "undo": ("clerk", undo(NumberFate.KEEP)),
    "undo and cancel": ("clerk", undo(NumberFate.CANCEL)),
    "refuse": ("clerk", said(operations.refuse)),
    "wrong address": ("clerk", said(operations.return_misaddressed)),
    "take up": ("clerk", said(operations.take_up_again)),
    "present": ("clerk", lambda w, one, _l, by: operations.present(one, w.desk("leader"), by=by)),
    "ask": ("clerk", lambda w, one, _l, by: operations.present(one, w.desk("office_head"), by=by)),
    "take back": ("clerk", plain(operations.take_back)),
    "propose": ("office_head", propose),
    "to the clerk": (Duty.DIRECT, said(operations.return_to_clerk)),
    "direct": (
        "leader",
        lambda w, one, lead, by: operations.direct(one, "Xử lý", rows_for(w, lead), by=by),
    ),
    "recall the direction": ("leader", said(operations.recall_direction)),
    "recall a share": ("leader", recall_share),
    "change the lead": ("leader", change_lead),
    "ask for time": (Duty.LEAD, ask_time),
    "grant time": ("leader", grant_time),
    "hand on": (Duty.LEAD, hand_on),
    "give back": (Duty.LEAD, said(operations.give_back)),
    "to the leader": (Duty.LEAD, said(operations.return_to_leader)),
    "reply": (Duty.LEAD, plain(operations.start_reply)),
    "cooperate": (Duty.COOPERATE, said(operations.report_cooperation)),
    "take note": (Duty.INFORM, plain(operations.acknowledge)),
    "complete": (
        Duty.LEAD,
        lambda _w, one, _l, by: operations.complete(one, "Xong", unanswered="Không chờ", by=by),
    ),
    "read": (Duty.LEAD, plain(operations.mark_read)),
}
OUT = {
    "submit": ("official", submit),
    "withdraw": ("official", plain(operations.withdraw_submission)),
    "drop": ("official", plain(operations.cancel_draft)),
    "send back": (Duty.SIGN, said(operations.send_back)),
    "sign": (
        "system",
        lambda w, one, _l, by: mark_signed(
            one, stages.pdf(f"signed {one.uid}"), w.house.leader.name, by=by
        ),
    ),
    "to the drafter": ("clerk", said(operations.return_to_drafter)),
    "number": (
        "clerk",
        lambda _w, one, _l, by: operations.number_document(
            one, issue_when_sealed=False, by=stages.program_of(by)
        ),
    ),
    "seal": (
        "system",
        lambda _w, one, _l, by: mark_sealed(one, stages.pdf(f"sealed {one.uid}"), by=by),
    ),
    "issue": ("clerk", plain(operations.issue)),
    "recall": (
        "clerk",
        lambda w, one, _l, by: operations.recall(one, Order("Sai", w.desk("leader")), by=by),
    ),
    "replace": ("official", said(operations.start_replacement)),
}
AT_WORK = (
    *("hand on", "complete", "reply", "cooperate", "take note", "read", "ask for time"),
    *("grant time", "change the lead", "recall a share", "give back", "to the leader"),
    "recall the direction",
)
NEXT = {
    S.ARRIVED: ("register", "register", "register", "refuse"),
    S.REGISTERED: ("present", "ask", "present", "undo", "undo and cancel", "wrong address"),
    S.PROPOSING: ("propose", "propose", "take back"),
    S.PRESENTED: ("direct", "direct", "direct", "take back", "to the clerk"),
    S.ASSIGNED: AT_WORK,
    S.PROCESSING: AT_WORK,
    S.REFUSED: ("take up",),
    S.DRAFT: ("submit", "submit", "submit", "drop"),
    S.SUBMITTED: ("sign", "sign", "sign", "send back", "withdraw"),
    S.SIGNED: ("number", "number", "to the drafter"),
    S.NUMBERED: ("seal",),
    S.SEALED: ("issue",),
    S.ISSUED: ("replace", "recall"),
}
"""What somebody with the right to it may do in each state."""


class Walk(RuleBasedStateMachine):
    """One agency whose people do what they like with what comes in and goes out."""

    app = None

    def __init__(self):
        super().__init__()
        self.stage = rolled_back(self.app)
        self.stage.__enter__()
        self.house = build.agency()
        self.count = 0

    def teardown(self):
        self.stage.__exit__(None, None, None)

    def desk(self, part):
        return self.house.desks[part].id

    # ------------------------------------------------------------------------- the acts

    @initialize(hidden=some.booleans())
    def begin(self, hidden):
        self.arrive(hidden)
        self.draft()

    @rule(hidden=some.sampled_from([False, False, True]))
    def arrive(self, hidden):
        self.count += 1
        name = str(self.count)
        build.arrived(self.house, symbol=f"{name}/X", identifier=name, is_restricted=hidden)

    @rule()
    def draft(self):
        self.count += 1
        stages.drafted(self.house, f"Dự thảo {self.count}")

    @rule(steps=some.lists(some.tuples(ONE, ONE), min_size=5, max_size=9), lead=LEAD)
    def go_on(self, steps, lead):
        """Whoever has the right to it does one of the next things."""
        for which, place in steps:
            document = self._one(which)
            if acts := NEXT.get(document.state):
                self._try(acts[place % len(acts)], document, RIGHT, lead)

    @rule(which=ONE, act=some.sampled_from(sorted(INTO | OUT)), who=WHO, lead=LEAD)
    def try_anything(self, which, act, who, lead):
        """Anybody tries anything; what is refused changes nothing."""
        self._try(act, self._one(which), who, lead)

    def _try(self, act, document, who, lead):
        right, do = (INTO | OUT)[act]
        with suppress(Refusal):
            do(self, document, lead, self._actor(document, right if who == RIGHT else who))

    def _one(self, which):
        """A young one rather than an old one, so that something comes to its end."""
        found = db.session.scalars(select(Document).order_by(Document.id.desc()).limit(6)).all()
        return found[which % len(found)]

    def _actor(self, document, name):
        if name == "system":
            return SYSTEM
        if isinstance(name, Duty):
            owed = line_of(document, name)
            desk_id = owed.desk_id if owed else self.desk("official")
            return next(one for one in self.house.people.values() if one.desk_id == desk_id)
        return self.house.people[name]

    # ------------------------------------------------------------------------ what holds

    @invariant()
    def the_counters_are_the_counts(self):
        walking.the_counters_are_the_counts()

    @invariant()
    def every_number_is_there_once(self):
        for series in db.session.scalars(select(NumberSeries)):
            assert queries.register_gaps(series) == []
        columns = (Document.arrival_no, Document.symbol, Document.direction, Document.number)
        rows = db.session.execute(select(*columns)).all()
        arrivals = [row.arrival_no for row in rows if row.arrival_no is not None]
        symbols = [row.symbol for row in rows if row.number is not None]
        assert len(arrivals) == len(set(arrivals))
        assert len(symbols) == len(set(symbols))

    @invariant()
    def what_is_open_is_owed_by_somebody_and_only_once(self):
        duties = {}
        owed = select(Routing.document_id, Routing.duty).where(Routing.state == RoutingState.OPEN)
        for document_id, duty in db.session.execute(owed):
            duties.setdefault(document_id, []).append(duty)
        for document in self._documents():
            mine = duties.get(document.id, [])
            if document.state in OWED:
                assert mine.count(OWED[document.state]) == 1, (document.state, mine)
            if document.state in CLOSED:
                assert set(mine) <= {Duty.INFORM}, (document.state, mine)
            assert (document.closed_at is not None) is (document.state in CLOSED)

    @invariant()
    def everybody_sees_exactly_what_the_rules_say(self):
        documents = self._documents()
        parts = {
            tuple(row)
            for row in db.session.execute(select(Participation.desk_id, Participation.document_id))
        }
        for part in PARTS:
            actor = self.house.people[part]
            seen = set(db.session.scalars(select(Document.id).where(queries.visible_to(actor))))
            listed = set(db.session.scalars(select(Document.id).where(queries.listed_for(actor))))
            assert seen == listed == {one.id for one in documents if self._may(part, one, parts)}

    def _may(self, part, document, parts):
        """DESIGN in plain words: who took part, whose register it is, whose unit took part."""
        if (self.desk(part), document.id) in parts:
            return True
        if document.is_restricted:
            return False
        if part in WHOLE:
            return document.state not in PRIVATE
        if part == "clerk":
            return document.state not in {*PRIVATE, S.SUBMITTED}
        return any((self.desk(one), document.id) in parts for one in UNITS.get(part, ()))

    @invariant()
    def every_state_stands_in_the_audit(self):
        moves = {}
        lines = select(AuditEvent.subject_uid, AuditEvent.act, AuditEvent.facts)
        for uid, act, facts in db.session.execute(lines.order_by(AuditEvent.id)):
            table = {"incoming": INCOMING, "outgoing": OUTGOING}.get(act.partition(".")[0])
            if table and act.partition(".")[2] in table.edges:
                moves[uid] = facts["to"]
        for document in self._documents():
            first = S.ARRIVED if document.is_incoming else S.DRAFT
            assert document.state == moves.get(str(document.uid), first)

    def _documents(self):
        return db.session.scalars(select(Document).order_by(Document.id)).all()


def test_a_random_walk_never_breaks_a_document(app):
    Walk.app = app
    walking.walked(Walk, max_examples=5, stateful_step_count=20, derandomize=True)


@pytest.mark.long
def test_many_random_walks_never_break_a_document(app, record_property):
    Walk.app = app
    walking.walked_far(Walk, record_property, walks=150, steps=60)
