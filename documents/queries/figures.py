"""What is counted: documents in the registers, how each was handled, and which desk answers for it.

Figures and the lists behind them are narrowed by the same conditions, so that they agree.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, false, or_, select

from documents.models import Direction, Document, DocumentState, Duty, Routing, RoutingState
from documents.queries.tasks import desk_names
from documents.queries.visibility import BEFORE_NUMBERING
from office import clock
from office.db import db
from office.units import queries as units
from office.units.models import Desk, Tenure, Unit

REGISTERED, IN_HAND = "registered", "in-hand"
ON_TIME, LATE, OPEN, OVERDUE = "on-time", "late", "open", "overdue"
HANDLED = (ON_TIME, LATE, OPEN, OVERDUE)
NOBODY = "none"
AT_WORK = (DocumentState.ASSIGNED, DocumentState.PROCESSING)
LEADS = (RoutingState.OPEN, RoutingState.HANDED, RoutingState.DONE)


def registered() -> ColumnElement[bool]:
    """Entered into a register: what came in with its number, what goes out once it has one."""
    return or_(arrived(), numbered())


def arrived() -> ColumnElement[bool]:
    """A line of the register of arrivals."""
    return and_(Document.direction == Direction.INCOMING, Document.arrival_no.is_not(None))


def numbered() -> ColumnElement[bool]:
    """A line of the register of what goes out; it counts on the day of its number."""
    return and_(
        Document.direction == Direction.OUTGOING,
        Document.issued_on.is_not(None),
        Document.state.not_in(BEFORE_NUMBERING),
    )


def in_hand() -> ColumnElement[bool]:
    """Assigned and not yet done: a unit has it on its desk."""
    return and_(Document.direction == Direction.INCOMING, Document.state.in_(AT_WORK))


def handled(how: str) -> ColumnElement[bool]:
    """How a document was handled; what has no deadline is in time."""
    is_open, undated = Document.closed_at.is_(None), Document.due_at.is_(None)
    if how == ON_TIME:
        return and_(~is_open, or_(undated, Document.closed_at <= Document.due_at))
    if how == LATE:
        return and_(~is_open, Document.closed_at > Document.due_at)
    if how == OVERDUE:
        return and_(is_open, Document.due_at < clock.now())
    return and_(is_open, or_(undated, Document.due_at >= clock.now()))


def standing_as(how: str) -> ColumnElement[bool]:
    """One of the ways of handling as a condition on a list."""
    if how == IN_HAND:
        return in_hand()
    return registered() if how == REGISTERED else and_(registered(), handled(how))


# ------------------------------------------------------------------------ who answers for it


def lead_desk() -> ScalarSelect[int]:
    """The desk that leads what came in, or led it to the end; none before it is assigned."""
    return (
        select(Routing.desk_id)
        .where(
            Routing.document_id == Document.id,
            Routing.duty == Duty.LEAD,
            Routing.state.in_(LEADS),
        )
        .order_by(Routing.id.desc())
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )


def answering_desk() -> ColumnElement[int | None]:
    """Who leads what came in, who drafted what goes out."""
    return case((Document.direction == Direction.OUTGOING, Document.desk_id), else_=lead_desk())


def led_at(desk_ids: Sequence[int]) -> ColumnElement[bool]:
    """What these desks answer for."""
    return answering_desk().in_(desk_ids)


def of_unit(value: str) -> ColumnElement[bool]:
    """What the desks of a unit answer for, by its public name; `none` is what nobody leads yet."""
    if value == NOBODY:
        return answering_desk().is_(None)
    unit_id = db.session.scalar(select(Unit.id).where(Unit.uid == UUID(value)))
    return led_at(desks_placed_in([unit_id])) if unit_id else false()


def of_desk(value: str) -> ColumnElement[bool]:
    """What one desk answers for, by its public name."""
    if value == NOBODY:
        return answering_desk().is_(None)
    desk_id = db.session.scalar(select(Desk.id).where(Desk.uid == UUID(value)))
    return led_at([desk_id]) if desk_id else false()


def places_of(desk_ids: Sequence[int]) -> dict[int, int]:
    """The unit in which each desk stands, or stood last."""
    rows = db.session.execute(
        select(Tenure.desk_id, Tenure.unit_id)
        .where(Tenure.desk_id.in_(desk_ids), Tenure.person_id.is_(None))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    return {row[0]: row[1] for row in rows}


def unit_name(value: str) -> str:
    """What a unit of a question is called today."""
    unit_id = db.session.scalar(select(Unit.id).where(Unit.uid == UUID(value)))
    return units.name_of(unit_id) if unit_id else ""


def desk_name(value: str) -> str:
    """What a desk of a question is called today."""
    desk_id = db.session.scalar(select(Desk.id).where(Desk.uid == UUID(value)))
    return desk_names([desk_id])[desk_id] if desk_id else ""


def desks_placed_in(unit_ids: Sequence[int]) -> list[int]:
    """The desks that stand in these units, or stood there last."""
    once = select(Tenure.desk_id).where(Tenure.unit_id.in_(unit_ids), Tenure.person_id.is_(None))
    known = list(db.session.scalars(once.distinct()))
    return [desk_id for desk_id, unit_id in places_of(known).items() if unit_id in unit_ids]
