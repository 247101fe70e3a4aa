"""A letter leaves: its bytes are kept once, put into Sent and on their way to everybody at once."""

from collections.abc import Mapping
from typing import Any

from mail.models import Folder, Mailbox, MailDraft, MailItem, MailMessage
from mail.operations.distributing import Course, distribute
from mail.operations.drafting import locked
from mail.operations.keeping import Kept, keep_message
from mail.operations.placing import place
from mail.operations.purging import drop_later
from mail.operations.sending import to_writing
from mail.policy import Can
from mail.queries.drafts import DraftState, state_of, still_sends
from office import audit, clock
from office.db import db, operation
from office.i18n import _
from office.permissions import Actor, require

READY = (DraftState.WAITING, DraftState.LEAVING)


@operation
def claim_draft(draft: MailDraft, version: int, *, by: Actor) -> bool:
    """Begin to hand a letter over, from now on it cannot be taken back; says whether it is to go.

    A worker that fell in between begins again: what it builds bears the same Message-ID.
    """
    require(by, Can.CARRY_OUT, draft)
    locked(draft)
    if state_of(draft) not in READY or draft.version != version:
        return False
    if not still_sends(draft):
        come_back(draft, str(_("Whoever sent this letter may not send from here any more.")), by=by)
        return False
    draft.claimed_at = draft.claimed_at or clock.now()
    return True


@operation
def note_built(draft: MailDraft, version: int, sha256: str, *, by: Actor) -> None:
    """Remember the bytes of a letter, unless it was taken back while they were made."""
    require(by, Can.CARRY_OUT, draft)
    locked(draft)
    if state_of(draft) is DraftState.UNSIGNED and draft.version == version:
        draft.built_sha256 = sha256


@operation
def depart(draft: MailDraft, kept: Kept, *, by: Actor) -> MailMessage | None:
    """Hand a letter over to all its recipients in one step; None when that was done before."""
    require(by, Can.CARRY_OUT, draft)
    locked(draft)
    if state_of(draft) is not DraftState.LEAVING:
        return None
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    message = keep_message(kept, near=[box.id], by=by)
    place(message, box, Folder.SENT, by=by)
    wanted = [_wishes(one["address"], draft) for one in draft.sent_by["recipients"]]
    went = distribute(message, wanted, _course(draft, kept), by=by)
    draft.message_uid, draft.left_at = message.uid, clock.now()
    draft.problem = "; ".join(f"{address}: {why}" for address, why in went.lost)[:500]
    if draft.options.get("encrypt"):
        _forget_words(draft)
    _mark_answered(draft, by)
    audit.record("mail.left", message, by=by, draft=draft.uid, box=box.uid, **_who(draft))
    return message


def _forget_words(draft: MailDraft) -> None:
    """What left sealed is read by its PIN alone: the draft keeps nothing that could be read."""
    drop_later(
        {draft.built_sha256, *(one["sha256"] for one in draft.files)},
        key=f"{draft.uid}:{draft.version}",
    )
    draft.text, draft.files, draft.built_sha256 = "", [], ""


def _wishes(address: str, draft: MailDraft) -> Mapping[str, Any]:
    wants_all = bool(draft.options.get("delivery"))
    notify = "SUCCESS,FAILURE,DELAY" if wants_all else "FAILURE,DELAY"
    return {"address": address, "notify": notify}


def _course(draft: MailDraft, kept: Kept) -> Course:
    return Course(
        key=str(draft.uid),
        sender=kept.envelope_from,
        at=kept.received_at.isoformat(),
        box_id=draft.mailbox_id,
        options={"ret": "HDRS", "envid": str(draft.uid)},
    )


def _who(draft: MailDraft) -> dict[str, Any]:
    """Who sent it in truth stands in the audit line, however the head names the box alone."""
    actor = draft.sent_by.get("actor") or {}
    return {"recipients": draft.recipients, "sent_by": actor.get("name", "")}


def _mark_answered(draft: MailDraft, by: Actor) -> None:
    item = db.session.get(MailItem, draft.answers_id) if draft.answers_id else None
    if item is None:
        return
    box = db.session.get_one(Mailbox, item.mailbox_id)
    box.changes += 1
    item.changed = box.changes
    if draft.answer_kind == "forward":
        item.is_forwarded = True
    else:
        item.is_answered = True
        item.handled_by = str((draft.sent_by.get("actor") or {}).get("name", ""))


@operation
def come_back(draft: MailDraft, problem: str, *, by: Actor) -> None:
    """A letter that cannot be made is a draft again, with the reason."""
    require(by, Can.CARRY_OUT, draft)
    locked(draft)
    if state_of(draft) in (*READY, DraftState.UNSIGNED):
        to_writing(draft, problem[:500])
        audit.record("mail.came_back", draft, by=by, problem=draft.problem)
