"""The counters of the desks, counted anew each night."""

from typing import Any

from sqlalchemy import case, delete, func, select

from documents.models import DeskCount, Duty, LineState, Routing, RoutingState, TaskLine
from office.db import db
from office.reconcile import reconciles

Row = dict[tuple[int, Duty], tuple[int, int]]


@reconciles("documents.desk_count")
def recount() -> int:
    """Put the true numbers into every counter that had drifted; says how many had."""
    true, kept = _true(), _kept()
    keys = true.keys() | kept.keys()
    drifted = [key for key in keys if true.get(key, (0, 0)) != kept.get(key, (0, 0))]
    for desk_id, duty in drifted:
        opened, unread = true.get((desk_id, duty), (0, 0))
        db.session.execute(
            delete(DeskCount).where(DeskCount.desk_id == desk_id, DeskCount.duty == duty)
        )
        db.session.add(DeskCount(desk_id=desk_id, duty=duty, open=opened, unread=unread))
        db.session.flush()
    return len(drifted)


def _true() -> Row:
    """Documents and tasks have duties of their own, so that no kind is counted twice."""
    routed = select(Routing.desk_id, Routing.duty, func.count(), _unread(Routing))
    routed = routed.where(Routing.state == RoutingState.OPEN)
    given = select(TaskLine.desk_id, TaskLine.duty, func.count(), _unread(TaskLine))
    given = given.where(TaskLine.state == LineState.OWED)
    rows = db.session.execute(
        routed.group_by(Routing.desk_id, Routing.duty).union_all(
            given.group_by(TaskLine.desk_id, TaskLine.duty)
        )
    )
    return {(desk_id, duty): (opened, int(new)) for desk_id, duty, opened, new in rows}


def _unread(model: type[Routing] | type[TaskLine]) -> Any:
    return func.sum(case((model.read_at.is_(None), 1), else_=0))


def _kept() -> Row:
    rows = db.session.execute(
        select(DeskCount.desk_id, DeskCount.duty, DeskCount.open, DeskCount.unread)
    )
    return {(desk_id, duty): (opened, unread) for desk_id, duty, opened, unread in rows}
