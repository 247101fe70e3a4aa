"""Drafts over the API; signing itself has no scope here."""

from typing import Literal
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, api, desk_id_of
from documents.api.uploading import FileIn, enclosed
from documents.forms import choices, type_fields
from documents.models import Draft, OpinionChoice, Urgency
from documents.operations.opinions import Answer
from documents.policy import Can
from office.api import ByUid, Closed, Moment, Whole, shown
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import require


class NewDraft(Closed):
    """What a draft begins with."""

    subject: str = Field(min_length=1, max_length=4000)
    type_code: str = "cong-van"


class AnnexIn(Closed):
    """An annex in the same file; a wide one lies across."""

    title: str = Field(min_length=1, max_length=4000)
    body: str = Field(min_length=1)
    wide: bool = False


class AttachedIn(Closed):
    """The text that a decision issues; `name` is its type as printed."""

    name: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=4000)
    body: str = Field(min_length=1)


class FormIn(Closed):
    """The form source of a draft; `revision` is the one that was read.

    `fields` are those that the type asks for, by their codes; days are written 2026-11-24.
    """

    revision: Whole | None = None
    subject: str = Field(min_length=1, max_length=4000)
    type_code: str = "cong-van"
    body: str = ""
    addressees: list[str] = []
    copies: list[str] = []
    legal_basis: list[str] = []
    contact: list[str] = []
    fields: dict[str, str] = {}
    annexes: list[AnnexIn] = Field(default=[], max_length=type_fields.MOST_ANNEXES)
    attached: AttachedIn | None = None
    circulation: Literal["", "LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI"] = ""
    drafter_mark: str = Field(default="", max_length=60)
    recipients: list[str] = []
    urgency: Urgency = Urgency.NORMAL
    signer: UUID | None = None


class DraftOut(Closed):
    """A draft and whether its PDF is ready."""

    revision: int
    source: str
    subject: str
    body: str
    recipients: list[str]
    is_composed: bool
    missing: list[str]
    problem: str


class SubmissionIn(Closed):
    """Who shall sign."""

    signer: UUID


class OpinionIn(Closed):
    """Whom to ask what."""

    desks: list[UUID] = Field(min_length=1)
    question: str = Field(min_length=1, max_length=4000)
    due_at: Moment | None = None
    files: list[FileIn] = Field([], max_length=3)


class AnswerIn(Closed):
    """The opinion; plain words without a choice count as another opinion than yes or no."""

    choice: OpinionChoice = OpinionChoice.OTHER
    answer: str = Field("", max_length=1000)
    files: list[FileIn] = Field([], max_length=3)


class SpotIn(Closed):
    """Where a field stands, in shares of the page from its top left corner."""

    name: str
    page: Whole = Field(ge=0)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


def _draft(path: ByUid) -> Draft:
    found = queries.draft_of(_seen(path))
    if found is None:
        raise NotFound(_("This document was not drafted here."))
    return found


def _check_type(code: str) -> None:
    """The closed list of types is a matter of the law on a day, not of the schema."""
    if code not in dict(choices.type_options()):
        raise Invalid(
            _("There is no such type of document."),
            fields={"type_code": _("Choose one of the list.")},
        )


def _draft_out(path: ByUid, draft: Draft) -> Response:
    document = _seen(path)
    return shown(
        DraftOut(
            revision=draft.revision,
            source=draft.source,
            subject=document.subject,
            body=draft.content.get("body", ""),
            recipients=draft.recipients,
            is_composed=bool(draft.pdf_sha256),
            missing=draft.missing,
            problem=draft.problem,
        )
    )


@api.post("/drafts", responses={201: DocumentOut})
def new_draft(body: NewDraft) -> Response:
    """Begin a document of one's own."""
    _check_type(body.type_code)
    made = operations.start_draft(subject=body.subject, type_code=body.type_code, by=g.actor)
    return _after(made, status=201)


@api.get("/documents/<uuid:uid>/draft", responses={200: DraftOut})
def draft(path: ByUid) -> Response:
    """The draft of an outgoing document."""
    return _draft_out(path, _draft(path))


@api.put("/documents/<uuid:uid>/draft", responses={200: DraftOut})
def save_draft(path: ByUid, body: FormIn) -> Response:
    """Save the form source; an older revision than the present one is refused."""
    _check_type(body.type_code)
    content = body.model_dump(mode="json", exclude={"revision", "signer"})
    content["fields"] = type_fields.checked(body.type_code, body.fields)
    content["signer_desk_id"] = desk_id_of(body.signer) if body.signer else None
    saved = operations.save_form(_seen(path), content, revision=body.revision, by=g.actor)
    return _draft_out(path, saved)


@api.post("/documents/<uuid:uid>/draft/spots", responses={200: DraftOut})
def spot(path: ByUid, body: SpotIn) -> Response:
    """Place a field by hand."""
    placed = operations.place_field(
        _seen(path), body.name, page=body.page, x=body.x, y=body.y, by=g.actor
    )
    return _draft_out(path, placed)


@api.post("/documents/<uuid:uid>/submission", responses={200: DocumentOut})
def submission(path: ByUid, body: SubmissionIn) -> Response:
    """Submit for signature."""
    document = _seen(path)
    operations.submit(document, desk_id_of(body.signer), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/withdrawal", responses={200: DocumentOut})
def withdrawal(path: ByUid) -> Response:
    """Withdraw a submission."""
    document = _seen(path)
    operations.withdraw_submission(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/cancellation", responses={200: DocumentOut})
def cancellation(path: ByUid) -> Response:
    """Drop a draft."""
    document = _seen(path)
    operations.cancel_draft(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/opinions", responses={200: DocumentOut})
def ask(path: ByUid, body: OpinionIn) -> Response:
    """Ask for opinions."""
    document = _seen(path)
    desks = [desk_id_of(uid) for uid in body.desks]
    files = enclosed(body.files)
    operations.ask_opinion(
        document, desks, body.question, due_at=body.due_at, files=files, by=g.actor
    )
    return _after(document)


@api.post("/documents/<uuid:uid>/opinion", responses={200: DocumentOut})
def answer(path: ByUid, body: AnswerIn) -> Response:
    """Answer the question asked of the acting desk."""
    document = _seen(path)
    require(g.actor, Can.GIVE_OPINION, document)
    opinion = queries.opinion_asked_of(document, g.actor)
    if opinion is None:
        raise NotFound(_("Nobody has asked you for an opinion on this."))
    given = Answer(body.choice, body.answer, enclosed(body.files))
    operations.give_opinion(opinion, given, by=g.actor)
    return _after(document)
