"""What may go that never became a letter in a box, and whether a closed box may end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from mail.models import (
    ArrivalState,
    MailArrival,
    Mailbox,
    MailDraft,
    MailHold,
    MailItem,
    MailState,
    OutgoingMail,
)
from mail.queries.addresses import box_behind
from mail.queries.keeping import rules_for
from office import clock
from office.accounts.models import Account
from office.db import db

CONCLUDED = (MailState.SENT, MailState.WITHDRAWN, MailState.FAILED)
DROPPED = and_(MailDraft.dropped_at.is_not(None), MailDraft.left_at.is_(None))


def is_kept(box: Mailbox) -> bool:
    """Whether a closed box is held, still keeps something, or its time has not come."""
    days = rules_for(box).closed_days
    is_young = box.closed_at is None or box.closed_at + timedelta(days=days) > clock.now()
    lies = select(MailItem.id).where(MailItem.mailbox_id == box.id, MailItem.removed_at.is_(None))
    return not days or is_young or is_box_held(box) or db.session.scalar(lies.limit(1)) is not None


def is_box_held(box: Mailbox) -> bool:
    """Whether a hold covers a whole box, or its owner: also what lies in it as a draft."""
    his = MailHold.person_id == box.person_id if box.person_id else false()
    mine = or_(MailHold.mailbox_id == box.id, his)
    held = select(MailHold.id).where(MailHold.released_at.is_(None), mine)
    return db.session.scalar(held.limit(1)) is not None


def is_arrival_held(arrival: MailArrival) -> bool:
    """Whether a box or a person is held for whom mail was that could not be delivered, or by whom.

    A box that takes no mail any more is held as well as an open one.
    """
    addresses = [str(one["address"]) for one in arrival.recipients]
    writer = _writer(arrival.login)
    if arrival.login:
        addresses.append(arrival.envelope_from)
    held = any(is_box_held(box) for box in map(box_behind, addresses) if box is not None)
    return held or (writer is not None and _is_person_held(writer))


def _writer(login: str) -> int | None:
    """The person who submitted a mail by a program."""
    account = db.session.get(Account, int(login)) if login.isdigit() else None
    return account.person_id if account is not None else None


def _is_person_held(person_id: int) -> bool:
    """Whether a hold covers a person, or a box of his own."""
    own = select(Mailbox.id).where(Mailbox.person_id == person_id)
    his = or_(MailHold.person_id == person_id, MailHold.mailbox_id.in_(own))
    held = select(MailHold.id).where(MailHold.released_at.is_(None), his)
    return db.session.scalar(held.limit(1)) is not None


def failed_before(before: datetime, *, after: int, most: int) -> Sequence[MailArrival]:
    """The next mail that failed on its way in before an instant."""
    failed = MailArrival.state == ArrivalState.FAILED, MailArrival.received_at <= before
    rows = select(MailArrival).where(*failed, MailArrival.id > after).order_by(MailArrival.id)
    return db.session.scalars(rows.limit(most)).all()


def posted_before(before: datetime, *, after: int, most: int) -> Sequence[OutgoingMail]:
    """The next notices of the house that were sent, or failed, before an instant."""
    said = or_(OutgoingMail.text != "", OutgoingMail.subject != "", OutgoingMail.sha256 != "")
    rows = select(OutgoingMail).where(
        OutgoingMail.id > after,
        OutgoingMail.message_id.is_(None),
        OutgoingMail.mailbox_id.is_(None),
        OutgoingMail.state.in_(CONCLUDED),
        OutgoingMail.made_at <= before,
        said,
    )
    return db.session.scalars(rows.order_by(OutgoingMail.id).limit(most)).all()


def boxes_with_dropped() -> set[int]:
    """The boxes in which a letter was thrown away before it was sent."""
    return set(db.session.scalars(select(MailDraft.mailbox_id).where(DROPPED).distinct()))


def _is_by_held() -> ColumnElement[bool]:
    """Somebody whose mail is held wrote it, at whatever desk."""
    return exists().where(MailHold.released_at.is_(None), MailHold.person_id == MailDraft.person_id)


def drafts_in(box: Mailbox) -> Sequence[MailDraft]:
    """What is written in a box that ends, but for letters of people whose mail is held."""
    mine = select(MailDraft).where(MailDraft.mailbox_id == box.id, ~_is_by_held())
    return db.session.scalars(mine.order_by(MailDraft.id)).all()


def dropped_drafts(box: Mailbox, before: datetime, *, most: int) -> Sequence[MailDraft]:
    """Letters that were thrown away before an instant; none of a box that is held."""
    if is_box_held(box):
        return ()
    mine = MailDraft.mailbox_id == box.id, MailDraft.dropped_at <= before, DROPPED, ~_is_by_held()
    rows = select(MailDraft).where(*mine).order_by(MailDraft.id)
    return db.session.scalars(rows.limit(most)).all()
