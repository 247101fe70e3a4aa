"""Letters of mailboxes that become documents, and documents that leave as letters."""

from datetime import date
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, api
from documents.forms import from_mail
from documents.models import Source, Urgency
from documents.operations.intake import Arrival
from documents.policy import Can
from mail import queries as mail
from office.api import ByUid, Closed, Day, shown
from office.errors import Refusal
from office.i18n import _
from office.permissions import require


class DraftOut(Closed):
    """A letter that was begun in a mailbox."""

    draft: UUID


class LetterIn(Closed):
    """What is read off a letter; left out means as the letter proposes; `anyway` files it again."""

    subject: str | None = Field(None, min_length=1, max_length=4000)
    issuer: str | None = Field(None, min_length=1, max_length=400)
    type_name: str = Field("Công văn", max_length=200)
    symbol: str | None = Field(None, max_length=200)
    signer: str = Field("", max_length=200)
    issued_on: Day | None = None
    urgency: Urgency = Urgency.NORMAL
    anyway: bool = False


class FilingOut(Closed):
    """A document that was made of the letter before; without a number it waits for one."""

    document: UUID
    number: str
    is_undone: bool


class LetterOut(Closed):
    """What a letter proposes for the register, and what was made of it before."""

    subject: str
    issuer: str
    symbol: str
    dated: str
    sha256: str
    message_id: str
    checks: dict[str, str]
    files: list[str]
    filings: list[FilingOut]


@api.get("/from-mail/<uuid:uid>", responses={200: LetterOut})
def letter(path: ByUid) -> Response:
    """What a letter of a box proposes for the register."""
    require(g.actor, Can.REGISTER, g.actor)
    found = queries.letter_to_file(path.uid, g.actor)
    said = from_mail.proposed(found)
    before = queries.filed_before(found, g.actor)
    return shown(
        LetterOut(
            **{name: said[name] for name in ("subject", "issuer", "symbol", "dated")},
            sha256=found.sha256,
            message_id=found.message_id,
            checks=dict(queries.sender_checks(found.verdicts)),
            files=[one.name for one in found.files],
            filings=[
                FilingOut(
                    document=one.object_uid, number=one.label, is_undone=one.undone_at is not None
                )
                for one in before.filings
            ],
        )
    )


@api.post("/from-mail/<uuid:uid>", responses={201: DocumentOut})
def file_letter(path: ByUid, body: LetterIn) -> Response:
    """Make an arrival of a letter; its bytes are kept as they came."""
    require(g.actor, Can.REGISTER, g.actor)
    found = queries.letter_to_file(path.uid, g.actor)
    before = queries.filed_before(found, g.actor)
    if before and not body.anyway:
        raise Refusal(
            _("This letter was filed before."),
            fix=_("Look at it, then send “anyway” with the call."),
        )
    arrival = from_mail.completed(found, _arrival(found, body))
    made = operations.file_letter(found, arrival, known=len(before.filings), by=g.actor)
    return _after(made, status=201)


def _arrival(found: mail.Letter, body: LetterIn) -> Arrival:
    said = from_mail.proposed(found)
    return Arrival(
        agency_id=g.actor.agency_id or 0,
        source=Source.MAIL,
        subject=body.subject or said["subject"],
        type_name=body.type_name,
        symbol=said["symbol"] if body.symbol is None else body.symbol,
        issuer_name=body.issuer or said["issuer"],
        signer_name=body.signer,
        issued_on=body.issued_on or _day(said["dated"]),
        urgency=body.urgency,
        files=(),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@api.post("/documents/<uuid:uid>/letter", responses={201: DraftOut})
def begin_letter(path: ByUid) -> Response:
    """Begin a letter that carries an issued document; it is written and sent in the mailbox."""
    draft = operations.begin_letter(_seen(path), by=g.actor)
    return shown(DraftOut(draft=draft), status=201)
