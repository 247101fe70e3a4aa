"""What mail tells of documents that were sent by it."""

from documents import operations
from mail.events import MailFailed, MailReported, MailSent
from office.events import subscribe
from office.permissions import SYSTEM

PREFIX = "dispatch:"


@subscribe(MailSent)
def sent(event: MailSent) -> None:
    """A document has left by mail."""
    if event.key.startswith(PREFIX):
        operations.note_mailed(event.key.removeprefix(PREFIX), "", by=SYSTEM)


@subscribe(MailFailed)
def failed(event: MailFailed) -> None:
    """A document could not be sent by mail."""
    if event.key.startswith(PREFIX):
        operations.note_mailed(event.key.removeprefix(PREFIX), event.problem, by=SYSTEM)


@subscribe(MailReported)
def reported(event: MailReported) -> None:
    """Somebody on the way, or the receiver's own server, tells of a document."""
    if event.key.startswith(PREFIX):
        uid = event.key.removeprefix(PREFIX)
        operations.note_mail_report(uid, event.action, event.said, by=SYSTEM)
