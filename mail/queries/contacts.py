"""Addresses outside the house, as an official or his agency keeps them."""

from base64 import b64decode
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from mail.models import Contact
from mail.queries.boxes import OpenBox
from mail.smime.brought import is_in_force
from office import clock
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


def certificates_for(
    addresses: Collection[str], *, person_id: int | None, agency_id: int
) -> dict[str, bytes]:
    """By address the certificate (DER) that the writer, or else his agency, keeps of somebody."""
    known = or_(of_agency(agency_id), of_person(person_id) if person_id else false())
    rows = db.session.scalars(
        select(Contact)
        .where(known, Contact.address.in_(addresses), Contact.certificate != "")
        .order_by(Contact.person_id.is_not(None), Contact.id)
    )
    found = {row.address: b64decode(row.certificate) for row in rows}
    return {address: der for address, der in found.items() if is_in_force(der, clock.now())}


def of_person(person_id: int) -> ColumnElement[bool]:
    """His own go with him from agency to agency."""
    return Contact.person_id == person_id


def of_agency(agency_id: int) -> ColumnElement[bool]:
    """Those of the agency and of the agencies that went into it."""
    return and_(Contact.person_id.is_(None), Contact.agency_id.in_(units.lineage(agency_id)))
