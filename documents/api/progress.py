"""The public progress log for other sites: the code in a header, for addresses stand in logs."""

from datetime import datetime

from flask import Response, g, request
from pydantic import BaseModel, Field

from documents import operations, queries
from documents.api.frame import Reason, api
from documents.forms import asking
from documents.models import Sender
from documents.queries.progress import PublicLine
from office.api import ByUid, Closed, shown, tells_secret
from office.errors import NotFound
from office.i18n import _
from office.web import public


class CodeIn(BaseModel):
    """The code of a receipt."""

    progress_code: str = Field(alias="Progress-Code", min_length=1, max_length=200)


class StepOut(Closed):
    """One step: what, in which unit, since when."""

    step: str
    label: str
    unit: str
    at: datetime


class ProgressOut(Closed):
    """How far a matter is; neither content nor names."""

    agency: str
    received_at: datetime
    standing: str
    due_at: datetime | None
    closed_at: datetime | None
    steps: list[StepOut]


class ReceiptIn(Closed):
    """Who sent the document."""

    sender: Sender


class ReceiptOut(Closed):
    """The code; it is known nowhere else."""

    code: str


@api.get("/progress", responses={200: ProgressOut}, security=[])
@public
def public_progress(header: CodeIn) -> Response:
    """How far the matter of a receipt is; wrong and withdrawn codes hear the same."""
    found = asking.asked(header.progress_code, visitor=request.remote_addr or "")
    if found is None:
        raise NotFound(_("Nothing is found with this code."))
    facts = {name: getattr(found, name) for name in ProgressOut.model_fields if name != "steps"}
    return shown(ProgressOut(**facts, steps=[_step(line) for line in found.lines]))


def _step(line: PublicLine) -> StepOut:
    return StepOut(step=line.step, label=str(line.step.label), unit=line.unit, at=line.at)


@api.post("/documents/<uuid:uid>/receipt", responses={201: ReceiptOut})
@tells_secret
def receipt(path: ByUid, body: ReceiptIn) -> Response:
    """Make the code of a receipt; the one before is withdrawn."""
    document = queries.visible_document(path.uid, g.actor)
    code = operations.give_progress_code(document, body.sender, by=g.actor)
    return shown(ReceiptOut(code=code), status=201)


@api.post("/documents/<uuid:uid>/receipt/withdrawal", responses={204: None})
def receipt_withdrawal(path: ByUid, body: Reason) -> Response:
    """Withdraw the code of a receipt."""
    document = queries.visible_document(path.uid, g.actor)
    operations.withdraw_progress_code(document, body.reason, by=g.actor)
    return Response(status=204)
