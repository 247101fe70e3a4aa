"""Answers to invitations that come by mail."""

from mail.events import InvitationAnswered
from meetings import operations
from meetings.ical.replies import reply_in
from office.events import subscribe
from office.permissions import SYSTEM


def declare() -> None:
    """Listen to mail."""
    subscribe(InvitationAnswered)(answered)


def answered(event: InvitationAnswered) -> None:
    """Somebody has answered an invitation; those of others' meetings are passed over."""
    reply = reply_in(event.calendar)
    if reply is None:
        return
    came = operations.Came(event.message_uid, event.addresses, event.sender, event.is_proven)
    operations.note_reply(reply, came, by=SYSTEM)
