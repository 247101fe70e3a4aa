"""Letters leave: built once under a Message-ID fixed by the draft, then handed over in one step.

A worker that falls before the end builds again; nothing was handed over by then. The queue behind
it sends at least once, so a second copy outside bears the same Message-ID.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from mail import operations, queries
from mail.jobs.guarding import guard
from mail.letters import compose, replies
from mail.letters.heading import Person
from mail.models import Mailbox, MailDraft, MailItem, MailMessage, MailReference
from mail.operations import Kept, KeptFile, Named
from mail.smime import entity, seal
from mail.wire import names
from office import blobs, clock
from office.db import db
from office.errors import Refusal
from office.foreign.letters import Letter, letters
from office.i18n import _
from office.outbox import delivers
from office.permissions import SYSTEM
from office.ui.markdown import markdown

LEAVE, PREPARE = operations.LEAVE, operations.PREPARE
UNDISCLOSED = (("To", "undisclosed-recipients:;"),)
"""What a head without any visible recipient says, in the group syntax of RFC 5322 3.4."""


@delivers(LEAVE)
def leave(body: dict[str, Any]) -> None:
    """Hand one letter over, unless it was taken back."""
    draft = _draft(body)
    if not operations.claim_draft(draft, int(body["version"]), by=SYSTEM):
        return
    try:
        raw = _sealed(draft, _guarded(draft, _raw(draft)))
    except Refusal as fault:
        operations.come_back(draft, str(fault.message), by=SYSTEM)
        return
    operations.depart(draft, _kept(draft, raw), by=SYSTEM)


@delivers(PREPARE)
def prepare(body: dict[str, Any]) -> None:
    """Build the bytes that a signature will bind, before the PIN is asked."""
    draft = _draft(body)
    if draft.version != int(body["version"]) or draft.built_sha256:
        return
    try:
        raw = built(draft)
    except Refusal as fault:
        operations.come_back(draft, str(fault.message), by=SYSTEM)
        return
    operations.note_built(draft, int(body["version"]), blobs.put(raw).sha256, by=SYSTEM)


def _draft(body: dict[str, Any]) -> MailDraft:
    return db.session.scalars(select(MailDraft).where(MailDraft.uid == UUID(body["draft"]))).one()


def _raw(draft: MailDraft) -> bytes:
    return blobs.read(draft.built_sha256) if draft.built_sha256 else built(draft)


def _guarded(draft: MailDraft, raw: bytes) -> bytes:
    """The letter, once it is known to be fit to leave: asked before it is sealed."""
    with TemporaryDirectory(prefix="letter-") as folder:
        (letter,) = letters([raw], into=Path(folder))
        sha256 = blobs.put(raw).sha256
        guard(letter, Path(folder), sha256=sha256, box_id=draft.mailbox_id)
    return raw


# -------------------------------------------------------------------------- the bytes


def built(draft: MailDraft) -> bytes:
    """The letter as it goes over the wire; blind copies stand in its envelope only."""
    to, cc = _people(draft, "to"), _people(draft, "cc")
    sent_by, options = draft.sent_by, draft.options
    sender = Person(**sent_by["sender"])
    in_reply_to, references = _answered(draft)
    return compose.compose(
        compose.Outline(
            sender=sender,
            written_by=Person(**sent_by["writer"]) if sent_by.get("writer") else None,
            to=to,
            cc=cc,
            subject=draft.subject,
            text=draft.text,
            html=str(markdown(draft.text)) if options.get("is_formatted") else "",
            message_id=compose.message_id(str(draft.uid), names.domain_of(sender.address)),
            date=draft.claimed_at or draft.asked_at or clock.now(),
            attachments=tuple(_attached(draft.files)),
            in_reply_to=in_reply_to,
            references=references,
            receipt_to=sender if options.get("receipt") else None,
            importance=compose.Importance(options.get("importance") or "normal"),
            more=() if to or cc else UNDISCLOSED,
        )
    )


def _people(draft: MailDraft, line: str) -> tuple[Person, ...]:
    named = [one for one in draft.sent_by["recipients"] if one["line"] == line]
    return tuple(Person(one["address"], one["name"]) for one in named)


def _attached(files: Sequence[dict[str, Any]]) -> list[compose.Attached]:
    return [
        compose.Attached(one["name"], blobs.path_of(one["sha256"]), one["media_type"])
        for one in files
    ]


def _answered(draft: MailDraft) -> tuple[str, tuple[str, ...]]:
    """What an answer names (RFC 5322 3.6.4); forwarding begins a conversation of its own."""
    if draft.answers_id is None or draft.answer_kind == "forward":
        return "", ()
    item = db.session.get_one(MailItem, draft.answers_id)
    message = db.session.get_one(MailMessage, item.message_id)
    named = select(MailReference.named).where(MailReference.message_id == message.id)
    chain = db.session.scalars(named.order_by(MailReference.id)).all()
    head = {
        "message-id": [message.message_id],
        "references": [one for one in chain if one != message.message_id],
    }
    return replies.thread_of(head)


def _sealed(draft: MailDraft, raw: bytes) -> bytes:
    """For every reader and for the sender himself; who cannot receive it holds the letter back."""
    if not draft.options.get("encrypt"):
        return raw
    found = queries.readers_to_seal_for(draft, queries.addressed(draft))
    certificates = [one for one in found.values() if one is not None]
    if len(certificates) < len(found):
        raise Refusal(_("The letter cannot be sealed for all its readers any more."))
    suite = seal.Suite.GCM
    cms = seal.seal(entity.to_sign(raw), certificates, suite=suite)
    return entity.sealed(raw, cms, smime_type=suite.value)


# ------------------------------------------------------------------------ what is kept


def _kept(draft: MailDraft, raw: bytes) -> Kept:
    stored = blobs.put(raw)
    letter, files = _read(raw)
    view = blobs.put(TypeAdapter(Letter).dump_json(letter))
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    sender = Person(**draft.sent_by["sender"])
    head = letter.head
    return Kept(
        sha256=stored.sha256,
        size=stored.size,
        message_id=head.message_id,
        subject=draft.subject,
        sender=Named(sender.name, sender.address),
        received_at=clock.now(),
        sent_at=head.date,
        ancestors=tuple(dict.fromkeys([*head.references, head.in_reply_to])),
        to=tuple(Named(one.name, one.address) for one in head.to),
        cc=tuple(Named(one.name, one.address) for one in head.cc),
        envelope_from=sender.address,
        preview=letter.preview,
        view_sha256=view.sha256,
        files=files,
        actor_name=str((draft.sent_by.get("actor") or {}).get("name", "")) if box.desk_id else "",
        seal={"kind": letter.seal.value} if letter.seal else {},
        notices=tuple({"code": one.code.value, "values": one.values} for one in letter.notices),
    )


def _read(raw: bytes) -> tuple[Letter, tuple[KeptFile, ...]]:
    """Read by the limited child as any other letter: its files came from outside."""
    with TemporaryDirectory(prefix="letter-") as folder:
        into = Path(folder)
        (letter,) = letters([raw], into=into)
        for part in letter.parts:
            with (into / part.file).open("rb") as content:
                blobs.put(content)
    return letter, tuple(
        KeptFile(
            path=part.path,
            name=part.name,
            kind=part.type,
            size=part.size,
            sha256=part.sha256,
            content_id=part.cid,
            is_inline=part.is_inline,
            risks=part.risks,
        )
        for part in letter.parts
    )


__all__ = ["built", "leave", "prepare"]
