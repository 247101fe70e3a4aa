"""Builders of tasks, made by the operations."""

from datetime import timedelta

from sqlalchemy import select

from documents import operations, queries
from documents.models import Document, TaskLine, TaskOrigin, TaskPart
from documents.operations import NewTask
from office import clock
from office.db import db, transaction
from office.units.models import AgencySetting, Tenure
from tests import build


def DUE(days=10):  # noqa: N802 - reads as a value where it is used
    """The end of work some days ahead."""
    return clock.end_of_work(clock.today() + timedelta(days=days))


def file(name="a.txt"):
    return build.text_file(name)


def new(house, *, lead="head", cooperate=(), follow=(), **facts):
    """What a giver fills in; desks by their part."""
    made = {"title": "Rà soát vị trí việc làm", "due_at": DUE()}
    return NewTask(
        lead_desk_id=house.desks[lead].id,
        cooperate=[house.desks[part].id for part in cooperate],
        follow=[house.desks[part].id for part in follow],
        **(made | facts),
    )


def given(house, *, by="leader", origin=TaskOrigin.OWN, **facts):
    """A task that the leader gave to the head of the staff room."""
    return operations.give_task(new(house, **facts), origin=origin, by=house.people[by])


def reported(house, *, left_open="", **facts):
    """A task that its lead has reported done."""
    task = given(house, **facts)
    operations.report_done(task, "Đã ban hành", left_open=left_open, by=house.head)
    return task


def closed(house, *, grade="good", **facts):
    """A task that was evaluated."""
    task = reported(house, **facts)
    operations.evaluate(task, grade=grade, by=house.leader)
    return task


def present(task, part):
    lines = select(TaskLine).where(
        TaskLine.task_id == task.id, TaskLine.part == part, TaskLine.valid_to.is_(None)
    )
    return list(db.session.scalars(lines))


def line(task, part):
    return present(task, part)[0]


def leads(task):
    return [one.desk_id for one in present(task, TaskPart.LEAD)]


def owed(actor):
    """What the acting desk owes its tasks."""
    return queries.owed_by_deadline(actor)


def sees_paper(paper, actor):
    seen = select(Document.id).where(Document.id == paper.id, queries.visible_to(actor))
    return db.session.scalar(seen) is not None


def tenures_of(desk):
    return select(Tenure).where(Tenure.desk_id == desk.id, Tenure.person_id.is_not(None))


def make_late(task):
    """Its deadline has passed meanwhile."""
    with transaction():
        past = clock.now() - timedelta(days=2)
        task.due_at = past
        lines = select(TaskLine).where(TaskLine.task_id == task.id)
        for one in db.session.scalars(lines):
            one.due_at = past


def set_quota(house, number):
    """So many open tasks are usual for each person of the agency."""
    with transaction():
        row = AgencySetting(agency_id=house.unit.id, name="task_quota", value={"value": number})
        db.session.add(row)
