"""Rounds of opinions: those of an asker, their answers, and who has not answered."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select

from documents.models import (
    Document,
    Enclosure,
    Opinion,
    OpinionChoice,
    OpinionRound,
    RoundState,
    Routing,
    RoutingState,
    Urging,
)
from documents.policy.directing import Can
from documents.queries.visibility import visible_document, visible_to
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed


class RoundRow(NamedTuple):
    """A round in the asker's list with how many answered."""

    round: OpinionRound
    document: Document
    asked: int
    answered: int


def rounds_of(
    actor: Actor, states: Sequence[RoundState], *, before: int | None, size: int
) -> list[RoundRow]:
    """The rounds that the acting desk asked for, the latest first."""
    answered = func.sum(case((Opinion.answered_at.is_not(None), 1), else_=0))
    counted = (
        select(Opinion.round_id, func.count().label("asked"), answered.label("answered"))
        .group_by(Opinion.round_id)
        .subquery()
    )
    statement = (
        select(OpinionRound, Document, counted.c.asked, counted.c.answered)
        .join(Document, Document.id == OpinionRound.document_id)
        .join(counted, counted.c.round_id == OpinionRound.id)
        .where(
            OpinionRound.desk_id == actor.desk_id,
            OpinionRound.state.in_(states),
            visible_to(actor),
        )
        .order_by(OpinionRound.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        statement = statement.where(OpinionRound.id < before)
    return [RoundRow(*row) for row in db.session.execute(statement)]


def round_by(uid: UUID, actor: Actor) -> OpinionRound:
    """A round whose answers the actor may read together; 404 for everybody else."""
    asked = db.session.scalars(select(OpinionRound).where(OpinionRound.uid == uid)).first()
    if asked is None or not allowed(actor, Can.READ_ROUND, asked):
        raise NotFound(_("There is no such round of opinions."))
    visible_document(db.session.get_one(Document, asked.document_id).uid, actor)
    return asked


def round_of(opinion: Opinion) -> OpinionRound:
    """The round in which an opinion was asked."""
    return db.session.get_one(OpinionRound, opinion.round_id)


def answers_in(asked: OpinionRound) -> list[Opinion]:
    """Everybody who was asked, in the order of asking."""
    statement = select(Opinion).where(Opinion.round_id == asked.id).order_by(Opinion.id)
    return list(db.session.scalars(statement))


def choice_counts(answers: Sequence[Opinion]) -> dict[OpinionChoice | None, int]:
    """How many agree, disagree, think otherwise and have not answered (`None`)."""
    found: dict[OpinionChoice | None, int] = dict.fromkeys([*OpinionChoice, None], 0)
    for row in answers:
        found[row.choice if row.answered_at else None] += 1
    return found


def opinions_on(document: Document) -> list[Opinion]:
    """The opinions asked on a document."""
    statement = select(Opinion).where(Opinion.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Opinion.id)))


def rounds_on(document: Document) -> list[OpinionRound]:
    """The rounds on a document, the latest first."""
    statement = select(OpinionRound).where(OpinionRound.document_id == document.id)
    return list(db.session.scalars(statement.order_by(OpinionRound.id.desc())))


def waits_for_opinion(document: Document) -> bool:
    """Whether a desk still owes an opinion here; whoever a closed round let go owes none."""
    owed = select(Opinion.id).join(Routing, Routing.id == Opinion.routing_id)
    found = owed.where(Opinion.document_id == document.id, Routing.state == RoutingState.OPEN)
    return db.session.scalars(found.limit(1)).first() is not None


def opinion_asked_of(document: Document, actor: Actor) -> Opinion | None:
    """The newest open question to the acting desk; one whose draft was submitted is withdrawn."""
    statement = (
        select(Opinion)
        .join(Routing, Routing.id == Opinion.routing_id)
        .where(
            Opinion.document_id == document.id,
            Opinion.desk_id == actor.desk_id,
            Opinion.answered_at.is_(None),
            Routing.state == RoutingState.OPEN,
        )
        .order_by(Opinion.id.desc())
    )
    return db.session.scalars(statement).first()


def visible_enclosure(uid: UUID, actor: Actor) -> Enclosure:
    """A file enclosed with something that the actor may read."""
    file = db.session.scalars(select(Enclosure).where(Enclosure.uid == uid)).first()
    if file is None or not _may_read(file, actor):
        raise NotFound(_("There is no such file on your desk."))
    return file


def _may_read(file: Enclosure, actor: Actor) -> bool:
    reads = READERS.get(file.owner_kind)
    return reads is not None and reads(file.owner_uid, actor)


def _reads_urging(uid: UUID, actor: Actor) -> bool:
    urging = db.session.scalars(select(Urging).where(Urging.uid == uid)).one()
    is_party = actor.desk_id in (urging.to_desk_id, urging.from_desk_id)
    return is_party and (urging.document_id is None or _sees(urging.document_id, actor))


def _reads_opinion(uid: UUID, actor: Actor) -> bool:
    opinion = db.session.scalars(select(Opinion).where(Opinion.uid == uid)).one()
    if not _sees(opinion.document_id, actor):
        return False
    return opinion.desk_id == actor.desk_id or allowed(actor, Can.READ_ROUND, round_of(opinion))


def _reads_question(uid: UUID, actor: Actor) -> bool:
    asked = db.session.scalars(select(OpinionRound).where(OpinionRound.uid == uid)).one()
    return _sees(asked.document_id, actor)


def _sees(document_id: int, actor: Actor) -> bool:
    seen = select(Document.id).where(Document.id == document_id, visible_to(actor))
    return db.session.scalar(seen) is not None


READERS = {
    "urging": _reads_urging,
    "opinion": _reads_opinion,
    "opinion_round": _reads_question,
}
