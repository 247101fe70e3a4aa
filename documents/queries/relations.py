"""What belongs to a document, as a tree; what the reader may not see is not there at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    Uuid,
    and_,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from documents.models import (
    Document,
    DocumentCopy,
    Relation,
    RelationKind,
    Sequel,
    SequelKind,
    SequelState,
)
from documents.queries.visibility import visible_to
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

DEPTH = 4
MOST = 200
AFTER_ISSUE = {
    SequelKind.REPLACEMENT: RelationKind.REPLACEMENT,
    SequelKind.CORRECTION: RelationKind.CORRECTION,
    SequelKind.UPDATE: RelationKind.AMENDMENT,
}
HELD = (SequelState.WAITING, SequelState.AGREED, SequelState.DONE, SequelState.PREPARED)


class Tie(NamedTuple):
    """That one document is something to another; with a name when it was noted by hand."""

    document_id: int
    other_id: int
    kind: RelationKind
    uid: UUID | None


@dataclass
class Node:
    """A document of the tree, what it is to the one above, and what hangs on it."""

    document: Document
    word: str = ""
    kind: RelationKind | None = None
    uid: UUID | None = None
    below: list["Node"] = field(default_factory=list)


def relation_tree(document: Document, actor: Actor) -> Node:
    """The document with all that belongs to it, four steps far; each stands once."""
    root = Node(document)
    placed, edge = {document.id: root}, [root]
    for _step in range(DEPTH):
        ties = _ties_of([node.document.id for node in edge])
        seen = _visible(_ends(ties) - set(placed), actor, MOST - len(placed))
        edge = _hang(ties, placed, seen, {node.document.id for node in edge})
        if not edge:
            break
    return root


def _hang(
    ties: Collection[Tie], placed: dict[int, Node], seen: Mapping[int, Document], edge: set[int]
) -> list[Node]:
    """Hang what is new on the first document of the edge that it belongs to."""
    new = []
    for tie in ties:
        for here, there, is_first in (
            (tie.document_id, tie.other_id, True),
            (tie.other_id, tie.document_id, False),
        ):
            if here in edge and there in seen and there not in placed:
                word = tie.kind.label if is_first else tie.kind.reverse
                node = Node(seen[there], str(word), tie.kind, tie.uid)
                placed[there] = node
                placed[here].below.append(node)
                new.append(node)
    return new


def _ends(ties: Collection[Tie]) -> set[int]:
    return {one for tie in ties for one in (tie.document_id, tie.other_id)}


def _visible(ids: Collection[int], actor: Actor, room: int) -> dict[int, Document]:
    if not ids or room <= 0:
        return {}
    wanted = select(Document).where(Document.id.in_(ids), visible_to(actor))
    found = db.session.scalars(wanted.order_by(Document.id).limit(room))
    return {one.id: one for one in found}


def _ties_of(ids: Collection[int]) -> list[Tie]:
    """Replies, copies, acts after the issue and what was noted by hand, in one statement."""
    rows = db.session.execute(_of(ids)).all()
    found = [Tie(row[0], row[1], RelationKind(row[2]), row[3]) for row in rows]
    return sorted(found, key=lambda tie: (tie.document_id, tie.other_id, tie.kind))


def _of(ids: Collection[int]) -> CompoundSelect[int, int, str, UUID]:
    no_name = cast(null(), Uuid)
    replies = select(
        Document.id, Document.answers_id, literal(RelationKind.REPLY.value), no_name
    ).where(_touches(Document.id, Document.answers_id, ids))
    sequels = [
        select(Sequel.other_id, Sequel.document_id, literal(kind.value), no_name).where(
            Sequel.kind == sequel,
            Sequel.state.in_(HELD),
            _touches(Sequel.other_id, Sequel.document_id, ids),
        )
        for sequel, kind in AFTER_ISSUE.items()
    ]
    noted = select(
        Relation.document_id, Relation.other_id, cast(Relation.kind, String), Relation.uid
    ).where(_touches(Relation.document_id, Relation.other_id, ids))
    copies = select(
        DocumentCopy.document_id,
        DocumentCopy.source_id,
        literal(RelationKind.COPY.value),
        no_name,
    ).where(_touches(DocumentCopy.document_id, DocumentCopy.source_id, ids))
    return union_all(replies, copies, *sequels, noted)


def _touches(
    one: InstrumentedAttribute[Any], other: InstrumentedAttribute[Any], ids: Collection[int]
) -> ColumnElement[bool]:
    """Both ends are known, and one of them is among these."""
    return and_(or_(one.in_(ids), other.in_(ids)), one.is_not(None), other.is_not(None))


def relations_of(document: Document, actor: Actor) -> list[tuple[Relation, Document]]:
    """What was noted by hand on a document, with the other one, as far as the reader sees it."""
    mine = or_(Relation.document_id == document.id, Relation.other_id == document.id)
    rows = db.session.scalars(select(Relation).where(mine).order_by(Relation.id)).all()
    ids = {one for row in rows for one in (row.document_id, row.other_id)} - {document.id}
    seen = _visible(ids, actor, MOST)
    pairs = [(row, _other(row, document)) for row in rows]
    return [(row, seen[other]) for row, other in pairs if other in seen]


def _other(row: Relation, document: Document) -> int:
    return row.other_id if row.document_id == document.id else row.document_id


def relation_on(document: Document, uid: UUID, actor: Actor) -> Relation:
    """A noted relation of a document whose other end the reader sees, or 404."""
    for row, _seen in relations_of(document, actor):
        if row.uid == uid:
            return row
    raise NotFound(_("There is no such relation."))
