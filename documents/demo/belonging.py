"""What belongs together in the demo, and what heads keep in sight."""

from sqlalchemy import ColumnElement, exists, select

from documents import operations
from documents.demo.staff import Staff, working_agencies
from documents.models import Document, DocumentState, Flag, Relation, RelationKind
from documents.queries.visibility import visible_to
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor

KINDS = (RelationKind.BASIS, RelationKind.FOLLOWS, RelationKind.MATTER, RelationKind.AMENDMENT)
FLAGGED = 3


@demo_step(245, "belonging", label=_l("Related documents"))
def relate_documents(demo: Demo) -> None:
    """Safe to begin anew: an agency with relations is left as it is."""
    del demo
    for house in working_agencies()[:2]:
        if not _has_relations(house):
            _relate(house)
            for head in [*house.heads.values()][:3]:
                _flag(head)


def _has_relations(house: Staff) -> bool:
    mine = exists().where(
        Relation.document_id == Document.id, Document.agency_id == house.agency_id
    )
    return bool(db.session.scalar(select(mine)))


def _relate(house: Staff) -> None:
    """A reply stands on former documents, each of these on the next."""
    issued = _seen(house.clerk, Document.state == DocumentState.ISSUED, most=len(KINDS) + 1)
    for kind, one, other in zip(KINDS, issued, issued[1:], strict=False):
        operations.relate(one, other, kind, by=house.clerk)


def _flag(head: Actor) -> None:
    if db.session.scalar(select(Flag.id).where(Flag.desk_id == head.desk_id)) is None:
        for document in _seen(head, Document.closed_at.is_(None), most=FLAGGED):
            operations.flag(document, by=head)


def _seen(actor: Actor, *narrow: ColumnElement[bool], most: int) -> list[Document]:
    wanted = select(Document).where(visible_to(actor), *narrow)
    return list(db.session.scalars(wanted.order_by(Document.id.desc()).limit(most)))
