"""Letters being written and letters that wait: who sees them, and how they stand."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from mail.models import BoxState, Mailbox, MailDraft, Right
from mail.queries.boxes import OpenBox, open_boxes, opened_by, rights_in
from mail.queries.doors import SENDS, actors_of
from office import clock
from office.accounts.models import Account, Delegation
from office.actor import valid_at
from office.db import db
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import Actor


class DraftState(StrEnum):
    """How far a letter is; once it is leaving nobody can take it back."""

    WRITING = "writing"
    UNSIGNED = "unsigned"
    WAITING = "waiting"
    LEAVING = "leaving"
    LEFT = "left"
    DROPPED = "dropped"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return DRAFT_STATES[self]


DRAFT_STATES = {
    DraftState.WRITING: _l("Draft"),
    DraftState.UNSIGNED: _l("Waits for your PIN"),
    DraftState.WAITING: _l("Waiting to be sent"),
    DraftState.LEAVING: _l("Being sent"),
    DraftState.LEFT: _l("Sent"),
    DraftState.DROPPED: _l("Dropped"),
}
STILL_HERE = and_(MailDraft.left_at.is_(None), MailDraft.dropped_at.is_(None))


def state_of(draft: MailDraft) -> DraftState:
    """How far a letter is."""
    steps = (
        (draft.dropped_at, DraftState.DROPPED),
        (draft.left_at, DraftState.LEFT),
        (draft.claimed_at, DraftState.LEAVING),
        (draft.send_at, DraftState.WAITING),
        (draft.asked_at, DraftState.UNSIGNED),
    )
    return next((state for at, state in steps if at is not None), DraftState.WRITING)


def opened_of(draft: MailDraft, actor: Actor) -> OpenBox:
    """The box of a draft as the actor has it."""
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    return opened_by(box, actor)


def draft_by_uid(uid: UUID, actor: Actor) -> MailDraft:
    """A draft of a box in which the actor may draft; others do not learn that it is there."""
    found = db.session.scalars(select(MailDraft).where(MailDraft.uid == uid)).first()
    if found is None or Right.DRAFT not in opened_of(found, actor).rights:
        raise NotFound(_("There is no such draft."))
    return found


def writing_boxes(actor: Actor) -> list[OpenBox]:
    """The boxes in which the actor may draft, his own first."""
    return [one for one in open_boxes(actor) if Right.DRAFT in one.rights]


def drafts(box_ids: Sequence[int]) -> Select[MailDraft]:
    """Letters still being written in these boxes, the last one touched first."""
    return _of(box_ids, MailDraft.send_at.is_(None)).order_by(MailDraft.saved_at.desc())


def waiting(box_ids: Sequence[int]) -> Select[MailDraft]:
    """Letters that wait for their time, the next one first."""
    return _of(box_ids, MailDraft.send_at.is_not(None)).order_by(MailDraft.send_at)


def _of(box_ids: Sequence[int], *more: ColumnElement[bool]) -> Select[MailDraft]:
    return select(MailDraft).where(MailDraft.mailbox_id.in_(box_ids), STILL_HERE, *more)


def still_sends(draft: MailDraft) -> bool:
    """Whether who sent a letter may still do so: his account, post or right may have ended."""
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    wanted = select(Account).where(Account.person_id == draft.sender_id)
    account = db.session.scalars(wanted).first()
    if account is None or account.disabled_at is not None or box.state is not BoxState.ACTIVE:
        return False
    if delegation_id := draft.sent_by.get("delegation"):
        return _is_deputy(delegation_id)
    return any(rights_in(box, actor) & SENDS for actor in actors_of(account))


def _is_deputy(delegation_id: int) -> bool:
    valid = select(Delegation.id).where(
        Delegation.id == delegation_id, valid_at(Delegation, clock.now())
    )
    return db.session.scalar(valid) is not None


def by_send_key(key: str) -> MailDraft | None:
    """The letter that was sent under a key of a caller."""
    return db.session.scalars(select(MailDraft).where(MailDraft.send_key == key)).first()
