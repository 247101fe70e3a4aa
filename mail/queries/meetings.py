"""How an invitation stands: answered, changed or called off by a later letter (RFC 5546)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from mail.letters.calendar import Meeting, meetings_of
from mail.models import MailItem, MailMeeting, MailMessage
from mail.queries.items import KEPT_APART
from office.db import db

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Standing:
    """What other letters of the same box say of a meeting; `later` is the letter that decides."""

    is_cancelled: bool = False
    is_replaced: bool = False
    is_change: bool = False
    later: UUID | None = None


def invitation_in(message: MailMessage) -> Meeting | None:
    """The meeting to which a letter invites; of answers and cancellations none."""
    facts = message.calendar
    if facts.get("method") != REQUEST or not facts.get("events"):
        return None
    return meetings_of({"method": REQUEST, "events": facts["events"]})[1][0]


def standing_of(item: MailItem, message: MailMessage) -> Standing:
    """Only letters of the same sender about the same organiser's meeting count."""
    own = db.session.get(MailMeeting, message.id)
    if own is None:
        return Standing()
    standing = Standing()
    for other, uid in _others(own, item, message):
        decides = other.recurrence_id in ("", own.recurrence_id)
        if decides and other.method == CANCEL and other.sequence >= own.sequence:
            return Standing(is_cancelled=True, later=uid)
        if other.method == REQUEST and other.recurrence_id == own.recurrence_id:
            standing = standing if standing.is_replaced else _compared(own, other, uid)
    return standing


def _compared(own: MailMeeting, other: MailMeeting, uid: UUID) -> Standing:
    if other.sequence > own.sequence:
        return Standing(is_replaced=True, later=uid)
    return Standing(is_change=other.sequence < own.sequence)


def _others(
    own: MailMeeting, item: MailItem, message: MailMessage
) -> list[tuple[MailMeeting, UUID]]:
    lies = and_(
        MailItem.message_id == MailMeeting.message_id,
        MailItem.mailbox_id == item.mailbox_id,
        MailItem.removed_at.is_(None),
        MailItem.folder.not_in(KEPT_APART),
    )
    rows = db.session.execute(
        select(MailMeeting, MailItem.uid)
        .join(MailMessage, MailMessage.id == MailMeeting.message_id)
        .join(MailItem, lies)
        .where(
            MailMeeting.event == own.event,
            MailMeeting.organizer == own.organizer,
            MailMeeting.message_id != own.message_id,
            MailMessage.sender_address == message.sender_address,
        )
        .order_by(MailMeeting.sequence.desc(), MailMeeting.message_id.desc())
        .limit(100)
    )
    return [(other, uid) for other, uid in rows]
