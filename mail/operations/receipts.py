"""Read receipts (xác nhận đã đọc, RFC 8098): given by a reader who said so, never by themselves."""

from enum import StrEnum

from mail.models import Asked, MailItem, MailSaid
from mail.policy import Can
from mail.queries.items import OpenItem, view_of
from mail.queries.receipts import said_of, wish_of
from office import audit, clock, outbox
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

CONFIRM = "mail.confirm"


class ReceiptAnswer(StrEnum):
    """What a reader says to the wish for a receipt."""

    SENT = "sent"
    DECLINED = "declined"


@operation
def take_back_answer(said: MailSaid, *, by: Actor) -> None:
    """What was said could not be written: the reader is asked again."""
    require(by, Can.CARRY_OUT, said)
    item = db.session.get_one(MailItem, said.item_id)
    audit.record("mail.answer_taken_back", item, by=by, answer=said.answer, asked=said.asked.value)
    db.session.delete(said)


@operation
def answer_receipt(found: OpenItem, answer: ReceiptAnswer, *, by: Actor) -> MailSaid:
    """Have a receipt sent, or say that none is; the first answer for a box stands."""
    require(by, Can.SEND, found.opened)
    wish = wish_of(found.item, found.message, view_of(found.message), found.opened.box)
    if wish is None:
        raise Refusal(_("This letter asks for no receipt that could be given."))
    is_new = insert_ignoring(
        MailSaid,
        {
            "uid": new_uid(),
            "item_id": found.item.id,
            "asked": Asked.RECEIPT,
            "answer": answer.value,
            "said_by": by.name,
            "said_at": clock.now(),
        },
    )
    said = said_of(found.item, Asked.RECEIPT)
    if said is None or not is_new:
        raise Refusal(_("Somebody has answered already whether a receipt is sent."))
    if answer is ReceiptAnswer.SENT:
        key = f"{CONFIRM}:{said.uid}"
        outbox.enqueue(CONFIRM, key=key, lane=outbox.Lane.MAIL, said=str(said.uid), to=wish.to)
    audit.record("mail.receipt", found.item, by=by, answer=answer.value, to=wish.to)
    db.session.flush()
    return said
