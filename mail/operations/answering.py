"""What the house writes of itself: answers of who is away, reports; what others report to us."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mail.events import MailFailed, MailReported
from mail.models import AwayAnswer, AwayNote, MailArrival, MailItem, MailState, OutgoingMail
from mail.operations.delivering import Envelope, take_in
from mail.operations.failing import note_members
from mail.policy import Can
from mail.queries.intake import passed_on, sent_by_name
from mail.queries.lists import address_of_list, lists_at
from mail.queries.sifting import ANSWER_AGAIN, answered
from office import audit, clock, outbox
from office.db import db, operation
from office.events import publish
from office.permissions import Actor, require

DELIVER = "mail.deliver"
FAILED = "failed"


@dataclass(frozen=True)
class Reported:
    """What a report says of one recipient; `action` is that of RFC 3464, or `read` or `unread`."""

    address: str
    action: str
    status: str = ""
    said: str = ""


@operation
def write(envelope: Envelope, *, by: Actor) -> MailArrival:
    """Take in a letter that the house wrote, and have it delivered."""
    require(by, Can.CARRY_OUT, envelope)
    arrival = take_in(envelope, by=by)
    ask_delivery([arrival], by=by)
    return arrival


@operation
def ask_delivery(arrivals: Sequence[MailArrival], *, by: Actor) -> None:
    """Have mails delivered together: one limited child reads them all."""
    require(by, Can.CARRY_OUT, arrivals)
    ids = [one.id for one in arrivals]
    if ids:
        key = f"{DELIVER}:{arrivals[0].uid}"
        outbox.enqueue(DELIVER, key=key, lane=outbox.Lane.MAIL, arrivals=ids)


@operation
def answer_away(note: AwayNote, envelope: Envelope, sender: str, *, by: Actor) -> bool:
    """Send the answer of who is away, unless the sender had it within seven days (RFC 3834)."""
    require(by, Can.CARRY_OUT, note)
    before, now = answered(note.mailbox_id, sender), clock.now()
    if before is not None and before.answered_at > now - ANSWER_AGAIN:
        return False
    row = before or AwayAnswer(mailbox_id=note.mailbox_id, sender=sender)
    row.answered_at = now
    db.session.add(row)
    write(envelope, by=by)
    return True


@operation
def note_reports(
    message_id: str, reports: Iterable[Reported], items: Iterable[MailItem], *, by: Actor
) -> int:
    """Note on what left a box what others report of it; says how many rows it was about.

    A report counts only in the box from which the letter went: it may be anybody's invention.
    """
    require(by, Can.CARRY_OUT, None)
    rows = sent_by_name(message_id, [item.mailbox_id for item in items])
    count = 0
    for report in reports:
        for row in rows:
            if _is_of(report, row, rows):
                _note(row, report, by)
                count += 1
    return count


@operation
def note_list_reports(
    addresses: Iterable[str], message_id: str, reports: Sequence[Reported], *, by: Actor
) -> None:
    """Mark the members of whom a report says that a list's letter did not reach them.

    It counts only for what the list has sent: it may be anybody's invention.
    """
    require(by, Can.CARRY_OUT)
    for found in lists_at(addresses, clock.now()):
        sent = {row.to.lower(): row for row in passed_on(message_id, address_of_list(found))}
        failed = {}
        for report in reports:
            row = sent.get(report.address.lower())
            if row is not None and report.action == FAILED:
                _note(row, report, by)
                failed[row.to] = f"refused:{report.said or report.status}"
        note_members(found, failed)


def _is_of(report: Reported, row: OutgoingMail, rows: Sequence[OutgoingMail]) -> bool:
    """A reader may answer from another address; if there was only one, he is meant."""
    if row.to.lower() == report.address.lower():
        return True
    return report.action == "read" and len(rows) == 1


def _note(row: OutgoingMail, report: Reported, by: Actor) -> None:
    told = {
        "action": report.action,
        "status": report.status,
        "said": report.said[:500],
        "at": clock.now().isoformat(),
    }
    name = "read" if report.action == "read" else "report"
    row.answer = row.answer | {name: told}
    if report.action == FAILED and row.state is not MailState.FAILED:
        row.state, row.problem = MailState.FAILED, (report.said or report.status)[:500]
        audit.record("mail.failed", row, by=by, problem=row.problem)
        publish(MailFailed(row.uid, row.key, row.problem))
    elif report.action != FAILED:
        said = report.said or report.status
        publish(MailReported(row.uid, row.key, report.action.partition(" ")[0], said[:500]))
