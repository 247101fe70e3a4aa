"""A new document in the place of an issued one, or a letter that corrects it."""

from sqlalchemy import select

from documents.lifecycle import OUTGOING
from documents.models import (
    Document,
    DocumentState,
    Draft,
    Sequel,
    SequelKind,
    SequelState,
)
from documents.operations.beginnings import Beginning
from documents.operations.copy_making import refuse_as_copy
from documents.operations.desk_work import log, refresh_lists
from documents.operations.drafting import LETTER, draft_of, start_draft
from documents.operations.wording import needed
from documents.policy import Can
from documents.queries import dispatches_of
from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

TAKEN_OVER = ("addressees", "copies", "legal_basis")


@operation
def start_replacement(document: Document, reason: str, *, by: Actor) -> Document:
    """Draft the document of equal form that will take the place of this one (thay thế)."""
    return _start(document, SequelKind.REPLACEMENT, reason, by)


@operation
def start_correction(document: Document, reason: str, *, by: Actor) -> Document:
    """Draft the official letter that corrects faults of form (công văn đính chính)."""
    return _start(document, SequelKind.CORRECTION, reason, by)


def _start(document: Document, kind: SequelKind, reason: str, by: Actor) -> Document:
    require(by, Can.REPLACE, document)
    _refuse_unfit(document, kind)
    is_letter = kind is SequelKind.CORRECTION
    subject = _correction_of(document) if is_letter else document.subject
    type_code = LETTER if is_letter else document.type_code
    begin = None if is_letter else _taken_over(document)
    made = start_draft(subject=subject, type_code=type_code, begin=begin, by=by)
    made.is_restricted = document.is_restricted
    draft: Draft = draft_of(made)
    draft.recipients = [row.receiver_code for row in dispatches_of(document)]
    db.session.add(_prepared(document, made, kind, needed(reason), by))
    audit.record(f"outgoing.{kind}_begun", document, by=by, draft=made.uid, reason=reason)
    log(document, f"outgoing.{kind}_begun", by=by, text=reason)
    return made


def _taken_over(document: Document) -> Beginning:
    old = draft_of(document).content
    content = {name: old.get(name, []) for name in TAKEN_OVER} | {"body": old.get("body", "")}
    return Beginning(content)


def _correction_of(document: Document) -> str:
    """A line of the letter itself, which is Vietnamese for every reader."""
    return f"Đính chính {document.type_name} số {document.symbol}"


def _refuse_unfit(document: Document, kind: SequelKind) -> None:
    refuse_as_copy(document)
    if document.state is not DocumentState.ISSUED:
        raise Refusal(_("Only a document that is issued and in force can be corrected."))
    others = select(Document).join(Sequel, Sequel.other_id == Document.id)
    others = others.where(Sequel.document_id == document.id, Sequel.kind == kind)
    begun = others.where(Sequel.state == SequelState.PREPARED)
    open_ones = db.session.scalars(begun.where(Document.state != DocumentState.CANCELLED)).all()
    if kind is SequelKind.REPLACEMENT and open_ones:
        raise Refusal(
            _("A replacement of this document is being drafted already."),
            fix=_("Go on with that draft, or drop it first."),
        )


def _prepared(
    document: Document, made: Document, kind: SequelKind, reason: str, by: Actor
) -> Sequel:
    return Sequel(
        uid=new_uid(),
        kind=kind,
        state=SequelState.PREPARED,
        agency_id=made.agency_id,
        document_id=document.id,
        other_id=made.id,
        target=document.identifier,
        sender_code=document.issuer_code,
        sender_name=document.issuer_name,
        reason=reason.strip(),
        changes={},
        made_at=clock.now(),
        made_by=by.name,
    )


def take_the_place(document: Document, *, by: Actor) -> None:
    """The new document is issued: the old one is replaced or corrected; part of the issue."""
    for sequel in prepared_by(document):
        old = db.session.get_one(Document, sequel.document_id)
        if sequel.kind is SequelKind.REPLACEMENT and old.state is DocumentState.ISSUED:
            OUTGOING.advance(old, "replace", by, replaced_by=document.symbol)
            refresh_lists(old)
        sequel.state, sequel.answered_at = SequelState.DONE, clock.now()
        log(old, f"outgoing.{sequel.kind}", by=by, text=sequel.reason, symbol=document.symbol)


def prepared_by(document: Document) -> list[Sequel]:
    """What a draft will do to others when it is issued."""
    statement = select(Sequel).where(
        Sequel.other_id == document.id, Sequel.state == SequelState.PREPARED
    )
    return list(db.session.scalars(statement.order_by(Sequel.id)))
