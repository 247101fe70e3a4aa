"""Who handles a conversation in a shared box, and how far he has come."""

from datetime import date

from sqlalchemy import select

from mail.models import AssignmentState, MailAssignment, MailItem
from mail.policy import Can
from mail.queries.boxes import OpenBox, readers_of
from office import audit, clock
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_NOTE = 500


@operation
def assign(  # noqa: PLR0913 - an assignment is all of these
    opened: OpenBox,
    item: MailItem,
    person: Person,
    *,
    due_on: date | None = None,
    note: str = "",
    by: Actor,
) -> MailAssignment:
    """Give a conversation to a reader of the box (phân công xử lý thư); the latest one counts."""
    require(by, Can.ORGANISE, opened)
    if not opened.is_shared:
        raise Refusal(_("Only the conversations of a shared mailbox are assigned."))
    if person.id not in readers_of(opened.box):
        message = _("%(name)s does not read this mailbox.", name=person.full_name)
        raise Invalid(message, fields={"person": message})
    if due_on is not None and due_on < clock.today():
        message = _("The deadline lies in the past.")
        raise Invalid(message, fields={"due": message})
    row = _row_of(item) or _new_row(item)
    row.person_id, row.given_by, row.given_at = person.id, by.name, clock.now()
    row.note = note.strip()[:LONGEST_NOTE]
    row.due_on = clock.end_of_work(due_on) if due_on else None
    row.state, row.done_at = AssignmentState.OPEN, None
    db.session.add(row)
    db.session.flush()
    audit.record("mail.assigned", item, by=by, person=person.uid, due=due_on)
    return row


@operation
def note_assignment(
    opened: OpenBox, item: MailItem, state: AssignmentState, *, by: Actor
) -> MailAssignment:
    """Say how far the handling has come, by whoever handles it or may move mail there."""
    require(by, Can.READ, opened)
    row = _row_of(item)
    if row is None:
        raise Refusal(_("Nobody was given this conversation."))
    if row.person_id != by.person_id:
        require(by, Can.ORGANISE, opened)
    row.state = state
    row.done_at = clock.now() if state is AssignmentState.DONE else None
    audit.record("mail.assignment_noted", item, by=by, state=state)
    return row


@operation
def end_assignment(opened: OpenBox, item: MailItem, *, by: Actor) -> None:
    """Take a conversation back from whoever had it."""
    require(by, Can.ORGANISE, opened)
    row = _row_of(item)
    if row is not None:
        audit.record("mail.assignment_ended", item, by=by, person=row.person_id)
        db.session.delete(row)


def _row_of(item: MailItem) -> MailAssignment | None:
    wanted = select(MailAssignment).where(
        MailAssignment.mailbox_id == item.mailbox_id, MailAssignment.thread_id == item.thread_id
    )
    return db.session.scalars(wanted).first()


def _new_row(item: MailItem) -> MailAssignment:
    return MailAssignment(mailbox_id=item.mailbox_id, thread_id=item.thread_id)
