"""What was made of a letter before, and what a document says of the letter it came by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from documents.models import Document, DocumentFile, Source, Task
from documents.queries.visibility import visible_to
from mail import queries as mail
from mail.operations import DOCUMENT
from office.db import db
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

MOST = 5
TASK_KEY = "mail"


def letter_to_file(uid: UUID, actor: Actor) -> mail.Letter:
    """A letter that may go into the register: of a box that the actor reads, and not set apart."""
    found = mail.letter(uid, actor)
    refuse_apart(found)
    return found


def refuse_apart(letter: mail.Letter) -> None:
    """What lies in quarantine or among junk is first looked at by who reads the box."""
    if letter.is_apart:
        raise Refusal(
            _("This letter lies in quarantine, among junk or in the recoverable folder."),
            fix=_("Move it to the inbox first, if it is genuine."),
        )


@dataclass(frozen=True)
class Before:
    """Earlier filings of a letter, and documents that hold the same bytes and came otherwise."""

    filings: Sequence[Any]
    others: Sequence[Document]

    def __bool__(self) -> bool:
        return bool(self.filings or self.others)


def filed_before(letter: mail.Letter, actor: Actor) -> Before:
    """Whether the agency took up this letter before, by its Message-ID or its bytes."""
    filings = mail.made_of(letter, DOCUMENT)
    known = [one.object_uid for one in filings]
    same = (
        select(Document)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .where(
            Document.agency_id.in_(units.lineage(letter.agency_id)),
            DocumentFile.sha256 == letter.sha256,
            Document.uid.not_in(known),
            visible_to(actor),
        )
    )
    return Before(filings, db.session.scalars(same.limit(MOST)).unique().all())


@dataclass(frozen=True)
class CameByMail:
    """The letter of a document: who, when, what was checked; its address for who may read it."""

    sender: str
    address: str
    sent_at: str
    text: str
    checks: Sequence[tuple[str, str]]
    is_confirmed: bool
    is_doubtful: bool
    seal: Sequence[str]
    is_sealed_well: bool
    url: str = ""


def came_by_mail(document: Document, actor: Actor) -> CameByMail | None:
    """What is said of the letter by which a document came; None when it came otherwise."""
    told = document.details.get("mail")
    if document.source is not Source.MAIL or not told:
        return None
    verdicts, seal = told["verdicts"], told["seal"]
    is_open = mail.may_open(told["item"], actor)
    return CameByMail(
        sender=told["sender"],
        address=told["address"],
        sent_at=told["sent_at"],
        text=told["text"],
        checks=sender_checks(verdicts),
        is_confirmed=verdicts.get("dmarc") == "pass",
        is_doubtful=told["is_outside"] and verdicts.get("dmarc") == "fail",
        seal=mail.seal_words(seal),
        is_sealed_well=seal.get("code") == "good",
        url=told["url"] if is_open else "",
    )


def sender_checks(verdicts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """SPF, DKIM and DMARC with what each came to; nothing for a letter from inside."""
    if not verdicts:
        return []
    signed = [str(one.get("result")) for one in verdicts.get("dkim") or ()]
    best = "pass" if "pass" in signed else next(iter(signed), "none")
    found = [("SPF", verdicts.get("spf") or "none"), ("DKIM", best)]
    found.append(("DMARC", verdicts.get("dmarc") or "none"))
    if verdicts.get("arc") not in (None, "", "none"):
        found.append(("ARC", verdicts["arc"]))
    return [(name, str(value)) for name, value in found]


def letter_of_task(task: Task, actor: Actor) -> str:
    """The address of the letter that asked for a task, for who may read it."""
    name, _mark, item = task.origin_key.partition(":")
    if name != TASK_KEY or not mail.may_open(item, actor):
        return ""
    return mail.url_of(item)
