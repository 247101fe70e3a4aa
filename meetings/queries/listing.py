"""Lists of meetings: what is to come, what is on, what was held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from meetings.models import AHEAD, HELD, LIVE, Kind, Meeting, MeetingState
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


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """Which of the meetings of a view: by words, of a kind, from day to day, of one's own desk."""

    words: str = ""
    kind: Kind | None = None
    first: date | None = None
    last: date | None = None
    is_mine: bool = False


def listed(
    actor: Actor,
    view: str,
    *,
    narrow: Narrow | None = None,
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
) -> list[Row[Any]]:
    """A page and one row more; the next ones first of what comes, the latest of what was held."""
    forward = view == "coming"
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS).where(visible_to(actor))
    statement = statement.where(Meeting.state.in_(VIEWS[view]))
    if narrow:
        statement = statement.where(*_narrowed(actor, narrow))
    if after:
        statement = statement.where(_beyond(after, forward=forward))
    ordered = _ordered(statement, forward=forward)
    return list(db.session.execute(ordered.limit(size + 1)))


def _narrowed(actor: Actor, narrow: Narrow) -> Iterator[ColumnElement[bool]]:
    for word in search.fold(narrow.words).split():
        yield Meeting.folded.contains(word, autoescape=True)
    if narrow.kind:
        yield Meeting.kind == narrow.kind
    if narrow.first:
        yield Meeting.starts_at >= clock.local_midnight(narrow.first)
    if narrow.last:
        yield Meeting.starts_at < clock.midnight_after(narrow.last)
    if narrow.is_mine:
        yield Meeting.desk_id == actor.desk_id


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
