"""With what a draft begins: nothing, the question that it answers, or a former text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.models import Document, Draft, DraftSource
from office import clock
from office.units import queries as units

AS_ABOVE = "Như trên"  # printed in the document itself, which is Vietnamese for every reader


@dataclass(frozen=True)
class Beginning:
    """A former text with which a draft begins."""

    content: Mapping[str, Any]
    source: DraftSource = DraftSource.FORM
    source_sha256: str = ""


def first_draft(document: Document, answers: Document | None, begin: Beginning | None) -> Draft:
    """The drafting side of a new document: empty, answering, or with a former text."""
    recipients = [answers.issuer_code] if answers and answers.issuer_code else []
    signers = units.signers_of(document.agency_id, document.type_code, clock.today())
    content = {
        "type_code": document.type_code,
        "subject": document.subject,
        "body": "",
        "addressees": [answers.issuer_name] if answers else [],
        "copies": [AS_ABOVE] if answers else [],
        "legal_basis": [],
        "urgency": document.urgency.value,
    }
    begun = _begun(begin) if begin else {}
    return Draft(
        document_id=document.id,
        source=begin.source if begin else DraftSource.FORM,
        source_sha256=begin.source_sha256 if begin else "",
        content=content | begun,
        places={},
        revision=2 if begin else 1,
        recipients=begun.get("recipients") or recipients,
        signer_desk_id=signers[0].desk_id if signers else None,
    )


def _begun(begin: Beginning) -> dict[str, Any]:
    """What is taken over; subject, type and signer are those of the new draft."""
    own = {"spots", "subject", "type_code", "signer_desk_id"}
    return {name: value for name, value in begin.content.items() if name not in own}
