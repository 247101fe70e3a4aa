"""From the signature to the register: only what is proven writes, all of it or nothing."""

from collections.abc import Sequence
from uuid import UUID

from documents import queries as documents
from office import clock, notices
from office.db import db, operation
from office.errors import Refusal
from office.events import publish
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor
from personnel.events import DecisionRecorded
from personnel.lifecycle import DECISION
from personnel.models import DecisionState, Dossier, PersonnelDecision, Source
from personnel.operations.decisions import Wish, wrongs
from personnel.operations.effects import foresee
from personnel.operations.rows import Origin, hold, write
from personnel.operations.showing import show
from personnel.queries.decisions import changes_of, decision_by_document, plain_change
from personnel.queries.proof import Doubt, Proof, paper_of
from personnel.record.decisions import kind
from personnel.record.timeline import Change
from signing import operations as signing


@operation
def note_issued(document_uid: UUID, *, by: Actor) -> None:
    """The document of a decision left the house: its file is judged now."""
    decision = decision_by_document(document_uid)
    if decision is None or decision.state is not DecisionState.SIGNING:
        return
    DECISION.advance(decision, "issue", by, document=document_uid)
    _ask_verdict(decision)


@operation
def check_again(decision: PersonnelDecision, *, by: Actor) -> None:
    """Have a refused decision looked at once more, when what stood against it is mended."""
    DECISION.advance(decision, "check_again", by)
    decision.problem = ""
    _ask_verdict(decision)


@operation
def bring_decision(decision: PersonnelDecision, document_uid: UUID, *, by: Actor) -> None:
    """Confirm a decision of another body by the signed file that came from it.

    A second person compares what was typed with the paper; its signature is then judged.
    """
    DECISION.advance(decision, "bring", by, document=document_uid)
    uid = documents.paper_of(document_uid, by).uid
    if decision_by_document(uid):
        raise Refusal(
            _("This document decides another entry of the register already."),
            fix=_("Enter all that it changes in one decision, or choose another document."),
        )
    decision.document_uid, decision.is_foreign = uid, True
    _ask_verdict(decision)


def _ask_verdict(decision: PersonnelDecision) -> None:
    paper = paper_of(decision)
    if paper is None or not paper.sha256:
        raise Refusal(_("The document of this decision has no file that could be checked."))
    decision.file_sha256 = paper.sha256
    signing.ask_verdict(paper.sha256, by=SYSTEM)


@operation
def ask_verdict_again(decision: PersonnelDecision, *, by: Actor) -> None:
    """Ask once more those who stayed silent about a certificate."""
    if decision.state is DecisionState.CHECKING:
        signing.ask_verdict(decision.file_sha256, by=by)


@operation
def settle_decision(decision: PersonnelDecision, found: Proof | Doubt, *, by: Actor) -> None:
    """Record a proven decision, refuse a disproved one; a doubt that may pass leaves it waiting."""
    db.session.refresh(decision, with_for_update=True)
    if decision.state is not DecisionState.CHECKING:
        return
    if isinstance(found, Doubt):
        _doubt(decision, found, by)
        return
    rows = changes_of(decision)
    wishes = [Wish(db.session.get_one(Dossier, row.dossier_id), plain_change(row)) for row in rows]
    for dossier in sorted({wish.dossier for wish in wishes}, key=lambda one: one.id):
        hold(dossier)
    wrong = wrongs(kind(decision.kind), wishes)
    if wrong:
        _refuse(decision, " ".join(dict.fromkeys(wrong.values())), by)
        return
    _record(decision, found, wishes, by)


def _record(decision: PersonnelDecision, proof: Proof, wishes: Sequence[Wish], by: Actor) -> None:
    DECISION.advance(decision, "record", by, number=proof.number, sha256=proof.file_sha256)
    decision.number, decision.decided_on = proof.number, proof.decided_on
    decision.issuer, decision.signer = proof.issuer, proof.signer
    decision.signer_title = proof.signer_title
    decision.recorded_at, decision.problem = clock.now(), ""
    db.session.flush()
    by_dossier: dict[Dossier, list[Change]] = {}
    for wish in wishes:
        by_dossier.setdefault(wish.dossier, []).append(wish.change)
    for dossier, changes in by_dossier.items():
        rows = write(dossier, changes, Origin(Source.DECISION, proof.signer, decision))
        show(dossier)
        foresee(dossier, rows)
    _cancel_corrected(decision, by)
    uids = tuple(dossier.uid for dossier in by_dossier)
    publish(DecisionRecorded(decision.uid, decision.kind, uids))


def _cancel_corrected(decision: PersonnelDecision, by: Actor) -> None:
    if decision.kind == "cancel" and decision.corrects_id:
        corrected = db.session.get_one(PersonnelDecision, decision.corrects_id)
        if corrected.state is DecisionState.RECORDED:
            DECISION.advance(corrected, "cancel", by, decision=decision.uid)


def _doubt(decision: PersonnelDecision, found: Doubt, by: Actor) -> None:
    if found.is_final:
        _refuse(decision, found.reason, by)
    else:
        decision.problem = found.reason


def _refuse(decision: PersonnelDecision, reason: str, by: Actor) -> None:
    """The file stays what it is; nothing of it enters the register, and its desk is told."""
    DECISION.advance(decision, "refuse", by, reason=reason)
    decision.problem = reason
    notices.tell(
        decision.desk_id,
        kind="personnel.refused",
        text=_l(
            "A signed decision was not taken into the register: %(subject)s",
            subject=decision.subject,
        ),
        url=f"/personnel/decisions/{decision.uid}",
        key=f"decision-refused:{decision.uid}:{clock.now().isoformat()}",
    )
