"""Handing an issued document to another agency of this installation: two records over one file."""

from typing import Any

from sqlalchemy import select

from documents.models import INTERNAL, Dispatch, DispatchState, Document, DocumentFile, Source
from documents.operations.files import NewFile
from documents.operations.handing_out import move_sent
from documents.operations.intake import Arrival, receive_locally
from documents.policy import Can
from documents.queries import corrected_by, replaced_by, task_codes_of
from office.db import db, operation
from office.permissions import Actor, require


@operation
def hand_over_locally(dispatch: Dispatch, *, by: Actor) -> Document | None:
    """Make the incoming record of the receiving agency; done once."""
    require(by, Can.RECORD, dispatch)
    if dispatch.local_agency_id is None or dispatch.state is not DispatchState.QUEUED:
        return None
    document = db.session.get_one(Document, dispatch.document_id)
    move_sent(dispatch)
    return receive_locally(_arrival(document, dispatch), by=by)


def _arrival(document: Document, dispatch: Dispatch) -> Arrival:
    statement = select(DocumentFile).where(
        DocumentFile.document_id == document.id,
        DocumentFile.is_current,
        DocumentFile.role.not_in(INTERNAL),
    )
    files = [
        NewFile(row.name, row.media_type, row.sha256, row.size, row.role)
        for row in db.session.scalars(statement.order_by(DocumentFile.position))
    ]
    answered = db.session.get(Document, document.answers_id) if document.answers_id else None
    return Arrival(
        agency_id=dispatch.local_agency_id or 0,
        source=Source.LOCAL,
        subject=document.subject,
        type_name=document.type_name,
        symbol=document.symbol,
        issuer_name=document.issuer_name,
        issuer_code=document.issuer_code,
        issued_on=document.issued_on,
        files=tuple(files),
        signer_name=document.signer_name,
        signer_title=document.signer_title,
        urgency=document.urgency,
        identifier=document.identifier,
        place=document.place,
        is_restricted=document.is_restricted,
        answers_identifier=answered.identifier if answered else "",
        details=_details(document),
    )


def _details(document: Document) -> dict[str, Any]:
    """What the axis would say of it besides: whose place it takes, what and which task it meets."""
    replaced = [one.identifier for one in replaced_by(document)]
    return {
        "business": "replace" if replaced else "new",
        "replaces": replaced,
        "corrects": [one.identifier for one in corrected_by(document)],
        "tasks": list(task_codes_of(document)),
    }
