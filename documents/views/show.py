"""The document page: facts, verdict, pages, directions, progress, and what can be done."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.models import (
    Directive,
    Dispatch,
    Document,
    DocumentCopy,
    DocumentState,
    Freeze,
    Opinion,
    Task,
    UseKind,
)
from documents.policy import Can
from documents.policy.directing import Can as Directing
from documents.policy.lines import keep_lines
from documents.queries import Hearing
from documents.views import log
from documents.views.access_changes import ChangeLine, lines_of
from documents.views.acts import COPIES, acts_on
from documents.views.blueprint import actor, bp, visible
from documents.views.files import note
from documents.views.reviewing import Way, way_of
from documents.views.sheet import beside_pages, list_of
from office.i18n import _
from office.permissions import Actor, allowed
from office.ui.parts import Act, Link, LogLine
from office.units import queries as units

NOT_YET_DIRECTED = (DocumentState.ARRIVED, DocumentState.REGISTERED, DocumentState.REFUSED)


@dataclass(frozen=True)
class Handling:
    """What stands beside the pages, read in as few statements as it takes."""

    duplicates: list[Document]
    frozen: list[Freeze]
    directions: list[Directive]
    opinions: list[Opinion]
    round_url: UUID | None
    lines: list[LogLine]
    dispatches: list[Dispatch]
    sends_again: bool
    answers: Document | None
    replies: list[Document]
    tasks: list[Task]
    sequels: list[queries.SequelLine]
    way: Way
    copies: list[tuple[DocumentCopy, Document | None]]
    wish: DocumentCopy | None
    changes: list[ChangeLine]
    acts: list[Act]
    came_by_mail: queries.CameByMail | None = None


@bp.get("/<uuid:uid>")
def show(uid: UUID) -> Response:
    """One document; what my desk owes it stands in the bar at the foot."""
    document = visible(uid)
    note(document, UseKind.PAGE)
    page = read_handling(document, actor())
    crumb = _crumb(document)
    named = {"crumb": crumb, "desk_name": units.desk_label}
    return beside_pages("documents/show.html", document, page=page, **named)


@bp.post("/<uuid:uid>/reading")
def reading(uid: UUID) -> tuple[str, int]:
    """Sent by the page once it has been open for a second."""
    operations.mark_read(visible(uid), by=actor())
    return "", 204


def read_handling(document: Document, reader: Actor) -> Handling:
    """Read what happened with a document, as far as the reader's part goes."""
    routings = queries.routing_of(document)
    keep_lines(document, routings)
    hearing = queries.hearing_of(document, reader, routings)
    is_outgoing = not document.is_incoming
    there = queries.around(document)
    has_opinions = there.opinions and _may_have_opinions(document, hearing)
    opinions = queries.opinions_on(document) if has_opinions else []
    directives = queries.directives_of(document) if document.is_incoming else []
    asked = queries.asked_of_document(document) if there.access and hearing.is_whole else []
    dispatches = queries.dispatches_of(document) if is_outgoing else []
    return Handling(
        duplicates=_duplicates(document, reader),
        frozen=queries.holding(document),
        directions=queries.directions_for(directives, hearing),
        opinions=opinions,
        round_url=_round_url(opinions, reader),
        lines=log.lines_of(document, queries.progress_for(document, hearing), routings),
        dispatches=dispatches,
        sends_again=_sends_again(document, dispatches, reader),
        answers=queries.answered_by(document, reader),
        replies=queries.replies_to(document, reader) if there.replies else [],
        tasks=queries.tasks_from(document, reader) if there.tasks else [],
        sequels=queries.sequels_of(document, reader) if there.sequels else [],
        way=way_of(document, hearing),
        copies=queries.copies_of(document, reader) if there.copies else [],
        wish=queries.copied_by(document) if document.type_code in COPIES else None,
        changes=lines_of(document, asked, reader),
        acts=acts_on(document, reader),
        came_by_mail=queries.came_by_mail(document, reader),
    )


def _may_have_opinions(document: Document, hearing: Hearing) -> bool:
    """On what came in opinions are rare and asked only while it is at work."""
    asked = not document.is_incoming or document.state not in NOT_YET_DIRECTED
    return hearing.is_whole and asked


def _round_url(opinions: list[Opinion], reader: Actor) -> UUID | None:
    """The latest round, for whoever may read its answers together."""
    asked = queries.round_of(opinions[-1]) if opinions else None
    return asked.uid if asked and allowed(reader, Directing.READ_ROUND, asked) else None


def _duplicates(document: Document, reader: Actor) -> list[Document]:
    """Earlier ones with the same number; of use only before it is registered."""
    if document.state is not DocumentState.ARRIVED:
        return []
    return queries.duplicates_of(document, reader)


def _sends_again(document: Document, dispatches: list[Dispatch], reader: Actor) -> bool:
    """Whether the clerk is offered to send once more what did not reach everybody."""
    if not dispatches or not allowed(reader, Can.ISSUE, document):
        return False
    return queries.is_unsent(document, dispatches)


def _crumb(document: Document) -> Link:
    name = list_of(document)
    words = {"incoming": _("Incoming"), "outgoing": _("Outgoing"), "drafts": _("Drafts")}
    return Link(words[name], url_for(f"documents.{name}"))
