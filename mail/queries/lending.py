"""Rights in others' boxes that hold no longer: who has them left, or their time is over."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from mail.models import BoxState, Mailbox, MailGrant
from mail.queries.boxes import works_at
from office import clock
from office.db import db
from office.units.models import Desk, Tenure
from office.units.queries import held_at


def _works_there(person_id: Any) -> ColumnElement[bool]:
    """The condition that somebody has a post in the agency of a box itself."""
    held = Tenure.person_id == person_id, held_at(Tenure, clock.now())
    return exists().where(Desk.id == Tenure.desk_id, Desk.agency_id == Mailbox.agency_id, *held)


def strangers_grants() -> list[MailGrant]:
    """The rights in force of who has no post in the agency of the box any more."""
    suspect = (
        select(MailGrant, Mailbox)
        .join(Mailbox, Mailbox.id == MailGrant.mailbox_id)
        .where(
            MailGrant.revoked_at.is_(None),
            MailGrant.valid_to > clock.now(),
            ~_works_there(MailGrant.person_id),
        )
        .order_by(MailGrant.id)
    )
    rows = db.session.execute(suspect).all()
    return [row for row, box in rows if not works_at(box, row.person_id)]


def ended_receivers() -> list[Mailbox]:
    """The boxes whose receiver read long enough, or has no post in their agency any more."""
    now = clock.now()
    suspect = select(Mailbox).where(
        Mailbox.state == BoxState.HANDOVER,
        Mailbox.receiver_id.is_not(None),
        or_(Mailbox.receiver_until <= now, ~_works_there(Mailbox.receiver_id)),
    )
    rows = db.session.scalars(suspect.order_by(Mailbox.id)).all()
    return [box for box in rows if _is_ended(box)]


def _is_ended(box: Mailbox) -> bool:
    is_over = box.receiver_until is not None and box.receiver_until <= clock.now()
    return is_over or not works_at(box, box.receiver_id or 0)
