"""What belongs to a document, for programs."""

from collections.abc import Iterator
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import api
from documents.models import Document, RelationKind
from documents.queries.relations import Node
from office.api import ByUid, Closed, shown


class ByRelation(ByUid):
    """A relation that was noted on a document."""

    item_uid: UUID


class RelationIn(Closed):
    """What the document is to another."""

    other: UUID
    kind: RelationKind


class RelatedOut(Closed):
    """A document of the tree; `above` is the one on which it hangs."""

    document: UUID
    above: UUID
    depth: int
    kind: RelationKind
    word: str
    relation: UUID | None
    symbol: str
    subject: str
    state: str


class RelationsOut(Closed):
    """All that belongs to a document and that the caller sees, from near to far."""

    items: list[RelatedOut] = Field(max_length=200)


@api.get("/documents/<uuid:uid>/relations", responses={200: RelationsOut})
def relations(path: ByUid) -> Response:
    """The tree of related documents."""
    return _tree(queries.visible_document(path.uid, g.actor))


@api.post("/documents/<uuid:uid>/relations", responses={201: RelationsOut})
def relate(path: ByUid, body: RelationIn) -> Response:
    """Note by hand what the document is to another."""
    document = queries.visible_document(path.uid, g.actor)
    other = queries.visible_document(body.other, g.actor)
    operations.relate(document, other, body.kind, by=g.actor)
    return _tree(document, status=201)


@api.delete("/documents/<uuid:uid>/relations/<uuid:item_uid>", responses={200: RelationsOut})
def unrelate(path: ByRelation) -> Response:
    """Take a noted relation back."""
    document = queries.visible_document(path.uid, g.actor)
    operations.unrelate(queries.relation_on(document, path.item_uid, g.actor), by=g.actor)
    return _tree(document)


def _tree(document: Document, status: int = 200) -> Response:
    root = queries.relation_tree(document, g.actor)
    return shown(RelationsOut(items=list(_rows(root, 1))), status=status)


def _rows(above: Node, depth: int) -> Iterator[RelatedOut]:
    for node in above.below:
        yield _row(node, above, depth)
        yield from _rows(node, depth + 1)


def _row(node: Node, above: Node, depth: int) -> RelatedOut:
    one = node.document
    return RelatedOut(
        document=one.uid,
        above=above.document.uid,
        depth=depth,
        kind=node.kind or RelationKind.MATTER,
        word=node.word,
        relation=node.uid,
        symbol=one.symbol,
        subject=one.subject,
        state=one.state.value,
    )
