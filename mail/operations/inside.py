"""What was posted to an address of this house: laid into its boxes, past the door and the hosts."""

from mail.events import MailReported
from mail.models import MailMessage, MailState, OutgoingMail
from mail.operations.answering import write
from mail.operations.delivering import Envelope
from mail.operations.distributing import Course, distribute
from mail.operations.outgoing import give_up, mark_sent
from mail.policy import Can
from mail.queries.addresses import Lead
from mail.queries.lists import box_read_at, lead_or_none, why_dead
from office import clock
from office.blobs import Stored
from office.db import db, operation
from office.events import publish
from office.permissions import Actor, require

UNKNOWN, MOVED = "unknown", "moved"
LOST = {
    UNKNOWN: "5.1.1 nobody in this house has this address",
    MOVED: "5.1.6 the mailbox has another address now",
    "closed": "5.2.1 the mailbox is closed",
    "full": "5.2.2 the mailbox is full",
    "noreply": "5.7.1 nobody reads what is written to this address",
    "may_not_post": "5.7.2 this list does not take mail from this sender",
}
NOT_TAKEN = "5.7.1 this house does not deliver the letter"


@operation
def lay_inside(mail: OutgoingMail, *, by: Actor) -> None:
    """Bring a letter of a box to a box of ours, by the rules of any letter written inside."""
    require(by, Can.CARRY_OUT, mail)
    db.session.refresh(mail, with_for_update=True)
    if mail.state is not MailState.QUEUED:
        return
    course = Course(
        key=f"posted:{mail.uid}",
        sender=mail.envelope_from,
        at=clock.now().isoformat(),
        box_id=mail.mailbox_id,
    )
    message = db.session.get_one(MailMessage, mail.message_id)
    went = distribute(message, [{"address": mail.to, "notify": "NEVER"}], course, by=by)
    _conclude(mail, went.lost[0][1] if went.lost else "", by)


@operation
def write_inside(mail: OutgoingMail, stored: Stored, *, by: Actor) -> None:
    """Have a notice of the house delivered as what the house writes of itself."""
    require(by, Can.CARRY_OUT, mail)
    db.session.refresh(mail, with_for_update=True)
    if mail.state is not MailState.QUEUED:
        return
    found = lead_or_none(mail.to, clock.now())
    if found is None or box_read_at(found) is None:
        _conclude(mail, _why(found), by)
        return
    envelope = Envelope(
        key=f"posted:{mail.uid}",
        listener="house",
        envelope_from="",
        recipients=[{"address": mail.to}],
        sha256=stored.sha256,
        size=stored.size,
        received_at=clock.now(),
    )
    write(envelope, by=by)
    _conclude(mail, "", by)


def _why(found: Lead | None) -> str:
    """A notice of the house goes to boxes only: who may post to a list is a box."""
    if found is None:
        return UNKNOWN
    if found.list is not None:
        return "may_not_post"
    if found.box is not None:
        return why_dead(found)
    return MOVED if found.moved_to else UNKNOWN


def _conclude(mail: OutgoingMail, lost: str, by: Actor) -> None:
    """Whoever posted it learns what became of it: inside, what was laid into a box has arrived."""
    if lost:
        give_up(mail, LOST.get(lost.partition(":")[0], NOT_TAKEN), by=by)
        return
    mark_sent(mail, answer={"inside": True, "reports": True}, by=by)
    publish(MailReported(mail.uid, mail.key, "delivered", ""))
