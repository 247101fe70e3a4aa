"""Filing a letter of a mailbox into the register (vào sổ thư), and a task that comes from one."""

from documents.models import Document, Source, Task, TaskOrigin
from documents.operations.intake import Arrival, arrive
from documents.operations.tasks_giving import NewTask, give_task
from documents.policy import Can
from documents.queries import from_mail as queries
from mail import operations as mail
from mail.queries import Letter
from office.db import operation
from office.permissions import SYSTEM, Actor, require


@operation
def file_letter(letter: Letter, arrival: Arrival, *, known: int = 0, by: Actor) -> Document:
    """Make an arrival of a letter; its bytes, as they came, are kept as the source.

    `known` are the earlier filings of the same letter that the clerk has seen and confirmed.
    """
    require(by, Can.REGISTER, arrival)
    queries.refuse_apart(letter)
    document = arrive(arrival, by=by)
    made = mail.Made(mail.DOCUMENT, document.uid, f"/documents/{document.uid}")
    mail.note_filing(letter.item_uid, made, known=known, by=by)
    return document


@operation
def give_task_from_letter(letter: Letter, new: NewTask, *, by: Actor) -> Task:
    """Give a task that a letter asks for; an answering letter never closes it."""
    task = give_task(new, origin=TaskOrigin.MAIL, by=by)
    made = mail.Made(mail.TASK, task.uid, f"/tasks/{task.uid}", _shown_title(task))
    mail.note_filing(letter.item_uid, made, by=by)
    return task


def _shown_title(task: Task) -> str:
    """Who reads the box does not for that see a restricted task."""
    return "" if task.is_restricted else task.title


def tell_mail(document: Document) -> None:
    """Say at the letter which number its document has."""
    if document.source is Source.MAIL:
        mail.tell_filing(document.uid, str(document.arrival_no or ""), is_undone=False, by=SYSTEM)


def tell_mail_undone(document: Document) -> None:
    """Say at the letter that the registration was undone, while the number still stands."""
    if document.source is Source.MAIL:
        mail.tell_filing(document.uid, str(document.arrival_no or ""), is_undone=True, by=SYSTEM)
