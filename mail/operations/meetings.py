"""Invitations that come by mail are answered by a letter of their own (iTIP REPLY, RFC 5546)."""

from dataclasses import asdict

from mail.letters.calendar import Answer, Meeting
from mail.models import Asked, Folder, MailSaid
from mail.operations.sending import writing_as
from mail.policy import Can
from mail.queries.addresses import addresses_of
from mail.queries.items import OpenItem
from mail.queries.meetings import invitation_in, standing_of
from mail.queries.outgoing import checked_address
from mail.queries.receipts import said_of
from mail.wire.names import BadName, folded
from office import audit, clock, outbox
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

REPLY = "mail.meeting_reply"


@operation
def answer_invitation(found: OpenItem, answer: Answer, *, by: Actor) -> MailSaid:
    """Accept an invitation, perhaps, or decline it; another answer replaces the first.

    The same answer once more changes nothing, and no second letter goes to the organiser.
    """
    require(by, Can.SEND, found.opened)
    meeting = invitation_in(found.message)
    if meeting is None or found.item.folder is Folder.SENT:
        raise Refusal(_("This letter is no invitation that can be answered."))
    standing = standing_of(found.item, found.message)
    if standing.is_cancelled or standing.is_replaced:
        raise Refusal(
            _("This invitation does not hold any more: it was changed or called off."),
            fix=_("Open the newer letter about the meeting."),
        )
    to = _organizer(found, meeting)
    writing = writing_as(found.opened, by)
    said, is_news = _kept(found, answer, by)
    if not is_news:
        return said
    outbox.enqueue(
        REPLY,
        key=f"{REPLY}:{said.uid}:{said.said_at.isoformat()}",
        lane=outbox.Lane.MAIL,
        said=str(said.uid),
        at=said.said_at.isoformat(),
        answer=answer.value,
        to=to,
        writing=asdict(writing),
    )
    audit.record("mail.invitation_answered", found.item, by=by, answer=answer.value, to=to)
    return said


def _organizer(found: OpenItem, meeting: Meeting) -> str:
    try:
        to = checked_address(folded(meeting.organizer.address))
    except (BadName, Invalid):
        raise Refusal(_("The invitation names no organiser to whom one could answer.")) from None
    if to in {row.folded for row in addresses_of(found.opened.box)}:
        raise Refusal(_("This mailbox has called the meeting itself."))
    return to


def _kept(found: OpenItem, answer: Answer, by: Actor) -> tuple[MailSaid, bool]:
    row = {"item_id": found.item.id, "asked": Asked.MEETING, "answer": answer.value}
    facts = {"uid": new_uid(), "said_by": by.name, "said_at": clock.now()}
    is_first = insert_ignoring(MailSaid, row | facts)
    said = said_of(found.item, Asked.MEETING)
    if said is None:
        raise Refusal(_("This letter is no invitation that can be answered."))
    db.session.refresh(said, with_for_update=True)
    if said.answer == answer and not is_first:
        return said, False
    said.answer, said.said_by, said.said_at = answer.value, by.name, clock.now()
    db.session.flush()
    return said, True
