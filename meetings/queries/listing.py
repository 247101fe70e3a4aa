"""Lists of meetings: what is to come, what is on, what was held."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from meetings.models import AHEAD, HELD, LIVE, Meeting, MeetingState
from meetings.queries.seeing import visible_to
from office import clock, search
from office.db import db
from office.permissions import Actor

PAGE = 50
VIEWS: Mapping[str, tuple[MeetingState, ...]] = {
    "coming": (*LIVE, *AHEAD),
    "held": HELD,
    "cancelled": (MeetingState.CANCELLED,),
}
COLUMNS = (
    Meeting.id,
    Meeting.uid,
    Meeting.number,
    Meeting.year,
    Meeting.state,
    Meeting.kind,
    Meeting.secrecy,
    Meeting.title,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.place,
)


def listed(
    actor: Actor,
    view: str,
    *,
    words: str = "",
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
) -> list[Row[Any]]:
    """A page and one row more; the next ones first of what comes, the latest of what was held."""
    forward = view == "coming"
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS).where(visible_to(actor))
    statement = statement.where(Meeting.state.in_(VIEWS[view]))
    if words:
        fits = [
            Meeting.folded.contains(word, autoescape=True) for word in search.fold(words).split()
        ]
        statement = statement.where(*fits)
    if after:
        statement = statement.where(_beyond(after, forward=forward))
    ordered = _ordered(statement, forward=forward)
    return list(db.session.execute(ordered.limit(size + 1)))


def _beyond(after: tuple[datetime, int], *, forward: bool) -> ColumnElement[bool]:
    at, row = after
    if forward:
        return or_(Meeting.starts_at > at, and_(Meeting.starts_at == at, Meeting.id > row))
    return or_(Meeting.starts_at < at, and_(Meeting.starts_at == at, Meeting.id < row))


def _ordered(statement: Select[*tuple[Any, ...]], *, forward: bool) -> Select[*tuple[Any, ...]]:
    if forward:
        return statement.order_by(Meeting.starts_at, Meeting.id)
    return statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def live_now(actor: Actor) -> int:
    """How many meetings that the actor sees are in session."""
    today = clock.now()
    found = select(Meeting.id).where(
        visible_to(actor), Meeting.state.in_(LIVE), Meeting.starts_at <= today
    )
    return len(db.session.scalars(found.limit(99)).all())
