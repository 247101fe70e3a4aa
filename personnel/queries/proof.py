"""What proves a decision: its document, the verdict on the file, and who signed it."""

from dataclasses import dataclass
from datetime import date

from documents import queries as documents
from office import clock
from office.errors import NotFound
from office.i18n import _
from office.permissions import SYSTEM
from office.units import queries as units
from personnel.models import PersonnelDecision
from personnel.record.decisions import kind
from signing import queries as signing


@dataclass(frozen=True)
class Proof:
    """What a signed decision says of itself, and the hash of the file that says it."""

    number: str
    decided_on: date
    issuer: str
    signer: str
    signer_title: str
    file_sha256: str


@dataclass(frozen=True)
class Doubt:
    """Why a file proves nothing: for good, or as long as somebody who is asked stays silent."""

    reason: str
    is_final: bool = True


def paper_of(decision: PersonnelDecision) -> documents.SeenPaper | None:
    """The document of a decision; None when there is none (any more)."""
    if decision.document_uid is None:
        return None
    try:
        return documents.paper_of(decision.document_uid, SYSTEM)
    except NotFound:
        return None


def proof_of(decision: PersonnelDecision, data_sha256: str | None) -> Proof | Doubt:
    """Whether the signed file proves the decision as it was prepared (V11 of the rules)."""
    paper = paper_of(decision)
    stored = signing.verdict_of(decision.file_sha256)
    if paper is None or stored is None:
        return Doubt(_("The signed file has not been checked yet."), is_final=False)
    report = signing.report_of(stored)
    if stored.state == "unknown":
        return Doubt(signing.sentence_of(report), is_final=False)
    if stored.state != "good":
        return Doubt(signing.sentence_of(report))
    if not decision.is_foreign:
        doubt = _own(decision, paper, data_sha256)
        if doubt:
            return doubt
    signer = ", ".join(one.signer for one in report.signatures[:1])
    return Proof(
        paper.symbol,
        paper.issued_on or clock.today(),
        paper.issuer,
        paper.signer or signer,
        paper.signer_title,
        decision.file_sha256,
    )


def _own(decision: PersonnelDecision, paper: documents.SeenPaper, data: str | None) -> Doubt | None:
    if data != decision.data_sha256:
        return Doubt(_("The signed file does not say what was prepared in the register."))
    if not _had_authority(paper, kind(decision.kind).document_type):
        return Doubt(_("Nobody signed it who had the authority to on that day."))
    return None


def _had_authority(paper: documents.SeenPaper, type_code: str) -> bool:
    """Whether a person signed who sat at a desk with authority for such papers at that instant."""
    for signature in signing.personal_signatures(paper.uid):
        on = clock.to_local(signature.signed_at).date()
        for row in units.signers_of(paper.agency_id, type_code, on):
            holders = units.holders(row.desk_id, signature.signed_at)
            if signature.person_id in {one.person_id for one in holders}:
                return True
    return False
