"""Who of this house is meant by a mail address."""

from uuid import UUID

from sqlalchemy import select

from mail import queries as mail
from office import clock
from office.db import db
from office.units.models import Tenure
from office.units.queries import held_at


def tenure_at(address: str) -> Tenure | None:
    """The post of the owner of a personal box; None for everybody else."""
    try:
        found = mail.lead(address)
    except ValueError:
        return None
    person_id = found.box.person_id if found is not None and found.box is not None else None
    if person_id is None:
        return None
    held = select(Tenure).where(Tenure.person_id == person_id, held_at(Tenure, clock.now()))
    return db.session.scalars(held.order_by(Tenure.id).limit(1)).first()


def tenure_named(uid: UUID | None) -> Tenure | None:
    """A post that is held now, by its public name."""
    if uid is None:
        return None
    held = select(Tenure).where(Tenure.uid == uid, held_at(Tenure, clock.now()))
    return db.session.scalars(held).first()


def own_address(person_id: int) -> str:
    """The address of somebody's own box, where he has one."""
    box = mail.own_box(person_id)
    return mail.address_of(box) if box is not None else ""
