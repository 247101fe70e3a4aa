"""Registering papers and mending what was registered."""

from dataclasses import replace
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen, _with_reason
from documents.api.frame import DocumentOut, api, desk_id_of
from documents.models import Source, Urgency
from documents.operations.corrections import Correction
from documents.operations.incoming_acts import NumberFate
from documents.operations.intake import Arrival
from documents.queries import Paper
from office import clock
from office.api import ByUid, Closed, Day
from office.errors import NotFound, Refusal
from office.i18n import _
from office.units import queries as units


class PaperIn(Closed):
    """A paper without a file; `anyway` registers it though one like it is there."""

    subject: str = Field(min_length=1, max_length=4000)
    issuer: str = Field(min_length=1, max_length=400)
    type_name: str = Field("Công văn", max_length=200)
    symbol: str = Field("", max_length=200)
    issued_on: Day | None = None
    urgency: Urgency = Urgency.NORMAL
    present_to: UUID | None = None
    anyway: bool = False


class UndoIn(Closed):
    """Why a registration is undone and what becomes of its number."""

    reason: str = Field(min_length=1, max_length=4000)
    number: NumberFate = NumberFate.KEEP


class CorrectionIn(Closed):
    """The entries that are wrong, as they ought to be; what is left out stays."""

    reason: str = Field(min_length=1, max_length=4000)
    type_name: str | None = Field(None, max_length=200)
    symbol: str | None = Field(None, max_length=200)
    issuer_name: str | None = Field(None, max_length=400)
    issued_on: Day | None = None
    signer_name: str | None = Field(None, max_length=200)
    subject: str | None = Field(None, max_length=4000)
    urgency: Urgency | None = None


class ForwardingIn(Closed):
    """Agencies of the installation by their code, and desks that are shown the document."""

    agencies: list[str] = Field([], max_length=100)
    desks: list[UUID] = Field([], max_length=100)
    note: str = Field("", max_length=4000)


@api.post("/papers", responses={201: DocumentOut})
def paper(body: PaperIn) -> Response:
    """Enter a paper and register it in one step."""
    if g.actor.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    arrival = _arrival(body, g.actor.agency_id)
    known = Paper(arrival.agency_id, arrival.symbol, arrival.issuer_name)
    if not body.anyway and queries.same_papers(known, g.actor):
        raise Refusal(
            _("This may have come before"), fix=_("Look at it, then send “anyway” with the call.")
        )
    present_to = desk_id_of(body.present_to) if body.present_to else None
    made = operations.enter_paper(arrival, present_to=present_to, by=g.actor)
    return _after(made, status=201)


@api.post("/documents/<uuid:uid>/undoing", responses={200: DocumentOut})
def undoing(path: ByUid, body: UndoIn) -> Response:
    """Undo a registration on its day."""
    document = _seen(path)
    operations.undo_registration(document, body.reason, fate=body.number, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/correction", responses={200: DocumentOut})
def correction(path: ByUid, body: CorrectionIn) -> Response:
    """Correct the entry of a registered document."""
    document = _seen(path)
    stands = Correction(
        document.type_name,
        document.symbol,
        document.issuer_name,
        document.issued_on,
        document.signer_name,
        document.subject,
        document.urgency,
    )
    given = body.model_dump(exclude={"reason"}, exclude_none=True)
    operations.correct_registration(document, replace(stands, **given), body.reason, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/forwarding", responses={200: DocumentOut})
def forwarding(path: ByUid, body: ForwardingIn) -> Response:
    """Pass a registered document on to other agencies, or show it to desks of this one."""
    document = _seen(path)
    agencies = [agency_id_of(code) for code in body.agencies]
    desks = [desk_id_of(uid) for uid in body.desks]
    operations.pass_on(document, agencies, desks, body.note, by=g.actor)
    return _after(document)


_with_reason("wrong-address", operations.return_misaddressed, "Return a registered document.")
_with_reason("taking-up", operations.take_up_again, "Take up what was returned by mistake.")


def agency_id_of(code: str) -> int:
    """The agency of this installation behind a code."""
    found = units.agency_by_code(code, clock.today())
    if found is None:
        raise NotFound(_("No agency has this code."))
    return found.id


def _arrival(body: PaperIn, agency_id: int) -> Arrival:
    return Arrival(
        agency_id=agency_id,
        source=Source.UPLOAD,
        subject=body.subject,
        type_name=body.type_name,
        symbol=body.symbol,
        issuer_name=body.issuer,
        issued_on=body.issued_on,
        urgency=body.urgency,
        files=(),
    )
