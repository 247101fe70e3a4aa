"""An official's usual phrases and sets of receivers."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from documents.models import ReceiverSet, SavedPhrase
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units.models import Desk


def _offered_to(actor: Actor) -> ColumnElement[bool]:
    whose = or_(SavedPhrase.person_id == actor.person_id, SavedPhrase.person_id.is_(None))
    return and_(SavedPhrase.agency_id == actor.agency_id, whose)


def saved_phrases(actor: Actor, use: str = "") -> list[SavedPhrase]:
    """His own and those of the agency, the ones used most and last in front."""
    statement = select(SavedPhrase).where(_offered_to(actor))
    if use:
        statement = statement.where(SavedPhrase.use == use)
    order = (SavedPhrase.used_count.desc(), SavedPhrase.used_at.desc().nulls_last())
    return list(db.session.scalars(statement.order_by(*order, SavedPhrase.id)))


def desk_uid(desk_id: int) -> UUID:
    """The public name of a desk, as sets of receivers keep it."""
    return db.session.get_one(Desk, desk_id).uid


def phrase_by(uid: UUID, actor: Actor) -> SavedPhrase:
    """One phrase that is offered to him."""
    statement = select(SavedPhrase).where(SavedPhrase.uid == uid, _offered_to(actor))
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such phrase."))
    return found


def receiver_sets(actor: Actor) -> list[ReceiverSet]:
    """The sets that he keeps in this agency, by name."""
    statement = select(ReceiverSet).where(
        ReceiverSet.person_id == actor.person_id, ReceiverSet.agency_id == actor.agency_id
    )
    return list(db.session.scalars(statement.order_by(ReceiverSet.name)))


def receiver_set_by(uid: UUID, actor: Actor) -> ReceiverSet:
    """One of his sets."""
    found = next((row for row in receiver_sets(actor) if row.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such set."))
    return found
