"""What must stay: holds, labels with a period, and what may go because all periods are over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from mail.models import (
    UNSENT,
    BoxState,
    DomainRules,
    Folder,
    ItemLabel,
    Mailbox,
    MailDraft,
    MailHeld,
    MailHold,
    MailItem,
    MailLabel,
    MailMessage,
    OutgoingMail,
    PurgeCertificate,
    rules_of,
)
from mail.queries.boxes import domains_of, of_agency
from mail.queries.sifting import domain_rules_in
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

LAID_ASIDE = (Folder.INBOX, Folder.SENT, Folder.ARCHIVE, Folder.JUNK, Folder.QUARANTINE)


def is_held() -> ColumnElement[bool]:
    """The condition that a hold covers an item: its box, conversation or person, or a search."""
    found = exists().where(
        MailHeld.hold_id == MailHold.id, MailHeld.message_id == MailItem.message_id
    )
    return exists().where(
        MailHold.released_at.is_(None),
        or_(
            MailHold.mailbox_id == MailItem.mailbox_id,
            MailHold.thread_id == MailItem.thread_id,
            found.correlate(MailHold, MailItem),
            _is_of_person(),
        ),
    )


def _is_of_person() -> ColumnElement[bool]:
    """It lies in a box of the person, or he sent it from another."""
    box, message = aliased(Mailbox), aliased(MailMessage)
    lies = exists().where(box.id == MailItem.mailbox_id, box.person_id == MailHold.person_id)
    sent = exists().where(
        message.id == MailItem.message_id,
        MailDraft.message_uid == message.uid,
        MailDraft.sender_id == MailHold.person_id,
    )
    is_his = or_(*(one.correlate(MailHold, MailItem) for one in (lies, sent)))
    return and_(MailHold.person_id.is_not(None), is_his)


def keeping_days(item_ids: Sequence[int]) -> dict[int, int]:
    """The longest period that the labels of each item demand."""
    rows = db.session.execute(
        select(ItemLabel.item_id, func.max(MailLabel.keep_days))
        .join(MailLabel, MailLabel.id == ItemLabel.label_id)
        .where(ItemLabel.item_id.in_(item_ids), MailLabel.keep_days.is_not(None))
        .group_by(ItemLabel.item_id)
    )
    return {item_id: days for item_id, days in rows if days is not None}


def outlived(box: Mailbox, rules: DomainRules, now: datetime, *, most: int) -> list[MailItem]:
    """What has lain in the recoverable folder long enough; neither held nor kept by a label."""
    wanted = _free(box).where(
        MailItem.folder == Folder.TRASH,
        MailItem.deleted_at <= now - timedelta(days=rules.trash_days),
    )
    return _without_kept(wanted, now, most)


def aged(box: Mailbox, rules: DomainRules, now: datetime, *, most: int) -> list[MailItem]:
    """What is older than the domain keeps mail; it goes into the recoverable folder first."""
    if not rules.keep_days:
        return []
    wanted = _free(box).where(
        MailItem.folder.in_(LAID_ASIDE),
        MailItem.placed_at <= now - timedelta(days=rules.keep_days),
    )
    return _without_kept(wanted, now, most)


def left_behind(box: Mailbox, now: datetime, *, most: int) -> list[MailItem]:
    """What lies in a closed box when it has been closed as long as its domain keeps such boxes."""
    days = rules_for(box).closed_days
    is_over = box.closed_at is not None and box.closed_at + timedelta(days=days) <= now
    if box.state is not BoxState.CLOSED or not days or not is_over:
        return []
    return _without_kept(_free(box), now, most)


def _free(box: Mailbox) -> Select[MailItem]:
    mine = MailItem.mailbox_id == box.id, MailItem.removed_at.is_(None)
    return select(MailItem).where(*mine, ~is_held()).order_by(MailItem.id)


def _without_kept(wanted: Select[MailItem], now: datetime, most: int) -> list[MailItem]:
    """Labels are looked at in the piece that was read: few items bear one with a period."""
    kept = (
        select(ItemLabel.item_id)
        .join(MailLabel, MailLabel.id == ItemLabel.label_id)
        .where(ItemLabel.item_id == MailItem.id, MailLabel.keep_days.is_not(None))
    )
    free = list(db.session.scalars(wanted.where(~kept.exists()).limit(most)))
    labelled = list(db.session.scalars(wanted.where(kept.exists()).limit(most)))
    days = keeping_days([item.id for item in labelled])
    over = [one for one in labelled if one.placed_at + timedelta(days=days[one.id]) <= now]
    return free + over


def unneeded(message_ids: Sequence[int]) -> list[MailMessage]:
    """Those of the messages that lie in no box any more, are held nowhere and wait for nobody."""
    lies = exists().where(MailItem.message_id == MailMessage.id, MailItem.removed_at.is_(None))
    is_kept = exists().where(MailItem.message_id == MailMessage.id, is_held())
    found = select(MailMessage).where(
        MailMessage.id.in_(message_ids),
        MailMessage.purged_at.is_(None),
        ~lies,
        ~is_kept,
        ~_leaves(),
    )
    return list(db.session.scalars(found.order_by(MailMessage.id)))


def _leaves() -> ColumnElement[bool]:
    mine = OutgoingMail.message_id == MailMessage.id
    return exists().where(mine, OutgoingMail.state.in_(UNSENT))


def forsaken(*, most: int) -> list[int]:
    """Messages whose last item was removed by another way (IMAP), or let go by a released hold."""
    lies = aliased(MailItem)
    rows = (
        select(MailMessage.id)
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .where(
            MailMessage.purged_at.is_(None),
            MailItem.removed_at.is_not(None),
            ~exists().where(lies.message_id == MailMessage.id, lies.removed_at.is_(None)),
            ~is_held(),
            ~_leaves(),
        )
        .distinct()
        .order_by(MailMessage.id)
    )
    return list(db.session.scalars(rows.limit(most)))


def boxes_to_purge(after: int, *, most: int) -> Sequence[Mailbox]:
    """The next boxes, in the order of their ids."""
    rows = select(Mailbox).where(Mailbox.id > after).order_by(Mailbox.id)
    return db.session.scalars(rows.limit(most)).all()


def rules_for(box: Mailbox) -> DomainRules:
    """The mail rules of the domain a box writes from; without an address, its agency's first."""
    own = domain_rules_in([box.id]).get(box.id)
    if own is not None:
        return own
    domains = domains_of(units.successor_of(box.agency_id))
    return rules_of(domains[0]) if domains else DomainRules()


# -------------------------------------------------------------------------------- holds


def of_holds(actor: Actor) -> ColumnElement[bool]:
    """The holds of the actor's agency and of those whose place it took."""
    return MailHold.agency_id.in_(units.lineage(actor.agency_id) if actor.agency_id else ())


def holds(actor: Actor) -> Select[MailHold]:
    """The holds of the actor's agency, those in force first."""
    return (
        select(MailHold)
        .where(of_holds(actor))
        .order_by(MailHold.released_at.is_not(None), MailHold.id.desc())
    )


def hold_by_uid(uid: UUID, actor: Actor) -> MailHold:
    """One hold of the actor's agency."""
    found = db.session.scalars(holds(actor).where(MailHold.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such hold."))
    return found


def certificates(actor: Actor) -> Select[PurgeCertificate]:
    """What was purged in the boxes of the actor's agency, the latest first."""
    mine = and_(Mailbox.id == PurgeCertificate.mailbox_id, of_agency(actor.agency_id))
    return select(PurgeCertificate).join(Mailbox, mine).order_by(PurgeCertificate.id.desc())
