"""Who flags documents for himself and notes what belongs together."""

from enum import StrEnum

from sqlalchemy import select

from documents.models import Document, Duty, Participation, Relation
from documents.policy import HEADS
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions of flags and relations."""

    FLAG = "flag"
    RELATE = "relate"
    UNRELATE = "unrelate"


@rule(Can.FLAG)
def may_flag(actor: Actor, _: object) -> bool:
    """Everybody at a desk keeps in sight what he sees."""
    return actor.desk_id is not None


@rule(Can.RELATE)
def may_relate(actor: Actor, document: Document) -> bool:
    """The clerk of the agency, and every desk that works or worked on it, not only read it."""
    return _keeps_its_register(actor, document) or _works_on(actor, document)


@rule(Can.UNRELATE)
def may_unrelate(actor: Actor, relation: Relation) -> bool:
    """The desk that noted a relation takes it back, or the clerk of the agency."""
    document = db.session.get_one(Document, relation.document_id)
    return relation.desk_id == actor.desk_id or _keeps_its_register(actor, document)


def _keeps_its_register(actor: Actor, document: Document) -> bool:
    return actor.holds(Role.CLERK, agency_id=units.successor_of(document.agency_id))


def _works_on(actor: Actor, document: Document) -> bool:
    if actor.desk_id is None:
        return False
    if document.desk_id == actor.desk_id:
        return True
    worked = select(Participation.id).where(
        Participation.document_id == document.id,
        Participation.desk_id == actor.desk_id,
        Participation.reason != Duty.INFORM,
    )
    return db.session.scalars(worked.limit(1)).first() is not None


def heads_a_unit(actor: Actor) -> bool:
    """Whether somebody hands work on inside a unit."""
    return bool(actor.roles & HEADS)
