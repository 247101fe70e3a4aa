"""The acts on incoming documents and on signed ones."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import AssignmentIn, DocumentOut, Reason, api, desk_id_of, document_out
from documents.models import Document, Urgency
from documents.operations.handling import Others
from documents.operations.incoming import Assignment, Registration
from office.api import ByUid, Closed, Moment, shown


class RegistrationIn(Closed):
    """What the clerk confirms; left out means as the package said."""

    subject: str | None = Field(None, max_length=4000)
    urgency: Urgency | None = None
    due_at: Moment | None = None
    is_restricted: bool = False
    note: str = ""
    register_uid: UUID | None = None
    present_to: UUID | None = None


class PresentationIn(Closed):
    """To whom the document is presented."""

    desk: UUID


class DirectionIn(Closed):
    """The direction and its receivers."""

    text: str = Field(min_length=1, max_length=8000)
    assignments: list[AssignmentIn]


class ProposalIn(DirectionIn):
    """The proposed direction and the leader who decides."""

    leader: UUID


class HandOnIn(Closed):
    """Who takes over the lead, and who else of the unit takes part."""

    desk: UUID
    text: str = ""
    due_at: Moment | None = None
    others: list[AssignmentIn] = []
    beyond: str = Field("", max_length=4000)


class CompletionIn(Reason):
    """How it was settled; `unanswered` says why some cooperating desks did not contribute."""

    unanswered: str = Field("", max_length=4000)


class NumberIn(Closed):
    """Whether the document leaves as soon as it is sealed; `reserved` names a kept number."""

    reserved: UUID | None = None
    issue_when_sealed: bool = True


def _after(document: Document, status: int = 200) -> Response:
    return shown(document_out(document), status=status, record=document)


def _seen(path: ByUid) -> Document:
    return queries.visible_document(path.uid, g.actor)


def assignments_of(rows: list[AssignmentIn]) -> list[Assignment]:
    """The receivers of a direction, by the public names of their desks."""
    return [Assignment(desk_id_of(row.desk), row.duty, row.due_at) for row in rows]


@api.post("/documents/<uuid:uid>/registration", responses={200: DocumentOut})
def registration(path: ByUid, body: RegistrationIn) -> Response:
    """Enter an arrival into the register, and present it if a desk is named."""
    document = _seen(path)
    given = Registration(
        subject=body.subject or document.subject,
        urgency=body.urgency or document.urgency,
        due_at=body.due_at or document.due_at,
        is_restricted=body.is_restricted or document.is_restricted,
        note=body.note,
        register=body.register_uid,
    )
    present_to = desk_id_of(body.present_to) if body.present_to else None
    operations.register_incoming(document, given, present_to=present_to, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/presentation", responses={200: DocumentOut})
def presentation(path: ByUid, body: PresentationIn) -> Response:
    """Present a registered document."""
    document = _seen(path)
    operations.present(document, desk_id_of(body.desk), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/proposal", responses={200: DocumentOut})
def proposal(path: ByUid, body: ProposalIn) -> Response:
    """Propose the direction to the leader."""
    document = _seen(path)
    operations.propose(
        document,
        body.text,
        assignments_of(body.assignments),
        leader_desk_id=desk_id_of(body.leader),
        by=g.actor,
    )
    return _after(document)


@api.post("/documents/<uuid:uid>/direction", responses={200: DocumentOut})
def direction(path: ByUid, body: DirectionIn) -> Response:
    """Write the direction and assign."""
    document = _seen(path)
    operations.direct(document, body.text, assignments_of(body.assignments), by=g.actor)
    operations.note_phrases_used("direction", body.text, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/hand-on", responses={200: DocumentOut})
def hand_on(path: ByUid, body: HandOnIn) -> Response:
    """Hand the lead to an official of the unit."""
    document = _seen(path)
    desk_id = desk_id_of(body.desk)
    others = Others(assignments_of(body.others), body.beyond)
    operations.hand_on(document, desk_id, body.text, due_at=body.due_at, others=others, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/completion", responses={200: DocumentOut})
def completion(path: ByUid, body: CompletionIn) -> Response:
    """Close the handling, saying how."""
    document = _seen(path)
    operations.complete(document, body.reason, unanswered=body.unanswered, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/reply", responses={201: DocumentOut})
def reply(path: ByUid) -> Response:
    """Begin the draft that answers."""
    return _after(operations.start_reply(_seen(path), by=g.actor), status=201)


@api.post("/documents/<uuid:uid>/acknowledgement", responses={200: DocumentOut})
def acknowledgement(path: ByUid) -> Response:
    """Take note of what was sent for information."""
    document = _seen(path)
    operations.acknowledge(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/reading", responses={200: DocumentOut})
def reading(path: ByUid) -> Response:
    """Mark the document as opened at the acting desk."""
    document = _seen(path)
    operations.mark_read(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/taking-back", responses={200: DocumentOut})
def taking_back(path: ByUid) -> Response:
    """Take back what was presented."""
    document = _seen(path)
    operations.take_back(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/number", responses={200: DocumentOut})
def number(path: ByUid, body: NumberIn) -> Response:
    """Give a signed document its number and have the seal prepared."""
    document = _seen(path)
    operations.number_document(
        document, reserved=body.reserved, issue_when_sealed=body.issue_when_sealed, by=g.actor
    )
    return _after(document)


@api.post("/documents/<uuid:uid>/issuance", responses={200: DocumentOut})
def issuance(path: ByUid) -> Response:
    """Issue a sealed document."""
    document = _seen(path)
    operations.issue(document, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/sending-again", responses={200: DocumentOut})
def sending_again(path: ByUid) -> Response:
    """Send an issued document to the receivers who could not be reached."""
    document = _seen(path)
    operations.send_again(document, by=g.actor)
    return _after(document)


def _with_reason(rule: str, act: Callable[..., Any], summary: str) -> None:
    """Register an act that asks for nothing but its reason."""

    def view(path: ByUid, body: Reason) -> Response:
        document = _seen(path)
        act(document, body.reason, by=g.actor)
        return _after(document)

    view.__name__ = rule.replace("-", "_")
    view.__doc__ = summary
    api.post(f"/documents/<uuid:uid>/{rule}", responses={200: DocumentOut})(view)


_with_reason("refusal", operations.refuse, "Refuse an arrival (status 02).")
_with_reason("return-to-clerk", operations.return_to_clerk, "Return to the clerk.")
_with_reason("return-to-leader", operations.return_to_leader, "Return the lead to the leader.")
_with_reason("giving-back", operations.give_back, "Give the lead back to the head.")
_with_reason("cooperation", operations.report_cooperation, "Give what a cooperating unit adds.")
_with_reason("return-to-drafter", operations.return_to_drafter, "Return a signed document.")
