"""What belongs to a document: the tree, and relations noted and taken back by hand."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.models import Document, Relation, RelationKind
from documents.policy.belonging import Can
from documents.queries.relations import Node
from documents.views.blueprint import actor, bp, visible
from documents.views.sheet import mark_list
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.ui.parts import Act, TreeNode
from office.ui.toasts import toast

OFFERED = 20


def offered(document: Document, reader: Actor) -> list[Act]:
    """The tree stands behind the acts of every document."""
    url = url_for("documents.relations", uid=document.uid)
    return [Act(_("Related documents"), url, icon="link", method="get", is_minor=True)]


@bp.get("/<uuid:uid>/relations")
def relations(uid: UUID) -> Response:
    """The tree; whoever works on the document finds others here and notes what they are to it."""
    return _page(visible(uid), Filled({"kind": RelationKind.BASIS.value} | request.args.to_dict()))


@bp.post("/<uuid:uid>/relations")
def relate(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.RELATE, document)
    return answer(lambda: _relate(document), lambda filled: _page(document, filled), request.form)


def _relate(document: Document) -> Response:
    operations.relate(document, _other(), _kind(), by=actor())
    toast(_("The relation is noted."))
    return redirect(url_for("documents.relations", uid=document.uid), code=303)


def _other() -> Document:
    words = _("Choose the other document.")
    try:
        return visible(UUID(request.form.get("other", "")))
    except (ValueError, NotFound):
        raise Invalid(words, fields={"other": words}) from None


def _kind() -> RelationKind:
    value = request.form.get("kind", "")
    if value not in set(RelationKind):
        words = _("Choose one of the list.")
        raise Invalid(words, fields={"kind": words})
    return RelationKind(value)


@bp.post("/<uuid:uid>/relations/<uuid:item_uid>/removal")
def unrelate(uid: UUID, item_uid: UUID) -> Response:
    document = visible(uid)
    operations.unrelate(queries.relation_on(document, item_uid, actor()), by=actor())
    toast(_("The relation was taken back."))
    return redirect(url_for("documents.relations", uid=document.uid), code=303)


def _page(document: Document, filled: Filled) -> Response:
    mark_list(document)
    may_relate = allowed(actor(), Can.RELATE, document)
    noted = queries.relations_of(document, actor())
    text = render_template(
        "documents/relations.html",
        document=document,
        tree=[_node(queries.relation_tree(document, actor()))],
        noted=[(row, other, _word(row, document)) for row, other in noted],
        removable={row.uid for row, _seen in noted if allowed(actor(), Can.UNRELATE, row)},
        may_relate=may_relate,
        filled=filled,
        found=_found(document, filled["q"]) if may_relate else [],
        kinds=[(kind.value, kind.label) for kind in RelationKind],
    )
    return make_response(text)


def _word(row: Relation, document: Document) -> object:
    return row.kind.label if row.document_id == document.id else row.kind.reverse


def _found(document: Document, words: str) -> list[queries.BookRow]:
    """What the search finds, without the document itself."""
    if not words.strip():
        return []
    rows = queries.page_of(queries.found(actor(), words))
    return [row for row in rows if row.uid != str(document.uid)][:OFFERED]


def _node(node: Node) -> TreeNode:
    """A branch of the page; the document itself stands at the root."""
    document = node.document
    name = " ".join(filter(None, (document.symbol, document.subject)))
    note = " · ".join(filter(None, (node.word, str(document.state.label))))
    return TreeNode(
        name,
        url_for("documents.show", uid=document.uid),
        note,
        is_here=node.kind is None,
        children=[_node(one) for one in node.below],
    )
