"""Taking a letter back inside the house (thu hồi thư): who has not read it does not get it.

What was read is only marked; copies that wait at the door stay in, those outside are out of reach.
The sender's own copy and every row stay as proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import delete, select

from mail.models import Folder, Mailbox, MailItem, MailMessage, MailState, OutgoingMail, Unseen
from mail.operations.handing_out import Leaving, hand_out
from mail.operations.keeping import Kept, keep_message
from mail.operations.outgoing import withdraw
from mail.operations.placing import place
from mail.policy import Can
from mail.queries.addresses import writes_as
from mail.queries.items import OpenItem
from mail.queries.outgoing import by_key, handed_over
from mail.queries.readers import readers_of
from mail.queries.searching import CLASS
from office import audit, clock, outbox, search
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require

RECALLED, OUTSIDE = "mail.recalled", "mail.recalled_outside"
VIA = "recalled"


class Reach(StrEnum):
    """Who hears of a recall; outside nothing is taken back, receivers there are only told."""

    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass
class Recalled:
    """What came of it: copies taken back and read ones, letters held at the door and gone ones.

    `told` are the addresses outside to which a letter says that this one was recalled.
    """

    taken: list[Mailbox] = field(default_factory=list)
    read: list[Mailbox] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@operation
def recall(found: OpenItem, *, reach: Reach = Reach.INSIDE, by: Actor) -> Recalled:
    """Take back a letter that lies in Sent, from everybody who has not read it."""
    require(by, Can.SEND, found.opened)
    message = found.message
    is_own = writes_as(found.opened.box, message.sender_address)
    if found.item.folder is not Folder.SENT or not is_own:
        raise Refusal(_("Only a letter that this mailbox sent can be recalled."))
    db.session.refresh(message, with_for_update=True)
    if message.recalled_at is not None:
        raise Refusal(_("This letter was recalled already."))
    message.recalled_at = clock.now()
    made = Recalled()
    for item in _copies(message, found.item):
        box = db.session.get_one(Mailbox, item.mailbox_id, with_for_update=True)
        if _is_unread(item, box):
            _take(item, box)
            made.taken.append(box)
        else:
            made.read.append(box)
    search.forget(CLASS, message.id)
    _stop_at_door(message, made)
    _tell(message, made)
    if reach is Reach.OUTSIDE:
        _tell_outside(message, found.opened.box, made)
    counts = {name: len(getattr(made, name)) for name in ("taken", "read", "held", "gone")}
    facts = counts | {"told": made.told}
    audit.record("mail.recalled", message, by=by, box=found.opened.box.uid, **facts)
    return made


def _copies(message: MailMessage, own: MailItem) -> list[MailItem]:
    others = select(MailItem).where(
        MailItem.message_id == message.id,
        MailItem.id != own.id,
        MailItem.folder != Folder.SENT,
        MailItem.removed_at.is_(None),
    )
    return list(db.session.scalars(others.order_by(MailItem.mailbox_id)))


def _is_unread(item: MailItem, box: Mailbox) -> bool:
    """Nobody who reads the box has opened it; who cannot be told apart counts as a reader."""
    unseen = set(db.session.scalars(select(Unseen.person_id).where(Unseen.item_id == item.id)))
    return bool(unseen) and set(readers_of(box)) <= unseen


def _take(item: MailItem, box: Mailbox) -> None:
    box.changes += 1
    item.changed = box.changes
    item.from_folder = item.folder.value
    item.removed_at, item.removed_via = clock.now(), VIA
    box.used_bytes = max(0, box.used_bytes - item.size)
    db.session.execute(delete(Unseen).where(Unseen.item_id == item.id))


def _stop_at_door(message: MailMessage, made: Recalled) -> None:
    rows = select(OutgoingMail).where(OutgoingMail.message_id == message.id)
    rows = rows.where(OutgoingMail.state != MailState.WITHDRAWN)
    for row in db.session.scalars(rows.order_by(OutgoingMail.id)).all():
        if row.state is not MailState.SENT and withdraw(row.key, by=SYSTEM):
            made.held.append(row.to)
        else:
            made.gone.append(row.to)


def _tell(message: MailMessage, made: Recalled) -> None:
    """A notice takes the place of every copy; it says nothing of what stood in the letter."""
    for box in made.taken:
        outbox.enqueue(
            RECALLED,
            key=f"{RECALLED}:{message.uid}:{box.id}",
            lane=outbox.Lane.MAIL,
            message=message.id,
            box=box.id,
        )


def _tell_outside(message: MailMessage, box: Mailbox, made: Recalled) -> None:
    made.told = handed_over(message.id, box.id)
    if made.told:
        outbox.enqueue(
            OUTSIDE,
            key=f"{OUTSIDE}:{message.uid}",
            lane=outbox.Lane.MAIL,
            message=message.id,
            box=box.id,
            to=made.told,
        )


@operation
def send_recall(
    message: MailMessage, box: Mailbox, kept: Kept, to: Sequence[str], *, by: Actor
) -> None:
    """Let the letter leave that tells of a recall; it lies in Sent as any other."""
    require(by, Can.CARRY_OUT, message)
    keys = {address: f"recall:{message.uid}:{address}" for address in to}
    if any(by_key(key) for key in keys.values()):
        return
    told = keep_message(kept, near=[box.id], by=by)
    place(told, box, Folder.SENT, by=by)
    for address, key in keys.items():
        leaving = Leaving(key, address, kept.sha256, kept.envelope_from, {"notify": ["FAILURE"]})
        hand_out(told, box, leaving, by=by)
    audit.record("mail.recall_told", message, by=by, box=box.uid, to=list(to))
