"""From a permitted copy to the issued one: its pages, its number, signature or ink, its leaving.

A copy is an outgoing document of its own with a number of the series of copies: electronic it bears
the agency's signature in its corner, on paper the block of sample 3.1 with ink.
"""

from collections.abc import Sequence

from sqlalchemy import select

from documents.compose.copies import CopyForm, electronic_copy_note
from documents.lifecycle import COPY, OUTGOING
from documents.models import (
    Channel,
    CopyKind,
    CopyState,
    Direction,
    Document,
    DocumentCopy,
    DocumentState,
    Draft,
    DraftSource,
    Duty,
    FileRole,
    Medium,
    RoutingState,
    Source,
)
from documents.operations.copying import no_longer_waits, refuse_uncopied, source_of, tell
from documents.operations.desk_work import lay, lift_all, log, refresh_lists, take_part
from documents.operations.files import PDF, NewFile, replace_main
from documents.operations.numbers import notation_of
from documents.operations.receivers import desk_code, recipient_of
from documents.policy import Can
from documents.queries.copying import copied_by, draft_of_copy
from office import blobs, clock, law, outbox
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units
from signing import operations as signing

FORMS = {
    CopyKind.TRUE_COPY: CopyForm.TRUE_COPY,
    CopyKind.EXTRACT: CopyForm.EXTRACT,
    CopyKind.COPY_OF_COPY: CopyForm.COPY_OF_COPY,
}
CORNER_FIELD = "dau"
MAIN = FileRole.MAIN
BY_HAND = {Channel.PAPER, Channel.INTERNAL}
A4_POINTS = (595.28, 841.89)
GONE = "Nội dung văn bản đã hủy do thu hồi"  # of the record, Vietnamese for every reader


@operation
def keep_copy(copy: DocumentCopy, stored: blobs.Stored, *, by: Actor) -> Document:
    """Put the copy before the clerk as an outgoing document that waits for its number."""
    COPY.advance(copy, "make", by, sha256=stored.sha256)
    source = source_of(copy)
    made = _new_document(copy, source)
    db.session.add(made)
    db.session.flush()
    copy.document_id = made.id
    db.session.add(_new_draft(copy, made, stored))
    replace_main(made, NewFile(f"{_stem(source)}.pdf", PDF, stored.sha256, stored.size, MAIN))
    take_part(made, copy.desk_id, Duty.INFORM)
    lay(made, units.clerk_desk(made.agency_id).id, Duty.NUMBER, by=by, note=copy.send_to)
    log(made, "copy.made", by=by, symbol=source.symbol)
    refresh_lists(made)
    return made


def _new_document(copy: DocumentCopy, source: Document) -> Document:
    kind = law.document_type(copy.kind.type_code)
    agency_id = units.successor_of(copy.agency_id)
    authority = units.authority_for(copy.signer_desk_id, kind.code, clock.today())
    return Document(
        uid=new_uid(),
        direction=Direction.OUTGOING,
        agency_id=agency_id,
        state=DocumentState.SIGNED,
        source=Source.DRAFTED,
        type_code=kind.code,
        type_name=kind.vi,
        subject=_subject(source),
        issuer_name=units.name_of(agency_id),
        issuer_code=units.organ_id(agency_id),
        place=units.place_of(agency_id),
        notation=notation_of(kind.code, units.symbol_of(agency_id), ""),
        signer_name=copy.decided_by,
        signer_title=authority[0].lines[-1] if authority and authority[0].lines else "",
        urgency=source.urgency,
        is_restricted=source.is_restricted,
        desk_id=copy.desk_id,
        created_at=clock.now(),
        details={},
    )


def _subject(source: Document) -> str:
    """What is copied, in a line of the register, which is Vietnamese for every reader."""
    issued = f" ngày {source.issued_on:%d/%m/%Y}" if source.issued_on else ""
    named = f"{source.type_name} số {source.symbol}{issued} của {source.issuer_name}"
    return f"{named}: {source.subject}"


def _stem(source: Document) -> str:
    return f"ban-sao-{source.symbol.replace('/', '-')}" if source.symbol else "ban-sao"


def _new_draft(copy: DocumentCopy, made: Document, stored: blobs.Stored) -> Draft:
    """The side of a document that number, seal and issue work on; who asked receives the copy."""
    return Draft(
        document_id=made.id,
        source=DraftSource.PDF,
        content={},
        places={CORNER_FIELD: {"page": 0}},
        source_sha256=stored.sha256,
        pdf_sha256=stored.sha256,
        signer_desk_id=copy.signer_desk_id,
        recipients=[desk_code(copy.desk_id)],
    )


@operation
def note_copy_problem(copy: DocumentCopy, problem: str, *, by: Actor) -> None:
    """Say why the copy could not be made; whoever asked mends it and asks anew."""
    COPY.advance(copy, "fail", by, problem=problem)
    copy.answer = problem
    log(source_of(copy), "copy.failed", by=by, text=problem)
    tell(copy, copy.desk_id, source_of(copy), "copy_refused")


@operation
def keep_printed_copy(copy: DocumentCopy, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the pages of a copy on paper with its number in the block, ready to print."""
    require(by, Can.RECORD, copy)
    made = db.session.get_one(Document, copy.document_id)
    draft_of_copy(made).pdf_sha256 = stored.sha256
    name = f"{made.symbol.replace('/', '-')}.pdf"
    replace_main(made, NewFile(name, PDF, stored.sha256, stored.size, MAIN))


@operation
def seal_paper_copy(document: Document, *, by: Actor) -> None:
    """Record that a copy on paper bears signature and seal (đã ký, đóng dấu bản giấy)."""
    require(by, Can.SEAL, document)
    copy = copied_by(document)
    if copy is None or copy.made_as is not Medium.PAPER:
        raise Refusal(_("Only a copy on paper is sealed by hand."))
    OUTGOING.advance(document, "seal_paper", by)
    lift_all(document, RoutingState.DONE, [Duty.SEAL])
    lay(document, units.clerk_desk(document.agency_id).id, Duty.ISSUE, by=by)
    log(document, "copy.sealed_on_paper", by=by)
    refresh_lists(document)


# ------------------------------------------------------------- parts of number, seal and issue


def print_numbered(document: Document) -> bool:
    """Have a copy on paper set with its number and receivers; says whether it is one."""
    copy = copied_by(document)
    if copy is None or copy.made_as is not Medium.PAPER:
        return False
    if document.state is DocumentState.NUMBERED:
        db.session.flush()
        key = f"copy.print:{copy.uid}"
        outbox.repeat("documents.print_copy", key=key, lane=outbox.Lane.ACT, copy_id=copy.id)
    return True


def copy_stamp(document: Document) -> signing.Stamp | None:
    """The words in the corner of an electronic copy; paper is sealed by hand. Part of the seal."""
    copy = copied_by(document)
    if copy is None:
        return None
    if copy.made_as is Medium.PAPER:
        raise Refusal(
            _("A copy on paper is signed and sealed by hand."),
            fix=_("Print it, have it signed and sealed, then enter that here."),
        )
    note = electronic_copy_note(FORMS[copy.kind], document.issuer_name, page=A4_POINTS)
    return signing.Stamp(signing.StampKind.CORNER, note.lines)


def refuse_as_copy(document: Document) -> None:
    """A copy was drafted by nobody: it is dropped, never given back to be written anew."""
    if copied_by(document):
        raise Refusal(
            _("A copy says what its document says; nobody drafts it anew."),
            fix=_("Drop the copy with a reason; another one can be asked for."),
        )


def refuse_without_source(document: Document) -> None:
    """No number for a copy of what was recalled after it was made."""
    copy = copied_by(document)
    if copy:
        refuse_uncopied(source_of(copy))


def refuse_other_medium(document: Document, recipients: Sequence[str]) -> None:
    """Paper goes by post or by hand."""
    copy = copied_by(document)
    if copy is None or copy.made_as is not Medium.PAPER:
        return
    others = [one.name for one in map(recipient_of, recipients) if one.channel not in BY_HAND]
    if others:
        raise Refusal(
            _("A copy on paper cannot be sent to %(names)s this way.", names=", ".join(others)),
            fix=_("Choose receivers by post, or units of this agency."),
        )


def note_copy_issued(document: Document) -> None:
    """The copy left the house; part of the issue."""
    copy = copied_by(document)
    if copy:
        COPY.advance(copy, "issue", SYSTEM, symbol=document.symbol)
        copy.issued_at = clock.now()
        log(source_of(copy), "copy.issued", by=SYSTEM, symbol=document.symbol)
        tell(copy, copy.desk_id, source_of(copy), "copy_issued")


def end_copies(document: Document) -> tuple[set[str], list[Document]]:
    """Its content is destroyed: open wishes end; says which files and unnumbered copies go too."""
    wishes = select(DocumentCopy).where(DocumentCopy.source_id == document.id)
    hashes: set[str] = set()
    unnumbered: list[Document] = []
    for copy in db.session.scalars(wishes).all():
        hashes.add(copy.scan_sha256)
        copy.extract, copy.scan_sha256 = "", ""
        made = db.session.get(Document, copy.document_id) if copy.document_id else None
        if made and made.state is DocumentState.SIGNED:
            unnumbered.append(made)
            _end(copy, document)
        elif copy.state in (CopyState.ASKED, CopyState.PERMITTED):
            _end(copy, document)
    return hashes, unnumbered


def _end(copy: DocumentCopy, source: Document) -> None:
    if copy.state is CopyState.ASKED:
        no_longer_waits(copy, RoutingState.WITHDRAWN)
    COPY.advance(copy, "fail", SYSTEM)
    copy.answer = GONE
    tell(copy, copy.desk_id, source, "copy_refused")
