"""What every random walk keeps an eye on, and how far one walks."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import func, select

from documents.models import DeskCount, LineState, Routing, RoutingState, TaskLine
from office.audit import AuditEvent
from office.db import db


def the_counters_are_the_counts():
    """Of every desk and duty: what is owed and what of it is unread."""
    kept = select(DeskCount.desk_id, DeskCount.duty, DeskCount.open, DeskCount.unread)
    true = [
        *_counted(Routing, Routing.state == RoutingState.OPEN),
        *_counted(TaskLine, TaskLine.state == LineState.OWED),
    ]
    assert {tuple(row) for row in db.session.execute(kept) if row[2] or row[3]} == set(true)


def _counted(model, condition):
    unread = func.count().filter(model.read_at.is_(None))
    rows = select(model.desk_id, model.duty, func.count(), unread).where(condition)
    return map(tuple, db.session.execute(rows.group_by(model.desk_id, model.duty)))


def acts_on(subject):
    """What the trail says of a record, act and new state, in their order."""
    lines = select(AuditEvent.act, AuditEvent.facts).where(
        AuditEvent.subject_uid == str(subject.uid)
    )
    return [
        (act, facts.get("to")) for act, facts in db.session.execute(lines.order_by(AuditEvent.id))
    ]


def walked(machine, **size):
    """Walk; a walk that breaks something is printed as the steps that lead there."""
    chosen = settings(
        suppress_health_check=list(HealthCheck), deadline=None, print_blob=True, **size
    )
    run_state_machine_as_test(machine, settings=chosen)


def walked_far(machine, record_property, *, walks, steps):
    """The same for `make long`, with what its report tells."""
    record_property("walks", walks)
    record_property("steps", steps)
    walked(machine, max_examples=walks, stateful_step_count=steps)
