"""Noting by hand what belongs together, and taking it back."""

from sqlalchemy import and_, or_, select

from documents.models import Document, Relation, RelationKind
from documents.operations.desk_work import log
from documents.policy.belonging import Can
from office import audit, clock
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require


@operation
def relate(document: Document, other: Document, kind: RelationKind, *, by: Actor) -> Relation:
    """Note what a document is to another (văn bản liên quan); the caller sees both.

    The log names no other document: its readers may not all see that one.
    """
    require(by, Can.RELATE, document)
    _refuse_known(document, other, kind)
    uid = new_uid()
    row = {
        "uid": uid,
        "document_id": document.id,
        "other_id": other.id,
        "kind": kind,
        "desk_id": by.desk_id,
        "made_at": clock.now(),
        "made_by": by.name,
    }
    if not insert_ignoring(Relation, row):
        raise _known()
    audit.record("document.relate", document, by=by, other=str(other.uid), kind=kind.value)
    log(document, "document.relate", by=by)
    return db.session.scalars(select(Relation).where(Relation.uid == uid)).one()


@operation
def unrelate(relation: Relation, *, by: Actor) -> None:
    """Take a noted relation back; what the system itself knows stays."""
    require(by, Can.UNRELATE, relation)
    document = db.session.get_one(Document, relation.document_id)
    other = db.session.get_one(Document, relation.other_id)
    facts = {"other": str(other.uid), "kind": relation.kind.value}
    audit.record("document.unrelate", document, by=by, **facts)
    log(document, "document.unrelate", by=by)
    db.session.delete(relation)


def _refuse_known(document: Document, other: Document, kind: RelationKind) -> None:
    if document.id == other.id:
        words = _("A document does not belong to itself.")
        raise Invalid(words, fields={"other": words})
    both = [(document.id, other.id), (other.id, document.id)]
    ways = [and_(Relation.document_id == one, Relation.other_id == two) for one, two in both]
    if db.session.scalar(select(Relation.id).where(Relation.kind == kind, or_(*ways)).limit(1)):
        raise _known()


def _known() -> Invalid:
    words = _("This relation is noted already.")
    return Invalid(words, fields={"other": words})
