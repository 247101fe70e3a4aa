"""Addresses outside the house, as an official or his agency keeps them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from mail.models import Contact
from mail.queries.boxes import OpenBox
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.units import queries as units


def contacts_in(opened: OpenBox) -> Sequence[Contact]:
    """The owner's own by name; in the box of a desk those of the whole agency."""
    box = opened.box
    is_kept = of_agency(box.agency_id) if box.person_id is None else of_person(box.person_id)
    wanted = select(Contact).where(is_kept).order_by(Contact.folded_name, Contact.id)
    return db.session.scalars(wanted).all()


def contact_by_uid(opened: OpenBox, uid: UUID) -> Contact:
    """One of them."""
    found = next((one for one in contacts_in(opened) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such contact."))
    return found


def of_person(person_id: int) -> ColumnElement[bool]:
    """His own go with him from agency to agency."""
    return Contact.person_id == person_id


def of_agency(agency_id: int) -> ColumnElement[bool]:
    """Those of the agency and of the agencies that went into it."""
    return and_(Contact.person_id.is_(None), Contact.agency_id.in_(units.lineage(agency_id)))
