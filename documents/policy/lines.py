"""Rights that hang on the lines of routing: read once for all buttons of a page."""

from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session

from documents.models import Document, Duty, Routing, RoutingState
from office.db import db, in_operation
from office.permissions import Actor

KEPT = "routing_lines"


class Line(NamedTuple):
    """A line of routing as far as rights hang on it."""

    desk_id: int
    from_desk_id: int | None
    parent_id: int | None
    duty: Duty
    state: RoutingState
    due_at: datetime | None


_lines = select(*(getattr(Routing, name) for name in Line._fields)).where(
    Routing.document_id == bindparam("document_id")
)
_line_of = attrgetter(*Line._fields)


def owes(actor: Actor, document: Document, *duties: Duty) -> bool:
    """Whether one of these duties is open at the desk of the acting post."""
    return has_line(
        actor,
        document,
        lambda line: (
            line.desk_id == actor.desk_id
            and line.duty in duties
            and line.state is RoutingState.OPEN
        ),
    )


def has_line(actor: Actor, document: Document, fits: Callable[[Line], bool]) -> bool:
    """Whether a line of the document fits; nobody without a post has any."""
    return actor.desk_id is not None and any(map(fits, _lines_of(document.id)))


def keep_lines(document: Document, routings: Iterable[Routing]) -> None:
    """For a page that has read them already; they are forgotten with the transaction."""
    _kept()[document.id] = tuple(Line._make(_line_of(row)) for row in routings)


def _lines_of(document_id: int) -> tuple[Line, ...]:
    """Read once for all buttons of a page; an operation reads anew."""
    if in_operation():
        return _read_lines(document_id)
    kept = _kept()
    if document_id not in kept:
        kept[document_id] = _read_lines(document_id)
    return kept[document_id]


def _kept() -> dict[int, tuple[Line, ...]]:
    found: dict[int, tuple[Line, ...]] = db.session().info.setdefault(KEPT, {})
    return found


def _read_lines(document_id: int) -> tuple[Line, ...]:
    rows = db.session.execute(_lines, {"document_id": document_id})
    return tuple(Line._make(row) for row in rows)


@event.listens_for(Session, "after_transaction_end")
def _forget_lines(session: Session, _transaction: object) -> None:
    session.info.pop(KEPT, None)
