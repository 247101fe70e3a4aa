"""The drafting of a document: its versions, comments, co-drafters; templates to begin from."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from documents.models import (
    CommentState,
    Direction,
    Document,
    DocumentState,
    Draft,
    DraftComment,
    DraftTemplate,
    DraftVersion,
    Duty,
    Routing,
    RoutingState,
    VersionKind,
)
from documents.policy.drafting import Can
from documents.queries.visibility import listed_for, visible_document
from office import search
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed
from office.units import queries as units

MOST_SHOWN = 500
MOST_FORMER = 20
TAKEN = (RoutingState.OPEN, RoutingState.HANDED)


def versions_of(
    draft: Draft, *, before: int | None = None, most: int = MOST_SHOWN
) -> list[DraftVersion]:
    """Every text of a draft, newest first."""
    statement = select(DraftVersion).where(DraftVersion.draft_id == draft.id)
    if before is not None:
        statement = statement.where(DraftVersion.number < before)
    return list(db.session.scalars(statement.order_by(DraftVersion.number.desc()).limit(most)))


def version_of(draft: Draft, number: int) -> DraftVersion:
    """One text of a draft by its number."""
    statement = select(DraftVersion).where(
        DraftVersion.draft_id == draft.id, DraftVersion.number == number
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such version."))
    return found


def present_version(draft: Draft) -> DraftVersion:
    """The text that holds at present: the newest that was not kept aside."""
    statement = (
        select(DraftVersion)
        .where(DraftVersion.draft_id == draft.id, DraftVersion.kind != VersionKind.ASIDE)
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one()


def version_before(version: DraftVersion) -> DraftVersion | None:
    """The text that a version took the place of."""
    statement = (
        select(DraftVersion)
        .where(
            DraftVersion.draft_id == version.draft_id,
            DraftVersion.number < version.number,
            DraftVersion.kind != VersionKind.ASIDE,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


# ----------------------------------------------------------------------------- comments


def comments_on(document: Document) -> list[DraftComment]:
    """Remarks and answers in the order in which they were written."""
    statement = select(DraftComment).where(DraftComment.document_id == document.id)
    return list(db.session.scalars(statement.order_by(DraftComment.id)))


def open_comments(document: Document) -> int:
    """How many remarks still wait to be worked in."""
    statement = select(func.count()).where(
        DraftComment.document_id == document.id, DraftComment.state == CommentState.OPEN
    )
    return db.session.scalar(statement) or 0


def comment_by(uid: UUID, actor: Actor) -> DraftComment:
    """A comment on a draft whose comments he reads; 404 for everybody else."""
    found = db.session.scalars(select(DraftComment).where(DraftComment.uid == uid)).first()
    if found is not None:
        document = db.session.get_one(Document, found.document_id)
        visible_document(document.uid, actor)
        if allowed(actor, Can.READ_VERSIONS, document):
            return found
    raise NotFound(_("There is no such comment."))


def commented(comment: DraftComment) -> Document:
    """The document that a comment speaks of."""
    return db.session.get_one(Document, comment.document_id)


# -------------------------------------------------------------------------- co-drafters


def co_drafting(document: Document) -> list[Routing]:
    """The invitations that hold: of who writes on a draft besides its drafter."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.duty == Duty.CO_DRAFT,
        Routing.state.in_(TAKEN),
    )
    return list(db.session.scalars(statement.order_by(Routing.id)))


# ---------------------------------------------------------------------------- templates


def _offered_to(actor: Actor) -> ColumnElement[bool]:
    above = [node.unit_id for node in units.tree().path(actor.unit_id or 0)]
    shared = [one for unit_id in above for one in units.lineage(unit_id)]
    own = units.lineage(actor.agency_id) if actor.agency_id else []
    whose = or_(DraftTemplate.person_id == actor.person_id, DraftTemplate.unit_id.in_(shared))
    return and_(DraftTemplate.agency_id.in_(own), whose)


def templates_for(actor: Actor) -> list[DraftTemplate]:
    """His own templates and those shared with his unit, the most used in front."""
    statement = select(DraftTemplate).where(_offered_to(actor))
    order = (DraftTemplate.used_count.desc(), DraftTemplate.name, DraftTemplate.id)
    return list(db.session.scalars(statement.order_by(*order).limit(MOST_SHOWN)))


def template_by(uid: UUID, actor: Actor) -> DraftTemplate:
    """One template that is offered to him."""
    statement = select(DraftTemplate).where(DraftTemplate.uid == uid, _offered_to(actor))
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such template."))
    return found


def former_documents(actor: Actor, wanted: str) -> Sequence[Document]:
    """Issued documents drafted here that he sees and whose words or number fit, newest first."""
    statement = (
        select(Document)
        .join(Draft, Draft.document_id == Document.id)
        .where(
            Document.direction == Direction.OUTGOING,
            Document.state.in_([DocumentState.ISSUED, DocumentState.REPLACED]),
            exists().where(DraftVersion.draft_id == Draft.id),
            listed_for(actor),
        )
    )
    if wanted:
        by_number = Document.symbol.startswith(wanted, autoescape=True)
        by_words = search.matches(wanted, "document", Document.__table__.c.id)
        statement = statement.where(or_(by_words, by_number))
    return db.session.scalars(statement.order_by(Document.id.desc()).limit(MOST_FORMER)).all()
