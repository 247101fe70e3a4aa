"""The pages of copies: a file with room for the agency's signature, or pages with their block."""

from collections.abc import Mapping
from typing import Any

from documents import operations
from documents.compose.content import Content, Kind, Signer
from documents.compose.copies import LOWEST_MM, PaperCopy, paper_copy_page
from documents.compose.form import compose_form
from documents.compose.places import corner_on
from documents.models import CopyKind, CopyState, Document, DocumentCopy, Medium
from documents.operations.copy_making import CORNER_FIELD, FORMS
from documents.operations.copying import refuse_uncopied
from documents.operations.receivers import recipient_of
from documents.queries import main_file
from documents.queries.copying import draft_of_copy
from office import blobs, clock, law
from office.db import db
from office.errors import Refusal
from office.foreign.child import run_child
from office.foreign.reading import inspect, rewrite, scan_of, with_block
from office.foreign.refusals import ForeignFileRefused
from office.i18n import _
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units import queries as units
from office.units.settings import settings_of
from signing import operations as signing

LEAST_DPI = 200
OLDEST_PDF = (1, 4)
GAP_MM = 8.0
SIGNED_WORDS = "(Đã ký)"  # an extract prints that the document was signed
A4_MM = (210.0, 297.0)
CLOSE_MM = 3.0


@delivers("documents.make_copy")
def make(body: dict[str, Any]) -> None:
    """Make the pages of a permitted copy; what hinders it is told to whoever asked."""
    copy = db.session.get_one(DocumentCopy, body["copy_id"])
    if copy.state is not CopyState.PERMITTED:
        return
    source = db.session.get_one(Document, copy.source_id)
    try:
        pdf = _made(copy, source)
    except (Refusal, ForeignFileRefused) as refusal:
        operations.note_copy_problem(copy, str(refusal.message), by=SYSTEM)
        return
    operations.keep_copy(copy, blobs.put(pdf), by=SYSTEM)


@delivers("documents.print_copy")
def print_with_number(body: dict[str, Any]) -> None:
    """Set a copy on paper once more, with its number and date in the block."""
    copy = db.session.get_one(DocumentCopy, body["copy_id"])
    source = db.session.get_one(Document, copy.source_id)
    made = db.session.get_one(Document, copy.document_id)
    pdf = _on_paper(copy, source, made)
    operations.keep_printed_copy(copy, blobs.put(pdf), by=SYSTEM)


def _made(copy: DocumentCopy, source: Document) -> bytes:
    refuse_uncopied(source)
    if copy.made_as is Medium.PAPER:
        return _on_paper(copy, source, None)
    plain = _extract(copy, source) if copy.kind is CopyKind.EXTRACT else _scanned(copy)
    return _with_corner(plain)


def _with_corner(plain: bytes) -> bytes:
    width, height = inspect(blobs.path_of(blobs.put(plain).sha256)).page_sizes[0]
    place = corner_on(width, height)
    box = signing.Rect(place.x0, place.y0, place.x1, place.y1)
    field = signing.SignatureField(CORNER_FIELD, 0, box, signing.Lock.ALL)
    return signing.lay_out(plain, signatures=[field])


# ---------------------------------------------------------------------------------- pages


def _scanned(copy: DocumentCopy) -> bytes:
    """The scan of the paper, if it is what Annex I asks of a digitised document."""
    path = blobs.path_of(copy.scan_sha256)
    scan = scan_of(path)
    faults = [] if scan.version >= OLDEST_PDF else [_("the PDF is older than version 1.4")]
    for page, (dpi, is_coloured) in enumerate(scan.pages, 1):
        if dpi and dpi < LEAST_DPI:
            faults.append(_("page %(page)s has %(dpi)s dpi", page=page, dpi=dpi))
        elif dpi and not is_coloured:
            faults.append(_("page %(page)s is not in colour", page=page))
    if faults:
        told = "; ".join(str(fault) for fault in faults[:5])
        raise Refusal(_("Scan it anew in colour with 200 dpi or more: %(faults)s.", faults=told))
    return rewrite(path)


def _extract(copy: DocumentCopy, source: Document) -> bytes:
    """The document's own form with the part that is repeated (trích sao)."""
    kind = law.document_type(source.type_code)
    number, _mark, notation = source.symbol.partition("/")
    issued_on = source.issued_on or clock.today()
    title = source.signer_title.upper()
    content = Content(
        kind=Kind(source.type_name or kind.vi, kind.abbreviation, kind.template),
        agency=source.issuer_name,
        notation=notation,
        number=number,
        place=source.place or units.place_of(copy.agency_id),
        year=issued_on.year,
        issued_on=issued_on,
        subject=source.subject,
        body=copy.extract,
        signers=(Signer(tuple(filter(None, (title, SIGNED_WORDS))), source.signer_name),),
    )
    return compose_form(content).pdf


def _on_paper(copy: DocumentCopy, source: Document, made: Document | None) -> bytes:
    """The pages to print; a photocopy of paper gets the block alone, to print below its text."""
    if copy.kind is CopyKind.EXTRACT:
        pages = blobs.put(_extract(copy, source)).sha256
    elif copy.made_from is Medium.ELECTRONIC:
        pages = _main_of(source)
    else:
        return paper_copy_page(_block(copy, made)).pdf
    path = blobs.path_of(pages)
    top_mm = _free_below(run_child("measures", path).facts)
    block = paper_copy_page(_block(copy, made), **({"top_mm": top_mm} if top_mm else {}))
    drawn = blobs.path_of(blobs.put(block.pdf).sha256)
    return with_block(path, drawn, is_over=top_mm is not None)


def _main_of(source: Document) -> str:
    file = main_file(source)
    if file is None or not file.sha256:
        raise Refusal(_("The document has no file from which a copy could be printed."))
    if (file.verdict or {}).get("state") == "bad":
        raise Refusal(_("A signature of the document is invalid: it cannot be copied as true."))
    return file.sha256


def _free_below(facts: Mapping[str, Any]) -> float | None:
    """Where the block stands below the text of the last page, if it is A4 and there is room."""
    sheets = facts["sheets"]
    if not sheets or len(sheets) != facts["pages"] or not sheets[-1]["lines"]:
        return None
    last = sheets[-1]
    sizes = zip((last["width"], last["height"]), A4_MM, strict=True)
    lowest = max(line["bottom"] for line in last["lines"]) + GAP_MM
    is_a4 = all(abs(is_ - wanted) < CLOSE_MM for is_, wanted in sizes)
    return float(lowest) if is_a4 and lowest <= LOWEST_MM else None


def _block(copy: DocumentCopy, made: Document | None) -> PaperCopy:
    agency_id = units.successor_of(copy.agency_id)
    authority = units.authority_for(copy.signer_desk_id, copy.kind.type_code, clock.today())
    recipients = draft_of_copy(made).recipients if made else []
    return PaperCopy(
        form=FORMS[copy.kind],
        agency=units.name_of(agency_id),
        symbol=made.symbol if made else f"      /{_notation(copy, agency_id)}",
        place=units.place_of(agency_id),
        signer=Signer(
            tuple(authority[0].lines) if authority else (), units.holder_name(copy.signer_desk_id)
        ),
        issued_on=made.issued_on if made else None,
        recipients=tuple(recipient_of(code).name for code in recipients),
        seal_diameter_mm=settings_of(agency_id).seal_diameter_mm,
    )


def _notation(copy: DocumentCopy, agency_id: int) -> str:
    return f"{law.document_type(copy.kind.type_code).abbreviation}-{units.symbol_of(agency_id)}"
