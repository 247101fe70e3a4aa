"""Accounts that were frozen because they looked taken over."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from mail.models import (
    ArrivalState,
    MailArrival,
    Mailbox,
    MailDraft,
    MailFreeze,
    MailMessage,
    OutgoingMail,
)
from mail.models import MailState as State
from office.accounts.models import Account
from office.db import db

FROZEN = "frozen"
STILL = MailFreeze.ended_at.is_(None)


def freezes_of(box_ids: Collection[int]) -> dict[int, MailFreeze]:
    """The freeze in force at each box."""
    rows = select(MailFreeze).where(MailFreeze.mailbox_id.in_(box_ids), STILL)
    return {row.mailbox_id: row for row in db.session.scalars(rows)}


def freeze_of(box: Mailbox) -> MailFreeze | None:
    """The freeze in force at a box; that of a desk is never frozen, its holders are."""
    return freezes_of([box.id]).get(box.id) if box.person_id is not None else None


def is_frozen_login(login: str) -> bool:
    """Whether an account by which a program logged in is frozen by now."""
    if not login.isdigit():
        return False
    mine = select(MailFreeze.id).where(MailFreeze.account_id == int(login), STILL)
    return db.session.scalar(mine) is not None


def is_frozen_person(person_id: int) -> bool:
    """Whether the account of somebody is frozen by now."""
    his = select(MailFreeze.id).join(Account, Account.id == MailFreeze.account_id)
    wanted = his.where(Account.person_id == person_id, STILL)
    return db.session.scalar(wanted.limit(1)) is not None


def account_of_box(box: Mailbox) -> Account | None:
    """The account of the owner of a personal box."""
    if box.person_id is None:
        return None
    return db.session.scalars(select(Account).where(Account.person_id == box.person_id)).first()


def held_of(box: Mailbox) -> int:
    """How many letters the freeze of a box keeps in the house."""
    wanted = select(func.count()).select_from(OutgoingMail).where(held_by(box))
    return db.session.scalar(wanted) or 0


def held_by(box: Mailbox) -> ColumnElement[bool]:
    """The condition that the freeze of a box keeps a letter in the house."""
    account = account_of_box(box)
    if account is None:
        return false()
    held = OutgoingMail.state == State.HELD, OutgoingMail.problem == FROZEN
    return and_(*held, written_by(box, account))


def stopped_of(box: Mailbox) -> int:
    """How many letters that the owner's programs handed in were stopped by a freeze."""
    account = account_of_box(box)
    if account is None:
        return 0
    wanted = select(func.count()).where(
        MailArrival.login == str(account.id),
        MailArrival.state == ArrivalState.FAILED,
        MailArrival.problem == FROZEN,
    )
    return db.session.scalar(wanted) or 0


def written_by(box: Mailbox, account: Account) -> ColumnElement[bool]:
    """The condition that a letter is of a box, or left another one by the hand of its owner."""
    by_program = exists().where(
        MailArrival.message_id == OutgoingMail.message_id, MailArrival.login == str(account.id)
    )
    by_page = exists().where(
        MailMessage.id == OutgoingMail.message_id,
        MailDraft.message_uid == MailMessage.uid,
        MailDraft.sender_id == account.person_id,
    )
    sent = and_(OutgoingMail.message_id.is_not(None), or_(by_program, by_page))
    return or_(OutgoingMail.mailbox_id == box.id, sent)


def asked_to_leave(account: Account) -> list[MailDraft]:
    """Letters that somebody sent by a page and that nobody has begun to hand over."""
    rows = select(MailDraft).where(
        MailDraft.sender_id == account.person_id,
        MailDraft.asked_at.is_not(None),
        MailDraft.claimed_at.is_(None),
        MailDraft.left_at.is_(None),
        MailDraft.dropped_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(MailDraft.id)))
