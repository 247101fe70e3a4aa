"""The receivers of what an agency issued, as its clerk follows them; sets of receivers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from documents.models import (
    AxisAgency,
    AxisDelivery,
    Channel,
    DeliveryState,
    Direction,
    Dispatch,
    DispatchState,
    Document,
    RecipientGroup,
)
from documents.queries.kept_figures import kept
from documents.queries.visibility import visible_to
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

MOST = 1000
WORTH = 200  # rows: what the statement costs even where it finds nothing
RECEIPT_WITHIN = timedelta(hours=24)
WAITING = (DispatchState.QUEUED, DispatchState.FAILED)
HELD = (DeliveryState.BROKEN, DeliveryState.QUARANTINED)
ELECTRONIC = (Channel.AXIS, Channel.LOCAL)
_when = func.coalesce(Dispatch.due_at, Dispatch.changed_at)
Followed = Select[Dispatch, Document]


def _late(now: datetime) -> ColumnElement[bool]:
    return and_(Dispatch.state.in_(WAITING), Dispatch.due_at < now)


def _unanswered(a_day_ago: datetime) -> ColumnElement[bool]:
    """Sent, but the receiver's system has said nothing for a day: somebody has to phone."""
    return and_(
        Dispatch.state == DispatchState.SENT,
        Dispatch.channel.in_(ELECTRONIC),
        Dispatch.sent_at < a_day_ago,
    )


def _asked() -> ColumnElement[bool]:
    return and_(Dispatch.asked != "", Dispatch.answered != "15")


def _to_post() -> ColumnElement[bool]:
    return and_(Dispatch.channel == Channel.PAPER, Dispatch.state == DispatchState.QUEUED)


def _posted() -> ColumnElement[bool]:
    return and_(Dispatch.channel == Channel.PAPER, Dispatch.state == DispatchState.SENT)


NARROW: dict[str, Callable[[], ColumnElement[bool]]] = {
    "waiting": lambda: Dispatch.state.in_(WAITING),
    "late": lambda: _late(clock.now()),
    "silent": lambda: _unanswered(clock.now() - RECEIPT_WITHIN),
    "asked": _asked,
    "to-post": _to_post,
    "posted": _posted,
}
NEWEST_FIRST = {"all", "posted"}


def followed(actor: Actor, view: str, words: str = "") -> Followed:
    """Receivers with their documents: what has waited longest first, or the newest first."""
    statement = _receivers(Dispatch, Document).where(visible_to(actor))
    if view in NARROW:
        statement = statement.where(NARROW[view]())
    if words:
        statement = statement.where(_has(words))
    if view in NEWEST_FIRST:
        return statement.order_by(Dispatch.id.desc())
    return statement.order_by(_when, Dispatch.id)


def _receivers(*columns: Any) -> Select[*tuple[Any, ...]]:
    joined = select(*columns).join(Document, Document.id == Dispatch.document_id)
    return joined.where(Document.direction == Direction.OUTGOING)


class Pressing(NamedTuple):
    """How many receivers are late, gave no receipt, and how many packages are held back.

    Each is counted no further than one over `MOST`.
    """

    late: int
    silent: int
    held: int


def pressing_receivers(actor: Actor) -> Pressing:
    """What a clerk has to look after; asked at most every ten seconds."""
    return kept("receivers", actor, lambda: (_count_pressing(actor), WORTH)).value


def _count_pressing(actor: Actor) -> Pressing:
    now = clock.now()
    visible = _receivers(Dispatch.id).where(visible_to(actor))
    late, silent = _late(now), _unanswered(now - RECEIPT_WITHIN)
    held = select(AxisDelivery.id).where(
        AxisDelivery.agency_id == actor.agency_id, AxisDelivery.state.in_(HELD)
    )
    found = select(_up_to(visible.where(late)), _up_to(visible.where(silent)), _up_to(held))
    return Pressing._make(db.session.connection().execute(found).one())


def _up_to(statement: Select[int]) -> Any:
    some = statement.limit(MOST + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def after_row(view: str, at: datetime | None, row_id: int) -> ColumnElement[bool]:
    """The condition for the rows behind one."""
    if view in NEWEST_FIRST:
        return Dispatch.id < row_id
    return tuple_(_when, Dispatch.id) > (at, row_id)


def place_of(row: Dispatch) -> tuple[datetime, int]:
    """Where a row stands in the order."""
    return row.due_at or row.changed_at, row.id


def _has(words: str) -> ColumnElement[bool]:
    part = f"%{words.strip()}%"
    return or_(Document.symbol.ilike(part), Dispatch.receiver_name.ilike(part))


def dispatches_by_uid(actor: Actor, uids: list[UUID]) -> list[Dispatch]:
    """Rows that the actor follows; one that he does not see is not found."""
    statement = followed(actor, "all").where(Dispatch.uid.in_(uids))
    rows = [pair[0] for pair in db.session.execute(statement)]
    if len(rows) != len(set(uids)):
        raise NotFound(_("There is no such receiver."))
    return rows


# -------------------------------------------------------------------------------- groups


def groups_for(actor: Actor) -> list[RecipientGroup]:
    """The sets of the acting desk and those of the agency, by name."""
    statement = select(RecipientGroup).where(*_usable(actor))
    return list(db.session.scalars(statement.order_by(RecipientGroup.name, RecipientGroup.id)))


def group_by_uid(uid: UUID, actor: Actor) -> RecipientGroup:
    """One set that the actor may use."""
    statement = select(RecipientGroup).where(RecipientGroup.uid == uid, *_usable(actor))
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such group."))
    return found


def _usable(actor: Actor) -> list[ColumnElement[bool]]:
    own = or_(RecipientGroup.desk_id.is_(None), RecipientGroup.desk_id == actor.desk_id)
    return [RecipientGroup.agency_id == actor.agency_id, own]


def is_listed(channel: Channel, code: str) -> bool:
    """Whether a receiver can be reached by its channel: the axis knows those of its address book.

    Before the address book has come every code is taken; the axis itself refuses wrong ones.
    """
    if channel is not Channel.AXIS:
        return True
    known = select(AxisAgency.id).where(or_(AxisAgency.code == code, AxisAgency.old_code == code))
    has_book = db.session.scalar(select(AxisAgency.id).limit(1)) is not None
    return not has_book or db.session.scalar(known) is not None
