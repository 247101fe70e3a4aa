"""Random acts by random officials never break what holds for every task."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from documents import operations, queries
from documents.lifecycle import TASK
from documents.models import Task, TaskLine, TaskPart
from documents.operations import UrgingWords
from office.audit import AuditEvent
from office.db import db
from office.errors import Refusal
from tests import build
from tests.documents import tasks, walking

PARTS = ("leader", "deputy", "office_head", "head", "official", "colleague", "other_head", "clerk")
DESKS = ("head", "official", "colleague", "other_head", "other_official")
ACTS = {
    "accept": lambda task, by: operations.accept_task(task, by=by),
    "progress": lambda task, by: operations.report_progress(task, "Làm", percent=30, by=by),
    "outcome": lambda task, by: operations.add_outcome(task, "Kết quả", by=by),
    "report": lambda task, by: operations.report_done(task, "Xong", left_open="Không chờ", by=by),
    "plain report": lambda task, by: operations.report_done(task, "Xong", by=by),
    "contribute": lambda task, by: operations.contribute(task, "Góp ý", by=by),
    "return": lambda task, by: operations.return_task(task, "Trả", by=by),
    "ask": lambda task, by: operations.ask_extension(
        task, "Chờ", due_at=task.due_at + timedelta(days=3), by=by
    ),
    "grant": lambda task, by: operations.grant_extension(task, "", by=by),
    "refuse": lambda task, by: operations.refuse_extension(task, "Không", by=by),
    "urge": lambda task, by: operations.urge_task(task, UrgingWords("Nhanh"), by=by),
    "evaluate": lambda task, by: operations.evaluate(
        task, grade="met", left_open="Không chờ", by=by
    ),
    "send back": lambda task, by: operations.send_back_task(task, "Thiếu", by=by),
    "recall": lambda task, by: operations.recall_task(task, "Thôi", by=by),
    "reopen": lambda task, by: operations.reopen_task(task, "Sai", by=by),
    "read": lambda task, by: operations.mark_task_read(task, by=by),
}

OF_THE_LEAD = ("accept", "progress", "outcome", "report", "report", "return", "ask", "read")
OF_THE_GIVER = ("grant", "refuse", "urge", "evaluate", "evaluate", "send back", "recall", "reopen")
GIVERS = ("leader", "leader", "deputy", "head", "clerk")


class Walk(RuleBasedStateMachine):
    """One agency of twelve people who do what they like with their tasks."""

    house = None

    def __init__(self):
        super().__init__()
        db.session.remove()
        self.point = db.engines[None].begin_nested()

    def teardown(self):
        db.session.remove()
        self.point.rollback()

    @rule(
        lead=some.sampled_from(DESKS), helper=some.sampled_from(DESKS), by=some.sampled_from(GIVERS)
    )
    def give(self, lead, helper, by):
        others = [helper] if helper != lead else []
        new = tasks.new(self.house, lead=lead, cooperate=others, due_at=tasks.DUE(20))
        with suppress(Refusal):
            operations.give_task(new, by=self.house.people[by])

    @rule(lead=some.sampled_from(DESKS), which=some.integers(0, 99))
    def hand_down(self, lead, which):
        if task := self._one(which):
            new = tasks.new(self.house, lead=lead, due_at=task.due_at)
            with suppress(Refusal):
                operations.hand_down(task, new, by=self._at(task.lead_desk_id))

    @rule(act=some.sampled_from(OF_THE_LEAD), which=some.integers(0, 99))
    def act_as_lead(self, act, which):
        if task := self._one(which):
            self._try(act, task, self._at(task.lead_desk_id))

    @rule(act=some.sampled_from(OF_THE_GIVER), which=some.integers(0, 99))
    def act_as_giver(self, act, which):
        if task := self._one(which):
            self._try(act, task, self._at(task.giver_desk_id))

    @rule(
        act=some.sampled_from(sorted(ACTS)), by=some.sampled_from(PARTS), which=some.integers(0, 99)
    )
    def act_as_anybody(self, act, by, which):
        if task := self._one(which):
            self._try(act, task, self.house.people[by])

    @rule(lead=some.sampled_from(DESKS), which=some.integers(0, 99))
    def give_again(self, lead, which):
        if task := self._one(which):
            giver = self._at(task.giver_desk_id)
            with suppress(Refusal):
                operations.give_again(task, self.house.desks[lead].id, "Lại", by=giver)

    def _try(self, act, task, by):
        with suppress(Refusal):
            ACTS[act](task, by)

    def _at(self, desk_id):
        return next(one for one in self.house.people.values() if one.desk_id == desk_id)

    def _one(self, which):
        found = db.session.scalars(select(Task).order_by(Task.id)).all()
        return found[which % len(found)] if found else None

    # ------------------------------------------------------------------------ invariants

    @invariant()
    def the_counters_are_the_counts(self):
        walking.the_counters_are_the_counts()

    @invariant()
    def an_open_task_has_one_giver_and_one_lead_unless_returned(self):
        for task in db.session.scalars(select(Task)):
            leads = [line.desk_id for line in tasks.present(task, TaskPart.LEAD)]
            givers = [line.desk_id for line in tasks.present(task, TaskPart.GIVER)]
            wanted = [] if not task.is_open or task.state == "returned" else [task.lead_desk_id]
            assert leads == wanted
            assert givers == ([task.giver_desk_id] if task.is_open else [])

    @invariant()
    def a_whole_knows_its_open_parts(self):
        for task in db.session.scalars(select(Task)):
            parts = select(func.count(Task.id)).where(
                Task.parent_id == task.id, Task.closed_at.is_(None)
            )
            assert task.open_children == db.session.scalar(parts)

    @invariant()
    def nobody_sees_more_than_his_part(self):
        for part in ("official", "colleague", "other_official", "clerk", "admin"):
            actor = self.house.people[part]
            seen = set(db.session.scalars(select(Task.id).where(queries.visible_tasks(actor))))
            took = select(TaskLine.task_id).where(TaskLine.desk_id == actor.desk_id)
            assert seen == set(db.session.scalars(took))

    @invariant()
    def every_state_stands_in_the_audit(self):
        for task in db.session.scalars(select(Task)):
            lines = select(AuditEvent).where(AuditEvent.subject_uid == str(task.uid))
            moves = [
                line.facts["to"]
                for line in db.session.scalars(lines.order_by(AuditEvent.id))
                if line.act.removeprefix("task.") in TASK.edges
            ]
            recalled = db.session.scalars(
                lines.where(AuditEvent.act == "task.recalled_with_the_whole")
            ).all()
            last = "recalled" if recalled else moves[-1] if moves else "given"
            assert task.state == last


@pytest.mark.usefixtures("house")
def test_a_random_walk_never_breaks_a_task():
    _begin()
    walking.walked(Walk, max_examples=3, stateful_step_count=30, derandomize=True)


@pytest.mark.long
@pytest.mark.usefixtures("house")
def test_many_random_walks_never_break_a_task(record_property):
    _begin()
    walking.walked_far(Walk, record_property, walks=80, steps=50)


def _begin():
    Walk.house = build.agency()
    db.session.commit()
