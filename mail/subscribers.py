"""What a reorganisation does to the rows of this package.

A box lies at its desk and moves with it as a whole; what names an agency is asked by its lineage.
Afterwards the job that provides boxes joins those of merged desks and readdresses people.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from mail import operations
from mail.models import (
    BoxState,
    Contact,
    FormerImport,
    Mailbox,
    MailDomain,
    MailHold,
    MailList,
    MailPool,
    MailRefusal,
    MailWish,
    OutgoingMail,
)
from mail.operations.provisioning import PROVIDE
from mail.queries import box_of_desk
from office import outbox
from office.db import db
from office.events import subscribe
from office.permissions import SYSTEM
from office.units.events import UnitsReorganised
from office.units.reorganisation import Rule, at_reorganisation

STAYS = (
    (OutgoingMail, "agency_id"),
    (MailDomain, "agency_id"),
    (MailList, "agency_id"),
    (MailList, "unit_id"),
    (MailHold, "agency_id"),
    (MailPool, "agency_id"),
    (MailPool, "unit_id"),
    (Contact, "agency_id"),
    (MailRefusal, "agency_id"),
    (MailWish, "agency_id"),
    (FormerImport, "agency_id"),
)


def register() -> None:
    """Say the rule of every column that names a unit or a desk."""
    for model, column in STAYS:
        at_reorganisation(model, column, Rule.STAYS)
    at_reorganisation(Mailbox, "agency_id", Rule.FOLLOWS_UNIT)
    is_open = Mailbox.state.in_([BoxState.ACTIVE, BoxState.SUSPENDED])
    at_reorganisation(Mailbox, "desk_id", Rule.FOLLOWS_DESK, is_open=is_open)(_hand_on)


def _hand_on(ids: Sequence[int], to: int, _at: datetime) -> None:
    """A transferred function takes its box along; where there is one, the addresses lead to it."""
    for box in db.session.scalars(select(Mailbox).where(Mailbox.id.in_(ids))).all():
        into = box_of_desk(to)
        if into is not None:
            operations.join_boxes(box, into, reason="transfer", by=SYSTEM)
        box.desk_id = to


@subscribe(UnitsReorganised)
def provide_boxes(event: UnitsReorganised) -> None:
    """Boxes and addresses follow at once, by a job."""
    key = f"{PROVIDE}:{event.operation_uid}"
    outbox.enqueue(PROVIDE, key=key, lane=outbox.Lane.BULK)
