"""Which conversation a message belongs to (RFC 5256): by names of messages, else by its subject.

Only what a message names itself joins conversations: its nearest known ancestor, and those that
named it before it came. A stranger who names many messages joins one conversation at most.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from mail.models import (
    MailAssignment,
    MailHold,
    MailItem,
    MailMessage,
    MailReference,
    MailThread,
)
from office import clock
from office.db import db
from office.search import fold

MOST_NAMED = 100
LOOKED_BACK = timedelta(days=30)
MOST_LOOKED_AT = 500
WORDS = "re|fw|fwd|tl|tra loi|chuyen tiep|رد"
ANSWER = re.compile(rf"\s*({WORDS})\s*(\[\d+\])?\s*[:：]\s*")


def thread_of(
    message_id: str, ancestors: Sequence[str], subject: str, near: Iterable[int]
) -> MailThread:
    """The conversation of a message that is about to be kept; `near` are the boxes it goes to."""
    found = _named_threads(message_id, ancestors)
    if not found and not ancestors:
        found = _by_subject(subject, list(near))
    if not found:
        made = MailThread()
        db.session.add(made)
        db.session.flush()
        return made
    kept, *others = sorted(found)
    for other in others:
        _join(other, into=kept)
    return db.session.get_one(MailThread, kept)


def note_names(message: MailMessage, ancestors: Sequence[str]) -> None:
    """Keep what a message calls itself and names, for those that come later."""
    names = dict.fromkeys([message.message_id, *ancestors[-MOST_NAMED:]])
    db.session.add_all(
        MailReference(message_id=message.id, named=name, thread_id=message.thread_id)
        for name in names
        if name
    )


def _named_threads(message_id: str, ancestors: Sequence[str]) -> set[int]:
    names = [one for one in (message_id, *ancestors[-MOST_NAMED:]) if one]
    rows = db.session.execute(
        select(MailReference.named, MailReference.thread_id).where(MailReference.named.in_(names))
    ).all()
    mine = {thread for named, thread in rows if named == message_id}
    known = {row.named: row.thread_id for row in rows}
    nearest = next((known[one] for one in reversed(ancestors) if one in known), None)
    return mine if nearest is None else mine | {nearest}


def base_subject(subject: str) -> str:
    """The subject without the words that an answer or a forwarding puts before it, folded."""
    folded = " ".join(fold(subject).split())
    while found := ANSWER.match(folded):
        folded = folded[found.end() :]
    return folded


def _by_subject(subject: str, near: list[int]) -> set[int]:
    """An answer of a program that names nothing: the latest of that subject in one of the boxes."""
    base = base_subject(subject)
    if not near or not base or base == " ".join(fold(subject).split()):
        return set()
    recent = (
        select(MailItem.thread_id, MailMessage.subject)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .where(MailItem.mailbox_id == near[0], MailItem.placed_at > clock.now() - LOOKED_BACK)
        .order_by(MailItem.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    same = (thread for thread, text in db.session.execute(recent) if base_subject(text) == base)
    first = next(same, None)
    return set() if first is None else {first}


def _join(other: int, *, into: int) -> None:
    """Two conversations turn out to be one; where both are assigned the older one counts."""
    taken = select(MailAssignment.mailbox_id).where(MailAssignment.thread_id == into)
    double = db.session.scalars(
        select(MailAssignment).where(
            MailAssignment.thread_id == other, MailAssignment.mailbox_id.in_(taken)
        )
    )
    for row in double.all():
        db.session.delete(row)
    db.session.flush()
    for model in (MailMessage, MailItem, MailReference, MailAssignment, MailHold):
        db.session.execute(update(model).where(model.thread_id == other).values(thread_id=into))
