"""How far the words said on a document reach a reader: directions, proposals, returns."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.models import (
    Directive,
    DirectiveKind,
    Document,
    Duty,
    ProgressEntry,
    Routing,
    RoutingState,
)
from documents.queries.records import progress_of
from documents.queries.visibility import desks_of, reads_the_books
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
}


@dataclass(frozen=True)
class Hearing:
    """All words, or those to and from the desks by which the reader came to the document."""

    desks: frozenset[int]
    is_whole: bool


def hearing_of(document: Document, actor: Actor, routings: Sequence[Routing]) -> Hearing:
    """Whole by the post that reads the books, or by more than cooperating and being informed."""
    if reads_the_books(actor, document) or _works_on_it(actor, routings):
        return Hearing(frozenset(), is_whole=True)
    taken = desks_of(document, actor)
    desks = frozenset(desk_id for desk_id, _reason in taken)
    duties = {reason for _desk_id, reason in taken}
    duties |= {row.duty for row in routings if row.desk_id in desks}
    return Hearing(desks, is_whole=document.desk_id in desks or not duties <= LIMITED)


def _works_on_it(actor: Actor, routings: Sequence[Routing]) -> bool:
    """Whether his own acting desk owes it more than help: no look at others is needed then."""
    if actor.delegation_id is not None:
        return False
    mine = (row for row in routings if row.desk_id == actor.desk_id)
    owed = {row.duty for row in mine if row.state is RoutingState.OPEN}
    return not owed <= LIMITED


def progress_for(document: Document, hearing: Hearing) -> list[ProgressEntry]:
    """The log as far as his part goes: who only cooperates reads what was said to his own desk."""
    entries = progress_of(document)
    if hearing.is_whole:
        return entries
    return [entry if _is_for(entry, hearing) else _wordless(entry) for entry in entries]


def directions_for(directives: Sequence[Directive], hearing: Hearing) -> list[Directive]:
    """The directions a reader may read: cooperating and informed desks only those to them."""
    if hearing.is_whole:
        return list(directives)
    return [
        row
        for row in directives
        if row.kind is DirectiveKind.DIRECTION
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
