"""What mail programs (IMAP) may see: whose, which boxes, which items under which flags."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, exists, false, select

from mail.maildir.devices import Mark
from mail.maildir.names import ANSWERED, FLAGGED, PASSED, SEEN
from mail.models import (
    AppPassword,
    BoxKind,
    BoxState,
    Flagged,
    Folder,
    Mailbox,
    MailItem,
    MailMessage,
    Unseen,
)
from mail.policy import Can
from mail.queries.boxes import OpenBox, open_boxes
from mail.queries.doors import actors_of
from mail.queries.private import hides, is_private
from office import clock
from office.accounts.models import Account
from office.db import db
from office.permissions import Actor, allowed

NOTED_EVERY = timedelta(minutes=10)
SCOPE, REMOVED = "imap", "imap"
PART_OF = {
    Folder.INBOX: "",
    Folder.SENT: "Sent",
    Folder.ARCHIVE: "Archive",
    Folder.JUNK: "Junk",
    Folder.TRASH: "Trash",
}
DRAFTS = "Drafts"
USABLE = (BoxState.ACTIVE, BoxState.HANDOVER)


@dataclass(frozen=True)
class Opening:
    """A box as somebody's program has it, and the post in which he has it."""

    opened: OpenBox
    actor: Actor
    is_own: bool

    @property
    def may_organise(self) -> bool:
        """Whether what the program moves and removes counts."""
        return allowed(self.actor, Can.ORGANISE, self.opened)


@dataclass(frozen=True)
class Shown:
    """An item as a program shall see it; no `place` when it shall not."""

    item: int
    sha256: str
    size: int
    changed: int
    place: tuple[Folder, frozenset[str]] | None


@dataclass(frozen=True)
class Did:
    """What a program did with an item: where it lies now, marks set and cleared, or removed."""

    item: int
    folder: Folder | None = None
    set: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    is_removed: bool = False


def program_accounts() -> list[Account]:
    """The open accounts that have a device password for IMAP now."""
    rows = db.session.execute(
        select(Account, AppPassword.scopes)
        .join(AppPassword, AppPassword.account_id == Account.id)
        .where(
            Account.disabled_at.is_(None),
            AppPassword.revoked_at.is_(None),
            AppPassword.expires_at > clock.now(),
        )
        .order_by(Account.id)
    )
    found = {account.id: account for account, scopes in rows if SCOPE in scopes}
    return list(found.values())


def accounts_by_id(ids: Iterable[int]) -> list[Account]:
    """Accounts that are still open."""
    wanted = select(Account).where(Account.id.in_(ids), Account.disabled_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Account.id)))


def openings_of(account_id: int) -> dict[int, Opening]:
    """The same as they are at this instant; none of an account that was closed."""
    found = accounts_by_id([account_id])
    return openings(found[0]) if found else {}


def openings(account: Account) -> dict[int, Opening]:
    """Every box that somebody reads in any of his posts, by its id; as he may most in it."""
    found: dict[int, Opening] = {}
    for actor in actors_of(account):
        for opened in open_boxes(actor):
            box = opened.box
            is_own = box.kind is BoxKind.PERSON and box.person_id == account.person_id
            known = found.get(box.id)
            if box.state in USABLE and (known is None or known.opened.rights < opened.rights):
                found[box.id] = Opening(opened, actor, is_own and box.state is BoxState.ACTIVE)
    return found


def is_to_note(row: AppPassword, at: datetime) -> bool:
    """Whether the coming of a device is written down: every ten minutes, and on each new day."""
    if row.last_used_at is None or row.last_used_at + NOTED_EVERY <= at:
        return True
    return is_first_today(row, at)


def is_first_today(row: AppPassword, at: datetime) -> bool:
    """Whether a device comes for the first time on that day."""
    last = row.last_used_at
    return last is None or clock.to_local(last).date() < clock.to_local(at).date()


def to_note(came: Iterable[Mark]) -> list[tuple[AppPassword, Mark]]:
    """The devices whose coming is news."""
    by_uid = {one.device: one for one in came}
    rows = db.session.scalars(select(AppPassword).where(AppPassword.uid.in_(by_uid)))
    known = [(row, by_uid[row.uid]) for row in rows]
    return [(row, one) for row, one in known if is_to_note(row, one.at)]


def counts_of(boxes: Iterable[int]) -> dict[int, int]:
    """How many changes each box has seen: one question for all of them."""
    rows = db.session.execute(
        select(Mailbox.id, Mailbox.changes).where(Mailbox.id.in_(list(boxes)))
    )
    return {row.id: row.changes for row in rows}


def shown(box_id: int, person_id: int, *, since: int) -> list[Shown]:
    """The items of a box that changed since a count, as one person shall see them."""
    mine = MailItem.mailbox_id == box_id, MailItem.changed > since
    items = _items(person_id, _hidden(box_id, person_id))
    return [_shown(row) for row in db.session.execute(items.where(*mine))]


def shown_item(item_id: int, person_id: int) -> Shown:
    """One item as a person shall see it."""
    box_id = db.session.get_one(MailItem, item_id).mailbox_id
    items = _items(person_id, _hidden(box_id, person_id))
    return _shown(db.session.execute(items.where(MailItem.id == item_id)).one())


def _hidden(box_id: int, person_id: int) -> ColumnElement[bool]:
    """What its owner keeps to himself."""
    is_others = hides(db.session.get_one(Mailbox, box_id), person_id)
    return is_private() if is_others else false()


def _items(person_id: int, hidden: ColumnElement[bool]) -> Select[MailItem, str, bool, bool, bool]:
    unseen = exists().where(Unseen.item_id == MailItem.id, Unseen.person_id == person_id)
    starred = exists().where(Flagged.item_id == MailItem.id, Flagged.person_id == person_id)
    return (
        select(MailItem, MailMessage.sha256, unseen, starred, hidden)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .order_by(MailItem.id)
        .execution_options(populate_existing=True)
    )


def _shown(row: Row[MailItem, str, bool, bool, bool]) -> Shown:
    item, sha256, unseen, starred, hidden = row
    flags = {
        SEEN: not unseen,
        FLAGGED: bool(starred),
        ANSWERED: item.is_answered,
        PASSED: item.is_forwarded,
    }
    is_away = item.folder is Folder.TRASH and item.removed_via == REMOVED
    is_there = item.folder in PART_OF and item.removed_at is None and bool(sha256) and not hidden
    place = (item.folder, frozenset(flag for flag, has in flags.items() if has))
    return Shown(
        item.id, sha256, item.size, item.changed, place if is_there and not is_away else None
    )
