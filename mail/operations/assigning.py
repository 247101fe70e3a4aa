"""Who handles a conversation in a shared box, and how far he has come."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mail.models import AssignmentState, MailAssignment, Mailbox, MailItem
from mail.policy import Can
from mail.queries.assigning import desk_of_handler, overdue, running_out, without_handler
from mail.queries.boxes import OpenBox
from mail.queries.readers import desk_to_tell, readers_of
from office import audit, clock, notices
from office.accounts.models import Person
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require

LONGEST_NOTE = 500
GIVEN, SOON, LATE = "mail_assigned", "mail_due_in_1", "mail_overdue"
BACK = "mail_unassigned"


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
    if person.id != by.person_id:
        _tell_given(opened.box, row, item)
    return row


def assign_by_rule(item: MailItem, person_id: int, rules: str) -> None:
    """A rule of the box gives a new conversation to a reader, never away from whom people chose."""
    given = {
        "uid": new_uid(),
        "mailbox_id": item.mailbox_id,
        "thread_id": item.thread_id,
        "person_id": person_id,
        "given_by": rules,
        "note": "",
        "state": AssignmentState.OPEN,
        "given_at": clock.now(),
    }
    row = _row_of(item) if insert_ignoring(MailAssignment, given) else None
    if row is not None:
        _tell_given(db.session.get_one(Mailbox, item.mailbox_id), row, item)


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


# ------------------------------------------------------------------------- by the clock


@operation
def remind_handlers(*, by: Actor) -> int:
    """Tell who handles conversations the working day before they fall due, and daily from then.

    Says how many notices are new.
    """
    require(by, Can.CARRY_OUT)
    now, next_day = clock.now(), clock.add_working_days(clock.today(), 1)
    until = clock.local_midnight(next_day + timedelta(days=1))
    soon = [_tell_soon(row) for row in running_out(now, until)]
    late = [_tell_late(*found) for found in overdue(now)]
    return sum(soon) + sum(late)


def _tell_given(box: Mailbox, row: MailAssignment, item: MailItem) -> None:
    url = f"/mail/items/{item.uid}"
    key = f"{GIVEN}:{row.uid}:{row.given_at.isoformat()}"
    name = _name(row.person_id)
    text = _l("%(name)s handles a conversation of the mailbox %(box)s.", name=name, box=box.name)
    if row.due_on is not None:
        text = _l(
            "%(name)s handles a conversation of the mailbox %(box)s until %(day)s.",
            name=name,
            box=box.name,
            day=_day(row.due_on),
        )
    _tell(box, row.person_id, GIVEN, text, url, key)


def _tell_soon(row: MailAssignment) -> bool:
    box = db.session.get_one(Mailbox, row.mailbox_id)
    due = row.due_on or clock.now()
    text = _l(
        "A conversation of the mailbox %(box)s that %(name)s handles is due on %(day)s.",
        box=box.name,
        name=_name(row.person_id),
        day=_day(due),
    )
    return _tell(box, row.person_id, SOON, text, _mine(box), f"{SOON}:{row.uid}:{due.isoformat()}")


def _tell_late(box_id: int, person_id: int, count: int) -> bool:
    box = db.session.get_one(Mailbox, box_id)
    text = _l(
        "Overdue conversations of the mailbox %(box)s that %(name)s handles: %(number)s",
        box=box.name,
        name=_name(person_id),
        number=count,
    )
    key = f"{LATE}:{box.uid}:{person_id}:{clock.today()}"
    return _tell(box, person_id, LATE, text, _mine(box), key)


def _tell(  # noqa: PLR0913, PLR0917 - a notice is all of these
    box: Mailbox, person_id: int, kind: str, text: object, url: str, key: str
) -> bool:
    desk = desk_of_handler(box, person_id, clock.now())
    return desk is not None and notices.tell(desk, kind=kind, text=text, url=url, key=key)


def _mine(box: Mailbox) -> str:
    return f"/mail/boxes/{box.uid}?view=mine"


def _name(person_id: int) -> str:
    return db.session.get_one(Person, person_id).full_name


def _day(moment: datetime) -> str:
    return f"{clock.to_local(moment):%d/%m/%Y}"


@operation
def take_back_orphans(*, by: Actor) -> int:
    """Give conversations back to the box whose handler left or lost his right; says how many."""
    require(by, Can.CARRY_OUT)
    rows = without_handler()
    for row in rows:
        box = db.session.get_one(Mailbox, row.mailbox_id)
        desk = desk_to_tell(box)
        if desk is not None:
            text = _l(
                "%(name)s does not read the mailbox %(box)s any more; somebody else must handle "
                "what he had.",
                name=_name(row.person_id),
                box=box.name,
            )
            url, key = f"/mail/boxes/{box.uid}", f"{BACK}:{box.uid}:{row.person_id}"
            notices.tell(desk, kind=BACK, text=text, url=url, key=f"{key}:{clock.today()}")
        audit.record("mail.assignment_returned", box, by=by, person=row.person_id, due=row.due_on)
        db.session.delete(row)
    return len(rows)


# ------------------------------------------------------------------------------- pieces


def _row_of(item: MailItem) -> MailAssignment | None:
    wanted = select(MailAssignment).where(
        MailAssignment.mailbox_id == item.mailbox_id, MailAssignment.thread_id == item.thread_id
    )
    return db.session.scalars(wanted).first()


def _new_row(item: MailItem) -> MailAssignment:
    return MailAssignment(mailbox_id=item.mailbox_id, thread_id=item.thread_id)
