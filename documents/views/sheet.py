"""The official pages of a document beside whatever is done with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from documents import queries
from documents.models import Document, DocumentFile, DocumentState, Draft
from documents.views import facts
from documents.views.blueprint import actor
from office import clock
from office.i18n import _, ngettext
from office.ui import menu
from office.ui.parts import SheetPage, Verdict
from signing import queries as signing

PDF = "application/pdf"
MOST_LINES = 400
JUDGING = timedelta(minutes=10)
UNSIGNED = {
    DocumentState.DRAFT,
    DocumentState.CHECKING,
    DocumentState.SUBMITTED,
    DocumentState.CANCELLED,
}


@dataclass(frozen=True)
class SheetView:
    """The files, the one shown, its pages or else its words, and the verdict on its signatures."""

    files: list[facts.FileLine]
    here: facts.FileLine | None
    pages: list[SheetPage]
    lines: list[str]
    is_being_made: bool
    is_being_judged: bool
    verdict: Verdict | None
    verdict_of: str
    draft: Draft | None


def read_pages(document: Document) -> SheetView:
    """Read the pages of the file that the address names, else of the main one."""
    files = queries.files_for(document, actor())
    here = _chosen(files, request.args.get("file", ""))
    lines = facts.file_lines(document, files, here)
    pages = facts.pages_of(here) if here else []
    return SheetView(
        files=lines,
        here=next((line for line in lines if line.is_here), None),
        pages=pages,
        lines=_lines_of(here) if here and here.pages == [] else [],
        is_being_made=bool(here and here.pages is None and not here.problem and _has_pages(here)),
        is_being_judged=bool(here and _is_being_judged(document, here)),
        verdict=_verdict(here),
        verdict_of=here.sha256 if here else "",
        draft=None if document.is_incoming else queries.draft_of(document),
    )


def _chosen(files: list[DocumentFile], asked: str) -> DocumentFile | None:
    named = next((file for file in files if str(file.uid) == asked), None)
    return named or (files[0] if files else None)


def _lines_of(file: DocumentFile) -> list[str]:
    """What a file without pictures says (a letter, a spreadsheet): its first lines."""
    return [line for line in file.words.splitlines() if line.strip()][:MOST_LINES]


def _has_pages(file: DocumentFile) -> bool:
    return file.media_type == PDF or file.media_type.startswith("image/")


def _is_being_judged(document: Document, file: DocumentFile) -> bool:
    """Whether a verdict on a signed file is on its way; one that never came is not waited for."""
    is_fresh = clock.now() - file.created_at < JUDGING
    may_be_signed = document.state not in UNSIGNED and file.media_type == PDF
    return is_fresh and may_be_signed and file.verdict is None and not file.problem


def beside_pages(template: str, document: Document, **more: Any) -> Response:
    """A page of one document: its head, its pages, and beside them what the template adds."""
    mark_list(document)
    text = render_template(
        template,
        document=document,
        facts=facts.facts_of(document),
        number_line=facts.number_line(document),
        sheet=more.pop("sheet", None) or read_pages(document),
        **more,
    )
    return make_response(text)


def mark_list(document: Document) -> None:
    """Light the list in the navigation to which a document belongs."""
    menu.mark_current(f"documents.{list_of(document)}")


def list_of(document: Document) -> str:
    """Incoming, outgoing, or drafts as long as it is one."""
    if document.is_incoming:
        return "incoming"
    is_draft = document.state in (DocumentState.DRAFT, DocumentState.CANCELLED)
    return "drafts" if is_draft else "outgoing"


def check_words(check: dict[str, Any]) -> str:
    """The short verdict of lists and panes."""
    count = check.get("signatures", 0)
    if check.get("state") == "good":
        return ngettext("%(num)d valid signature", "%(num)d valid signatures", count)
    if check.get("state") == "unsigned":
        return _("Not signed digitally")
    if check.get("state") == "bad":
        return _("A signature is invalid")
    return _("A signature cannot be confirmed")


def _verdict(file: DocumentFile | None) -> Verdict | None:
    """The four answers about the file shown; none while it was not judged or bears no signature."""
    if file is None or not file.sha256 or (file.verdict or {}).get("state") == "unsigned":
        return None
    stored = signing.verdict_of(file.sha256)
    return signing.panel(stored) if stored else None
