"""Freezing a set of documents or a whole work file, and lifting it (đóng băng, gỡ đóng băng)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from documents.lifecycle import FREEZE
from documents.models import (
    Document,
    DocumentState,
    Freeze,
    FreezeState,
    FrozenDocument,
    WorkFile,
    WorkFileItem,
    WorkFileState,
)
from documents.operations.desk_work import log
from documents.operations.wording import needed
from documents.policy.keeping import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

MOST = 1000
LONGEST_NAME = 200
S = DocumentState
UNFINISHED = {S.ARRIVED, S.DRAFT, S.CHECKING, S.SUBMITTED, S.SIGNED, S.NUMBERED, S.SEALED}


@operation
def freeze_documents(documents: Sequence[Document], *, name: str, reason: str, by: Actor) -> Freeze:
    """Freeze a chosen set: nobody changes or destroys one of them until it is lifted."""
    require(by, Can.FREEZE, None)
    if not 0 < len(documents) <= MOST:
        words = _("Choose between one and %(most)s documents.", most=MOST)
        raise Invalid(words, fields={"chosen": words})
    for document in documents:
        _refuse_unfit(document, by)
    made = _made(name, reason, by)
    _take_in(made, documents, by)
    audit.record("freeze.make", made, by=by, reason=reason, documents=_named(documents))
    return made


@operation
def freeze_file(file: WorkFile, reason: str, *, by: Actor) -> Freeze:
    """Freeze a work file with every document that lies in it."""
    require(by, Can.FREEZE, None)
    if units.successor_of(file.agency_id) != by.agency_id or file.state is WorkFileState.DESTROYED:
        raise Refusal(_("This file cannot be frozen."))
    made = _made(file.title, reason, by)
    made.work_file_id, file.is_frozen = file.id, True
    documents = [one for one in _documents_in(file) if one.state not in UNFINISHED]
    _take_in(made, documents, by)
    facts = {"reason": reason, "documents": _named(documents)}
    audit.record("freeze.make", made, by=by, file=file.code, **facts)
    audit.record("work_file.freeze", file, by=by, **facts)
    return made


@operation
def lift_freeze(made: Freeze, reason: str, *, by: Actor) -> None:
    """Let a set change again; what another set still holds stays frozen."""
    FREEZE.advance(made, "lift", by, reason=needed(reason))
    made.lifted_at, made.lifted_by, made.lift_reason = clock.now(), by.name, reason.strip()
    db.session.flush()
    for document in _documents_of(made):
        document.is_frozen = _still_held(document)
        log(document, "document.thaw", by=by, text=reason)
    if made.work_file_id:
        file = db.session.get_one(WorkFile, made.work_file_id)
        file.is_frozen = _is_held_as_file(file)
        audit.record("work_file.thaw", file, by=by, reason=reason)


def _made(name: str, reason: str, by: Actor) -> Freeze:
    if not name.strip():
        words = _("Give the set a name.")
        raise Invalid(words, fields={"name": words})
    made = Freeze(
        agency_id=by.agency_id,
        state=FreezeState.HELD,
        name=name.strip()[:LONGEST_NAME],
        reason=needed(reason),
        frozen_at=clock.now(),
        frozen_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _named(documents: Iterable[Document]) -> list[str]:
    return [str(one.uid) for one in documents]


def _refuse_unfit(document: Document, by: Actor) -> None:
    if units.successor_of(document.agency_id) != by.agency_id or document.state in UNFINISHED:
        raise Refusal(
            _("%(name)s cannot be frozen.", name=document.symbol or document.subject),
            basis=_("A set holds documents of your agency that are registered or issued."),
            fix=_("Take it out of the choice."),
        )


def _take_in(made: Freeze, documents: Iterable[Document], by: Actor) -> None:
    for document in documents:
        db.session.add(FrozenDocument(freeze_id=made.id, document_id=document.id))
        document.is_frozen = True
        log(document, "document.freeze", by=by, text=made.reason)


def _documents_in(file: WorkFile) -> Iterable[Document]:
    lying = select(WorkFileItem.document_id).where(
        WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None)
    )
    return db.session.scalars(select(Document).where(Document.id.in_(lying)))


def _documents_of(made: Freeze) -> Iterable[Document]:
    held = select(FrozenDocument.document_id).where(FrozenDocument.freeze_id == made.id)
    return db.session.scalars(select(Document).where(Document.id.in_(held)))


def _still_held(document: Document) -> bool:
    held = (
        select(FrozenDocument.id)
        .join(Freeze, Freeze.id == FrozenDocument.freeze_id)
        .where(FrozenDocument.document_id == document.id, Freeze.state == FreezeState.HELD)
    )
    return db.session.scalar(held.limit(1)) is not None


def _is_held_as_file(file: WorkFile) -> bool:
    held = select(Freeze.id).where(Freeze.work_file_id == file.id, Freeze.state == FreezeState.HELD)
    return db.session.scalar(held.limit(1)) is not None
