"""The lines of a document's assignments, who may change them, and requests for more time."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from documents.models import (
    Document,
    Duty,
    Extension,
    MoreTimeState,
    Routing,
    RoutingState,
    Urging,
)
from documents.policy import AT_WORK, URGED, may_urge_line
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

SHOWN = (Duty.LEAD, Duty.COOPERATE, Duty.INFORM, Duty.OPINION)


class AssignmentLine(NamedTuple):
    """One line with its depth below the direction and what may be done about it."""

    routing: Routing
    depth: int
    urgings: Sequence[Urging]
    extension: Extension | None
    may_urge: bool
    may_change: bool
    is_own: bool


def assignment_lines(
    document: Document, actor: Actor, routings: Sequence[Routing], urgings: Sequence[Urging]
) -> list[AssignmentLine]:
    """The lines as a tree in reading order; what was handed on stands below its giver."""
    asked = {row.routing_id: row for row in extensions_on(document)}
    shown = [row for row in routings if row.duty in SHOWN]
    known = {row.id for row in shown}
    below: dict[int, list[Routing]] = {}
    for row in shown:
        below.setdefault(row.parent_id if row.parent_id in known else 0, []).append(row)
    found: list[AssignmentLine] = []

    def add(row: Routing, depth: int) -> None:
        mine = [one for one in urgings if one.routing_id == row.id]
        found.append(_line(row, depth, mine, asked.get(row.id), document, actor))
        for child in below.get(row.id, ()):
            add(child, depth + 1)

    for row in below.get(0, ()):
        add(row, 0)
    return found


def _line(  # noqa: PLR0913, PLR0917 - what stands in one row
    row: Routing,
    depth: int,
    urgings: Sequence[Urging],
    extension: Extension | None,
    document: Document,
    actor: Actor,
) -> AssignmentLine:
    is_at_work = row.state in AT_WORK
    assigned = row.from_desk_id is not None and row.from_desk_id == actor.desk_id
    return AssignmentLine(
        routing=row,
        depth=depth,
        urgings=urgings,
        extension=extension,
        may_urge=is_at_work and may_urge_line(row, document, actor),
        may_change=is_at_work and assigned and row.duty is not Duty.OPINION,
        is_own=is_at_work and row.desk_id == actor.desk_id,
    )


def extensions_on(document: Document) -> list[Extension]:
    """The requests for more time on a document, the latest last."""
    statement = select(Extension).where(Extension.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Extension.id)))


def extension_on(document: Document, uid: UUID) -> Extension:
    """One request of a document."""
    statement = select(Extension).where(Extension.document_id == document.id, Extension.uid == uid)
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def extension_for(document: Document, actor: Actor) -> Extension | None:
    """The oldest request that waits for the decision of the acting desk."""
    statement = select(Extension).where(
        Extension.document_id == document.id,
        Extension.to_desk_id == actor.desk_id,
        Extension.state == MoreTimeState.ASKED,
    )
    return db.session.scalars(statement.order_by(Extension.id)).first()


def line_on(document: Document, uid: UUID) -> Routing:
    """One line of a document's assignments."""
    statement = select(Routing).where(
        Routing.document_id == document.id, Routing.uid == uid, Routing.duty.in_(SHOWN)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such assignment."))
    return found


def missing_in(document: Document) -> list[str]:
    """The cooperating desks that have not contributed, by name."""
    statement = select(Routing.desk_id).where(
        Routing.document_id == document.id,
        Routing.duty == Duty.COOPERATE,
        Routing.state == RoutingState.OPEN,
    )
    return [units.desk_label(desk_id) for desk_id in db.session.scalars(statement)]


def own_line(document: Document, actor: Actor) -> Routing | None:
    """The assignment of the acting desk that is at work; the weightiest of several."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.desk_id == actor.desk_id,
        Routing.duty.in_(URGED),
        Routing.state.in_(AT_WORK),
    )
    rows = db.session.scalars(statement.order_by(Routing.id)).all()
    return min(rows, key=lambda row: URGED.index(row.duty), default=None)


def lines_from(document: Document, actor: Actor) -> list[Routing]:
    """What the acting desk has assigned and is at work."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.from_desk_id == actor.desk_id,
        Routing.duty.in_(SHOWN),
        Routing.state.in_(AT_WORK),
    )
    return list(db.session.scalars(statement.order_by(Routing.id)))
