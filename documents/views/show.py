"""The document page: facts, verdict, pages, directions, progress, receivers, and what can be done."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.models import (
    Directive,
    Dispatch,
    Document,
    DocumentFile,
    DocumentState,
    Draft,
    Duty,
    Opinion,
    Routing,
)
from documents.views import facts, log
from documents.views.acts import acts_on
from documents.views.blueprint import actor, bp, desk_id, visible
from office.i18n import _
from office.permissions import Actor
from office.ui import menu
from office.ui.parts import Act, Link, LogLine, SheetPage
from signing import queries as signing

LIMITED = {Duty.COOPERATE, Duty.INFORM}


@dataclass(frozen=True)
class Sheet:
    """Everything that the page shows, read in as few statements as it takes."""

    document: Document
    files: list[facts.FileLine]
    here: facts.FileLine | None
    pages: list[SheetPage]
    is_being_made: bool
    verdict: Any
    duplicates: list[Document]
    directions: list[Directive]
    opinions: list[Opinion]
    lines: list[LogLine]
    dispatches: list[Dispatch]
    answers: Document | None
    replies: list[Document]
    draft: Draft | None
    acts: list[Act]


@bp.get("/<uuid:uid>")
def show(uid: UUID) -> Response:
    """One document; what my desk owes it stands in the bar at the foot."""
    document = visible(uid)
    menu.mark_current("documents.incoming" if document.is_incoming else "documents.outgoing")
    page = read_sheet(document, actor(), request.args.get("file", ""))
    text = render_template(
        "documents/show.html",
        page=page,
        document=document,
        facts=facts.facts_of(document),
        number_line=facts.number_line(document),
        crumb=_crumb(document),
    )
    return make_response(text)


@bp.post("/<uuid:uid>/reading")
def reading(uid: UUID) -> tuple[str, int]:
    """Sent by the page once it has been open for a second."""
    operations.mark_read(visible(uid), by=actor())
    return "", 204


def read_sheet(document: Document, reader: Actor, asked: str) -> Sheet:
    """Read the page's content; `asked` names the file to show."""
    files = queries.files_of(document)
    here = _chosen(files, asked)
    lines = facts.file_lines(document, files, here)
    routings = queries.routing_of(document)
    sees_all = _sees_all(document, reader, routings)
    outgoing = not document.is_incoming
    return Sheet(
        document=document,
        files=lines,
        here=next((line for line in lines if line.is_here), None),
        pages=facts.pages_of(here) if here else [],
        is_being_made=bool(here and here.pages is None and not here.problem and _has_pages(here)),
        verdict=signing.verdict_of(here.sha256) if here and here.sha256 else None,
        duplicates=_duplicates(document),
        directions=log.directions_for(_directives(document), desk_id(), sees_all=sees_all),
        opinions=queries.opinions_on(document) if outgoing and sees_all else [],
        lines=log.lines_of(document, queries.progress_of(document), routings),
        dispatches=queries.dispatches_of(document) if outgoing else [],
        answers=queries.answered_by(document, reader),
        replies=queries.replies_to(document, reader),
        draft=queries.draft_of(document) if outgoing else None,
        acts=acts_on(document, reader),
    )


def _chosen(files: list[DocumentFile], asked: str) -> DocumentFile | None:
    named = next((file for file in files if str(file.uid) == asked), None)
    return named or (files[0] if files else None)


def _has_pages(file: DocumentFile) -> bool:
    return file.media_type == "application/pdf" or file.media_type.startswith("image/")


def _directives(document: Document) -> list[Directive]:
    return queries.directives_of(document) if document.is_incoming else []


def _duplicates(document: Document) -> list[Document]:
    """Earlier ones with the same number; of use only before it is registered."""
    if document.state is not DocumentState.ARRIVED:
        return []
    return queries.duplicates_of(document)


def _sees_all(document: Document, reader: Actor, routings: list[Routing]) -> bool:
    """Cooperating and informed desks see only the directions that address them."""
    own = {row.duty for row in routings if row.desk_id == reader.desk_id}
    return not own or not own <= LIMITED or document.desk_id == reader.desk_id


def _crumb(document: Document) -> Link:
    if document.is_incoming:
        return Link(_("Incoming"), url_for("documents.incoming"))
    if document.state in (DocumentState.DRAFT, DocumentState.CANCELLED):
        return Link(_("Drafts"), url_for("documents.drafts"))
    return Link(_("Outgoing"), url_for("documents.outgoing"))


