"""Senders whose pictures a reader always wants to see."""

from sqlalchemy import select

from mail.models import TrustedSender
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.items import OpenItem
from mail.queries.trusting import folded_sender, is_confirmed
from office import audit, clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

MOST = 500


@operation
def trust_sender(found: OpenItem, *, by: Actor) -> TrustedSender:
    """Always show one reader the pictures of who wrote this; only if his domain confirms him."""
    require(by, Can.READ, found.opened)
    if not is_confirmed(found.item, found.message):
        raise Refusal(
            _("The domain of this sender does not confirm that the letter is from him."),
            fix=_("Look at its pictures this once, if you must."),
        )
    address, box = folded_sender(found.message), found.opened.box
    mine = select(TrustedSender).where(
        TrustedSender.mailbox_id == box.id, TrustedSender.person_id == by.person_id
    )
    rows = db.session.scalars(mine).all()
    there = next((one for one in rows if one.address == address), None)
    if there is not None:
        return there
    if len(rows) >= MOST:
        raise Refusal(
            _("There are %(number)d such senders already.", number=MOST),
            fix=_("Take some of them off the list in the settings of the mailbox."),
        )
    made = TrustedSender(
        mailbox_id=box.id, person_id=by.person_id, address=address, chosen_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    audit.record("mail.sender_trusted", box, by=by, address=address)
    return made


@operation
def end_trust(opened: OpenBox, row: TrustedSender, *, by: Actor) -> None:
    """Show the pictures of a sender only when they are asked for."""
    require(by, Can.READ, opened)
    audit.record("mail.sender_trust_ended", opened.box, by=by, address=row.address)
    db.session.delete(row)
