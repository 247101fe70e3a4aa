"""How far the words said on a document reach a reader: directions, proposals, returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from documents.models import (
    Directive,
    DirectiveKind,
    Document,
    DocumentFile,
    Duty,
    FileRole,
    ProgressEntry,
    Routing,
    RoutingState,
)
from documents.queries.records import document_of, files_of, progress_of, routing_of
from documents.queries.visibility import Part, desks_of, reads_the_books, visible_file
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

LIMITED = {Duty.COOPERATE, Duty.INFORM}
SAID = {
    "incoming.propose",
    "incoming.direct",
    "incoming.hand_on",
    "incoming.give_back",
    "incoming.return_to_leader",
    "incoming.cooperated",
    "incoming.urged",
    "task.given",
    "document.access_asked",
    "document.access_confirmed",
    "document.access_refused",
    "document.access_withdrawn",
    "incoming.share_handed_on",
    "incoming.recall",
    "incoming.recall_assignment",
    "incoming.change_lead",
    "incoming.change_handler",
    "incoming.ask_extension",
    "incoming.grant_extension",
    "incoming.refuse_extension",
    "incoming.opinion_asked",
    "incoming.opinion_given",
    "outgoing.passed_content",
    "outgoing.passed_legal",
    "outgoing.passed_form",
}


@dataclass(frozen=True)
class Hearing:
    """All words, or those to and from the desks by which the reader came to the document.

    `until`: his part ended then, while the document went on; he reads nothing that came later.
    """

    desks: frozenset[int]
    is_whole: bool
    until: datetime | None = None


def hearing_of(document: Document, actor: Actor, routings: Sequence[Routing]) -> Hearing:
    """Whole by the post that reads the books, or by more than cooperating and being informed."""
    if reads_the_books(actor, document) or _works_on_it(actor, routings):
        return Hearing(frozenset(), is_whole=True)
    taken = desks_of(document, actor)
    desks = frozenset(part.desk_id for part in taken)
    duties = {part.reason for part in taken}
    duties |= {row.duty for row in routings if row.desk_id in desks}
    is_whole = document.desk_id in desks or not duties <= LIMITED
    return Hearing(desks, is_whole=is_whole, until=_ended(document, taken))


def _ended(document: Document, taken: Sequence[Part]) -> datetime | None:
    """When the last of his parts ended, if that was before the end of the document itself."""
    ends = [part.until for part in taken]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    last = max(known)
    return None if document.closed_at is not None and last >= document.closed_at else last


def files_for(document: Document, actor: Actor) -> list[DocumentFile]:
    """The files as far as his part goes: the submission slip is for those who hear all."""
    files = files_of(document)
    if any(file.role is FileRole.SHEET for file in files) and not hears_all(document, actor):
        return [file for file in files if file.role is not FileRole.SHEET]
    return files


def file_for(uid: UUID, actor: Actor) -> DocumentFile:
    """A file of a visible document, or 404."""
    file = visible_file(uid, actor)
    if file.role is FileRole.SHEET and not hears_all(document_of(file), actor):
        raise NotFound(_("There is no such file on your desk."))
    return file


def hears_all(document: Document, actor: Actor) -> bool:
    """Whether all words said on a document are for him."""
    return hearing_of(document, actor, routing_of(document)).is_whole


def _works_on_it(actor: Actor, routings: Sequence[Routing]) -> bool:
    """Whether his own acting desk owes it more than help: no look at others is needed then."""
    if actor.delegation_id is not None:
        return False
    mine = (row for row in routings if row.desk_id == actor.desk_id)
    owed = {row.duty for row in mine if row.state is RoutingState.OPEN}
    return not owed <= LIMITED


def progress_for(document: Document, hearing: Hearing) -> list[ProgressEntry]:
    """The log as far as his part goes: who only cooperates reads what was said to his own desk."""
    entries = [row for row in progress_of(document) if not hearing.until or row.at <= hearing.until]
    if hearing.is_whole:
        return entries
    return [entry if _is_for(entry, hearing) else _wordless(entry) for entry in entries]


def directions_for(directives: Sequence[Directive], hearing: Hearing) -> list[Directive]:
    """The directions a reader may read: cooperating and informed desks only those to them."""
    directives = [row for row in directives if not hearing.until or row.given_at <= hearing.until]
    if hearing.is_whole:
        return directives
    return [
        row
        for row in directives
        if row.kind in (DirectiveKind.DIRECTION, DirectiveKind.CHANGE)
        and any(to.get("desk_id") in hearing.desks for to in row.receivers.get("rows", ()))
    ]


def _is_for(entry: ProgressEntry, hearing: Hearing) -> bool:
    """To one of his desks or from it; two officials may bear one name."""
    named = [row.get("desk_id") for row in entry.facts.get("receivers", ())]
    named += [entry.facts.get("desk_id"), entry.facts.get("to_desk_id")]
    named += entry.facts.get("addressed", ())
    return entry.act not in SAID or not hearing.desks.isdisjoint(named)


def _wordless(entry: ProgressEntry) -> ProgressEntry:
    kept = ("id", "document_id", "at", "act", "actor_name", "actor_title", "on_behalf_of")
    return ProgressEntry(**{name: getattr(entry, name) for name in kept}, text="", facts={})
