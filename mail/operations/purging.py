"""Letting go of mail whose periods are over: rows stay as proof, content and files go."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from mail.models import (
    AwayNote,
    BoxState,
    Flagged,
    Folder,
    MailArrival,
    Mailbox,
    MailDraft,
    MailItem,
    MailMeeting,
    MailMessage,
    MailPart,
    MailRule,
    MailText,
    OutgoingMail,
    PurgeCertificate,
    Unseen,
)
from mail.policy import Can
from mail.queries.clearing import drafts_in, dropped_drafts, is_kept
from mail.queries.keeping import aged, left_behind, outlived, rules_for, unneeded
from office import audit, blob_uses, clock, outbox, search
from office.db import db, new_uid, operation
from office.permissions import Actor, require

PURGE = "mail.purge"
DROP = "mail.drop_blobs"
PIECE = 200
AGED, TRASHED, FORSAKEN = "keep_days", "trash_days", "removed"
ENDED, DROPPED = "closed_days", "dropped_drafts"
blob_uses.lists_hashes("mail_draft", "files")


@operation
def lay_aside_aged(box: Mailbox, *, by: Actor, most: int = PIECE) -> int:
    """Put what is older than the domain keeps mail into the recoverable folder; says how much."""
    require(by, Can.CARRY_OUT)
    items = aged(box, rules_for(box), clock.now(), most=most)
    for item in items:
        item.from_folder, item.folder = item.folder.value, Folder.TRASH
        item.deleted_at = clock.now()
    _count(box, items)
    if items:
        moved = update(Unseen).where(Unseen.item_id.in_([item.id for item in items]))
        db.session.execute(moved.values(folder=Folder.TRASH))
        audit.record("mail.aged", box, by=by, items=len(items), rule=AGED)
    return len(items)


@operation
def purge_box(box: Mailbox, *, by: Actor, most: int = PIECE) -> int:
    """Remove for good what has lain in the recoverable folder long enough; says how much."""
    require(by, Can.CARRY_OUT)
    rules = rules_for(box)
    items = outlived(box, rules, clock.now(), most=most)
    return _remove(box, items, f"{TRASHED}={rules.trash_days}", by)


@operation
def empty_closed(box: Mailbox, *, by: Actor, most: int = PIECE) -> int:
    """Remove what lies in a box that was closed long ago, wherever it lies; says how much."""
    require(by, Can.CARRY_OUT)
    items = left_behind(box, clock.now(), most=most)
    return _remove(box, items, f"{ENDED}={rules_for(box).closed_days}", by)


@operation
def end_box(box: Mailbox, *, by: Actor) -> None:
    """A closed box in which nothing lies any more, and which nobody holds, is ended for good."""
    require(by, Can.CARRY_OUT)
    if box.state is not BoxState.CLOSED or is_kept(box):
        return
    forget_drafts(box, drafts_in(box), f"{ENDED}={rules_for(box).closed_days}", by=by)
    for model in (AwayNote, MailRule, MailText):
        db.session.execute(delete(model).where(model.mailbox_id == box.id))
    box.state, box.used_bytes, box.full_since = BoxState.PURGED, 0, None
    audit.record("mail.box_state", box, by=by, before=BoxState.CLOSED, state=BoxState.PURGED)


@operation
def clear_dropped(box: Mailbox, *, by: Actor, most: int = PIECE) -> int:
    """Forget letters that were thrown away before they were sent, as long ago as deleted mail."""
    require(by, Can.CARRY_OUT)
    rules = rules_for(box)
    before = clock.now() - timedelta(days=rules.trash_days)
    return forget_drafts(
        box, dropped_drafts(box, before, most=most), f"{DROPPED}={rules.trash_days}", by=by
    )


def forget_drafts(box: Mailbox, drafts: Sequence[MailDraft], rule: str, *, by: Actor) -> int:
    """Rows and files of letters that never left go; those of letters that left stay as proof."""
    unsent = [one for one in drafts if one.left_at is None]
    if unsent:
        hashes: set[str] = set()
        for draft in unsent:
            hashes |= _files_of(draft)
            db.session.delete(draft)
        _prove(box, rule, len(unsent), hashes, by)
        drop_later(hashes, key=f"{box.uid}:{unsent[0].uid}")
    return len(unsent)


def _remove(box: Mailbox, items: Sequence[MailItem], rule: str, by: Actor) -> int:
    if not items:
        return 0
    messages = _messages(items)
    for item in items:
        item.removed_at, item.removed_via = clock.now(), PURGE
        box.used_bytes = max(0, box.used_bytes - item.size)
    _count(box, items)
    ids = [item.id for item in items]
    for model in (Unseen, Flagged):
        db.session.execute(delete(model).where(model.item_id.in_(ids)))
    _certify(box, rule, messages, by)
    _blank(unneeded([one.id for one in messages]), key=f"{box.uid}:{ids[0]}:{ids[-1]}")
    return len(items)


@operation
def blank_forsaken(message_ids: Sequence[int], *, by: Actor) -> int:
    """Blank messages that no box holds any more, however they left it; says how many."""
    require(by, Can.CARRY_OUT)
    messages = unneeded(message_ids)
    for box, lay_there in _by_box(messages):
        _certify(box, FORSAKEN, lay_there, by)
    if messages:
        _blank(messages, key=f"{messages[0].id}:{messages[-1].id}:{len(messages)}")
    return len(messages)


@operation
def let_go(hashes: Iterable[str], *, by: Actor) -> None:
    """Have bytes dropped that were stored for what is not kept, unless a record needs them."""
    require(by, Can.CARRY_OUT)
    drop_later(hashes, key=str(new_uid()))


def _messages(items: Sequence[MailItem]) -> list[MailMessage]:
    wanted = {item.message_id for item in items}
    found = select(MailMessage).where(MailMessage.id.in_(wanted)).order_by(MailMessage.id)
    return list(db.session.scalars(found))


def _by_box(messages: Sequence[MailMessage]) -> list[tuple[Mailbox, list[MailMessage]]]:
    """Which of the messages lay in which box; one that lay there twice counts once."""
    rows = db.session.execute(
        select(Mailbox, MailItem.message_id)
        .join(MailItem, MailItem.mailbox_id == Mailbox.id)
        .where(MailItem.message_id.in_([one.id for one in messages]))
    ).all()
    lay = {(box.id, message_id) for box, message_id in rows}
    boxes = {box.id: box for box, _message_id in rows}
    return [
        (box, [one for one in messages if (box_id, one.id) in lay])
        for box_id, box in sorted(boxes.items())
    ]


def _count(box: Mailbox, items: Sequence[MailItem]) -> None:
    """Each change has its number, by which mail programs learn of it."""
    for item in items:
        box.changes += 1
        item.changed = box.changes


def _certify(box: Mailbox, rule: str, messages: Sequence[MailMessage], by: Actor) -> None:
    _prove(box, rule, len(messages), {one.sha256 for one in messages}, by)


def _prove(box: Mailbox, rule: str, count: int, hashes: set[str], by: Actor) -> None:
    """The proof of a purge (chứng nhận tiêu hủy): how much, by which rule, which hashes."""
    row = PurgeCertificate(
        mailbox_id=box.id,
        rule=rule,
        count=count,
        hashes=sorted(hashes - {""}),
        purged_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("mail.purged", box, by=by, rule=rule, items=row.count, certificate=row.uid)


# ------------------------------------------------------------------------------ content


def _blank(messages: Sequence[MailMessage], *, key: str) -> None:
    """Who wrote to whom and when stays; what was said and every file goes."""
    hashes: set[str] = set()
    for message in messages:
        hashes |= {message.sha256, message.view_sha256}
        message.sha256 = message.view_sha256 = message.subject = message.preview = ""
        message.calendar, message.seal, message.notices = {}, {}, []
        db.session.execute(delete(MailMeeting).where(MailMeeting.message_id == message.id))
        message.purged_at = clock.now()
        search.forget("mail", message.id)
    ids = [one.id for one in messages]
    hashes |= _blank_parts(ids) | _blank_ways(ids) | _blank_drafts(messages)
    drop_later(hashes, key=key)


def drop_later(hashes: Iterable[str], *, key: str) -> None:
    """Have bytes removed behind the page, unless a record needs them when that work is done."""
    if named := sorted({*hashes} - {""}):
        outbox.enqueue(DROP, key=f"{DROP}:{key}", lane=outbox.Lane.BULK, hashes=named)


def _blank_parts(ids: Sequence[int]) -> set[str]:
    mine = MailPart.message_id.in_(ids)
    hashes = set(db.session.scalars(select(MailPart.sha256).where(mine)))
    db.session.execute(update(MailPart).where(mine).values(name="", sha256="", content_id=""))
    return hashes


def _blank_ways(ids: Sequence[int]) -> set[str]:
    """The mail as it came and the letters as they left."""
    hashes: set[str] = set()
    for model in (MailArrival, OutgoingMail):
        mine = model.message_id.in_(ids)
        hashes |= set(db.session.scalars(select(model.sha256).where(mine)))
        db.session.execute(update(model).where(mine).values(sha256=""))
    left = update(OutgoingMail).where(OutgoingMail.message_id.in_(ids))
    db.session.execute(left.values(subject="", text=""))
    return hashes


def _blank_drafts(messages: Sequence[MailMessage]) -> set[str]:
    """What a letter was made of; its row says that it left."""
    hashes: set[str] = set()
    written = MailDraft.message_uid.in_([one.uid for one in messages])
    for draft in db.session.scalars(select(MailDraft).where(written)):
        hashes |= _files_of(draft)
        draft.subject = draft.text = draft.built_sha256 = ""
        draft.files = []
    return hashes


def _files_of(draft: MailDraft) -> set[str]:
    return {draft.built_sha256, *(one.get("sha256", "") for one in draft.files)}
