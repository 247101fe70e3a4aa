"""Letters leave: built once under a Message-ID fixed by the draft, then handed over in one step.

A worker that falls before the end builds again; nothing was handed over by then. The queue behind
it sends at least once, so a second copy outside bears the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.jobs.guarding import guard
from mail.jobs.telling import kept_as_told, kept_from, opened
from mail.letters import compose, replies
from mail.letters.heading import Person
from mail.models import MIB, Mailbox, MailDraft, MailItem, MailMessage
from mail.operations import Kept, Named
from mail.queries import links
from mail.smime import entity, seal
from mail.wire import names
from office import blobs, clock
from office.db import db
from office.errors import Refusal
from office.given_up import when_given_up
from office.i18n import _, day, force_locale
from office.outbox import delivers
from office.permissions import SYSTEM
from office.ui.markdown import markdown

LEAVE, PREPARE = operations.LEAVE, operations.PREPARE


@delivers(LEAVE)
def leave(body: dict[str, Any]) -> None:
    """Hand one letter over, unless it was taken back."""
    draft = _draft(body)
    if not operations.claim_draft(draft, int(body["version"]), by=SYSTEM):
        return
    try:
        kept = _kept(draft)
    except Refusal as fault:
        operations.come_back(draft, str(fault.message), by=SYSTEM)
        return
    operations.depart(draft, kept, by=SYSTEM)


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


@when_given_up(LEAVE)
@when_given_up(PREPARE)
def bring_back(body: dict[str, Any]) -> None:
    """A letter that no worker could make is its writer's again; the job stays for who mends it."""
    draft = _draft(body)
    if draft.version == int(body["version"]):
        reason = _("The program tried many times and could not send this letter; send it again.")
        operations.come_back(draft, str(reason), by=SYSTEM)


def _draft(body: dict[str, Any]) -> MailDraft:
    return db.session.scalars(select(MailDraft).where(MailDraft.uid == UUID(body["draft"]))).one()


def _raw(draft: MailDraft) -> bytes:
    return blobs.read(draft.built_sha256) if draft.built_sha256 else built(draft)


# -------------------------------------------------------------------------- the bytes


def built(draft: MailDraft) -> bytes:
    """The letter as it goes over the wire; blind copies stand in its envelope only."""
    to, cc = _people(draft, "to"), _people(draft, "cc")
    sent_by, options = draft.sent_by, draft.options
    sender = Person(**sent_by["sender"])
    in_reply_to, references = _answered(draft)
    text = _with_footer(draft, _with_links(draft))
    return compose.compose(
        compose.Outline(
            sender=sender,
            written_by=Person(**sent_by["writer"]) if sent_by.get("writer") else None,
            to=to,
            cc=cc,
            subject=draft.subject,
            text=text,
            html=str(markdown(text)) if options.get("is_formatted") else "",
            message_id=compose.message_id(str(draft.uid), names.domain_of(sender.address)),
            date=draft.claimed_at or draft.asked_at or clock.now(),
            attachments=tuple(_attached(draft.files)),
            in_reply_to=in_reply_to,
            references=references,
            receipt_to=sender if options.get("receipt") else None,
            importance=compose.Importance(options.get("importance") or "normal"),
            more=() if to or cc else compose.UNDISCLOSED,
        )
    )


def _with_links(draft: MailDraft) -> str:
    """Under the text stands where the files are fetched that are too large for a letter."""
    files = [one for one in draft.files if one.get("is_linked")]
    if not files:
        return draft.text
    with force_locale("vi"):
        until = day(clock.to_local(clock.now() + links.LASTS))
        head = _("Large files, to be fetched until %(day)s:", day=until)
    rows = [f"- {one['name']} ({-(-one['size'] // MIB)} MB)" for one in files]
    places = [f"  {links.link_to(draft, one['uid'])}" for one in files]
    told = "\n\n".join("\n".join(pair) for pair in zip(rows, places, strict=True))
    return f"{draft.text.rstrip()}\n\n{head}\n\n{told}\n"


def _with_footer(draft: MailDraft, text: str) -> str:
    """What the house says under every letter of which a copy goes to other houses."""
    footer = queries.rules_for(db.session.get_one(Mailbox, draft.mailbox_id)).footer.strip()
    domains = {names.domain_of(one["address"]) for one in draft.sent_by["recipients"]}
    if not footer or all(queries.is_ours(domain) for domain in domains):
        return text
    return f"{text.rstrip()}\n\n-- \n{footer}\n"


def _people(draft: MailDraft, line: str) -> tuple[Person, ...]:
    named = [one for one in draft.sent_by["recipients"] if one["line"] == line]
    return tuple(Person(one["address"], one["name"]) for one in named)


def _attached(files: Sequence[dict[str, Any]]) -> list[compose.Attached]:
    return [
        compose.Attached(one["name"], blobs.path_of(one["sha256"]), one["media_type"])
        for one in files
        if not one.get("is_linked")
    ]


def _answered(draft: MailDraft) -> tuple[str, tuple[str, ...]]:
    """What an answer names (RFC 5322 3.6.4); forwarding begins a conversation of its own."""
    if draft.answers_id is None or draft.answer_kind == "forward":
        return "", ()
    item = db.session.get_one(MailItem, draft.answers_id)
    message = db.session.get_one(MailMessage, item.message_id)
    return replies.thread_of(queries.ids_of(message))


def _sealed(draft: MailDraft, raw: bytes) -> bytes:
    """For every reader, the sender himself, and the agency where its rules ask for it.

    Who cannot receive it holds the letter back.
    """
    found = queries.readers_to_seal_for(draft, queries.addressed(draft))
    certificates = [one for several in found.values() for one in several]
    if not all(found.values()):
        raise Refusal(_("The letter cannot be sealed for all its readers any more."))
    escrow = queries.escrow_of(db.session.get_one(Mailbox, draft.mailbox_id))
    certificates += [] if escrow is None else [escrow]
    suite = seal.Suite.GCM
    cms = seal.seal(entity.to_sign(raw), certificates, suite=suite)
    return entity.sealed(raw, cms, smime_type=suite.value)


# ------------------------------------------------------------------------ what is kept


def _kept(draft: MailDraft) -> Kept:
    """Built, found fit to leave, sealed where it is wished, and read as any letter of others."""
    raw, now = _raw(draft), clock.now()
    with opened(raw) as (letter, folder):
        guard(letter, folder, raw, box_id=draft.mailbox_id)
        _guard_linked(draft)
        if not draft.options.get("encrypt"):
            return _by_its_writer(draft, kept_as_told(letter, folder, blobs.put(raw), at=now))
    return _by_its_writer(draft, kept_from(blobs.put(_sealed(draft, raw)), at=now))


def _guard_linked(draft: MailDraft) -> None:
    """What is fetched by a link is asked the same questions as what a letter carries."""
    sender = Person(**draft.sent_by["sender"])
    for one in draft.files:
        if one.get("is_linked"):
            file = compose.Attached(one["name"], blobs.path_of(one["sha256"]), one["media_type"])
            raw = compose.compose(
                compose.Outline(
                    sender=sender,
                    to=(sender,),
                    subject="",
                    text="",
                    attachments=(file,),
                    message_id=compose.message_id(one["uid"], names.domain_of(sender.address)),
                    date=clock.now(),
                )
            )
            with opened(raw) as (letter, folder):
                guard(letter, folder, raw, box_id=draft.mailbox_id)


def _by_its_writer(draft: MailDraft, kept: Kept) -> Kept:
    """What a head does not say: who wrote it at the desk of a box, and from where it was sent."""
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    sender = Person(**draft.sent_by["sender"])
    writer = str((draft.sent_by.get("actor") or {}).get("name", ""))
    return replace(
        kept,
        subject=draft.subject,
        sender=Named(sender.name, sender.address),
        envelope_from=sender.address,
        actor_name=writer if box.desk_id else "",
    )


__all__ = ["bring_back", "built", "leave", "prepare"]
