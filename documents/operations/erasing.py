"""Making a document unreadable for good, as its sender or the law asks; a tombstone stays."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, update

from documents.lifecycle import OUTGOING
from documents.models import (
    AxisDelivery,
    DeliveryState,
    Document,
    DocumentAccess,
    DocumentFile,
    DocumentState,
    Draft,
    DraftComment,
    DraftMark,
    DraftTemplate,
    DraftVersion,
    Enclosure,
    Opinion,
    OpinionRound,
    ProgressEntry,
    ReviewStep,
    Routing,
    StepState,
    SubmissionSheet,
    WorkFile,
    WorkFileItem,
    WorkFileState,
)
from documents.operations.copy_making import end_copies
from documents.operations.desk_work import finish_document, refresh_lists
from documents.operations.reviewing import stop_way
from documents.operations.workfile_packages import drop_packages
from documents.policy import after_issue
from office import audit, clock, outbox, repeats, search
from office.blob_uses import narrows
from office.db import db, operation
from office.permissions import SYSTEM, Actor, require
from signing import operations as signing

DESTROYED = "(Nội dung đã hủy do thu hồi)"  # a record of the office, Vietnamese for every reader
TOPIC = "documents.remove_files"
SAID: dict[type[Any], tuple[str, ...]] = {
    ReviewStep: ("opinion", "sha256"),
    DraftMark: ("passage", "words", "answer"),
    SubmissionSheet: ("summary", "basis", "options", "proposal"),
    OpinionRound: ("question",),
    Opinion: ("question", "answer"),
    ProgressEntry: ("text",),
}
DROPPED = {DocumentState.DRAFT, DocumentState.CHECKING, DocumentState.SUBMITTED}
VOIDED = DROPPED | {DocumentState.SIGNED}  # a copy that has no number yet


@operation
def destroy_content(document: Document, reason: str, *, by: Actor) -> None:
    """Blank what a document says wherever it is kept, drop its files, and say so for ever.

    Identifiers, hashes, who, when and why remain (Decree 30/2020/NĐ-CP, Annex VI, III.8).
    """
    require(by, after_issue.Can.ANSWER_REQUEST, document)
    files_of_copies, copies = end_copies(document)
    for draft in (*_drafts_from(document), *copies):
        _drop_draft(draft)
    hashes = _blank(document) | files_of_copies - {""}
    hashes |= _blank_packages(document) | _blank_in_work_files(document)
    tombstone = {"reason": reason, "by": by.name, "at": clock.now().isoformat()}
    document.details = {"destroyed": tombstone | {"files": sorted(hashes)}}
    _remove_later(hashes, key=str(document.uid))
    repeats.forget(str(document.uid))
    audit.record("incoming.destroyed", document, by=by, reason=reason, files=sorted(hashes))
    refresh_lists(document)


def _blank(document: Document) -> set[str]:
    """Subject, notes and files of one record; says which files it had."""
    document.subject, document.note, document.details = DESTROYED, "", {}
    notes = update(Routing).where(Routing.document_id == document.id).values(note="")
    db.session.execute(notes)
    reasons = update(DocumentAccess).where(DocumentAccess.document_id == document.id)
    db.session.execute(reasons.values(reason=DESTROYED))
    hashes: set[str] = set()
    files = select(DocumentFile).where(DocumentFile.document_id == document.id)
    for file in db.session.scalars(files):
        hashes |= {file.sha256, *(file.pages or [])}
        file.name, file.words, file.problem, file.sha256 = "", "", "", ""
        file.pages, file.verdict, file.is_current = None, None, False
    search.forget("document", document.id)
    return hashes - {""}


def _blank_packages(document: Document) -> set[str]:
    """The packages as they came, that of the recall too; their hash still tells a repeat."""
    found = select(AxisDelivery).where(AxisDelivery.document_id == document.id)
    return {_blank_package(row) for row in db.session.scalars(found)}


def _blank_package(delivery: AxisDelivery) -> str:
    delivery.state, delivery.subject = DeliveryState.DESTROYED, ""
    return delivery.sha256


def _blank_in_work_files(document: Document) -> set[str]:
    """It keeps its place in each file; packages made with it go."""
    lying = select(WorkFileItem).where(WorkFileItem.document_id == document.id)
    rows = db.session.scalars(lying).all()
    for row in rows:
        row.title, row.sha256 = DESTROYED, ""
    return drop_packages([row.work_file_id for row in rows], DESTROYED)


def drop_repeat(delivery: AxisDelivery) -> None:
    """A package of something destroyed came once more: its bytes go too; part of other acts."""
    _remove_later([_blank_package(delivery)], key=str(delivery.uid))


def drop_files(hashes: Iterable[str], *, key: str) -> None:
    """Files that came with a request and belong to no record; part of other acts."""
    _remove_later(hashes, key=key)


# ------------------------------------------------------------------------------- drafts


def _drafts_from(document: Document) -> list[Document]:
    """Replies that nobody has signed yet: they quote what they answer."""
    found = select(Document).where(
        Document.answers_id == document.id, Document.state.in_([*DROPPED, DocumentState.CANCELLED])
    )
    return list(db.session.scalars(found))


def _drop_draft(document: Document) -> None:
    if document.state in VOIDED:
        stop_way(document, StepState.WITHDRAWN, by=SYSTEM)
        signing.withdraw_waiting(document.uid, by=SYSTEM)
        OUTGOING.advance(document, "void", SYSTEM)
        finish_document(document)
    signing.forget_label(document.uid, by=SYSTEM)
    hashes = _blank(document)
    draft = db.session.scalars(select(Draft).where(Draft.document_id == document.id)).one()
    hashes |= _blank_text(draft)
    for version in db.session.scalars(
        select(DraftVersion).where(DraftVersion.draft_id == draft.id)
    ):
        hashes |= {version.source_sha256}
        version.content, version.source_sha256, version.words = {}, "", None
    _blank_comments(document)
    hashes |= _drop_templates(document) | _drop_enclosures(document)
    _blank_said(document)
    _remove_later(hashes, key=str(document.uid))
    refresh_lists(document)


def _blank_comments(document: Document) -> None:
    said = update(DraftComment).where(DraftComment.document_id == document.id)
    db.session.execute(said.values(text=DESTROYED, quote=""))


def _drop_templates(document: Document) -> set[str]:
    """What was kept of the text to begin from it again; says which files it had."""
    kept = select(DraftTemplate).where(DraftTemplate.document_id == document.id)
    rows = db.session.scalars(kept).all()
    for row in rows:
        db.session.delete(row)
    return {row.source_sha256 for row in rows}


def _drop_enclosures(document: Document) -> set[str]:
    """Files that went with a question or its answer; says which they were."""
    uids: list[UUID] = []
    for model in (OpinionRound, Opinion):
        uids += db.session.scalars(select(model.uid).where(model.document_id == document.id))
    rows = db.session.scalars(select(Enclosure).where(Enclosure.owner_uid.in_(uids))).all()
    for row in rows:
        db.session.delete(row)
    return {row.sha256 for row in rows}


def _blank_said(document: Document) -> None:
    """Opinions, marks, the submission slip and the log quote the draft."""
    for model, names in SAID.items():
        mine = update(model).where(model.document_id == document.id)
        db.session.execute(mine.values(dict.fromkeys(names, "")))


def _blank_text(draft: Draft) -> set[str]:
    hashes = {draft.source_sha256, draft.pdf_sha256, draft.submitted_sha256}
    draft.content, draft.places, draft.recipients = {}, {}, []
    draft.source_sha256 = draft.pdf_sha256 = draft.submitted_sha256 = ""
    return hashes


# -------------------------------------------------------------------------------- files


def _remove_later(hashes: Iterable[str], *, key: str) -> None:
    """By a job: a file lasts until the act is durable, and goes even if its process dies."""
    named = sorted(set(hashes) - {""})
    if named:
        outbox.enqueue(TOPIC, key=f"{TOPIC}:{key}", lane=outbox.Lane.ACT, hashes=named)


@narrows(AxisDelivery.__tablename__)
def _still_lie(found: Select[int]) -> Select[int]:
    """A package of something destroyed keeps its hash, which tells a repeat."""
    state = AxisDelivery.state
    return found.where(or_(state.is_(None), state != DeliveryState.DESTROYED))


@narrows(WorkFileItem.__tablename__)
def _still_kept(found: Select[int]) -> Select[int]:
    """What lies in a file that was destroyed needs its bytes no longer."""
    kept = select(WorkFile.id).where(WorkFile.state != WorkFileState.DESTROYED)
    return found.where(WorkFileItem.work_file_id.in_(kept))
