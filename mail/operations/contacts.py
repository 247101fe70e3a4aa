"""Addresses outside the house that are kept by name, to be found while somebody writes."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from sqlalchemy import select

from mail.models import Contact, Mailbox
from mail.policy import Can
from mail.queries.addresses import is_ours
from mail.queries.boxes import OpenBox
from mail.queries.contacts import contacts_in
from mail.smime.brought import brought
from mail.wire import names
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.search import fold

MOST = 500
LONGEST_NAME, LONGEST_ORGANISATION = 100, 200


@dataclass(frozen=True)
class ContactWords:
    """Whom an address reaches; `organisation` may be any note by which he is told from others.

    `certificate` is a file for which letters to him are sealed; without one the kept one stays,
    and `None` takes it away.
    """

    name: str
    address: str
    organisation: str = ""
    certificate: bytes | None = b""


@operation
def keep_contact(opened: OpenBox, words: ContactWords, *, by: Actor) -> Contact:
    """Keep an address for the owner of a box, or of a desk's box for the whole agency.

    The same address again changes what is kept with it.
    """
    require(by, Can.KEEP_CONTACTS, opened)
    name, organisation, address = _checked(words)
    der = brought(words.certificate, address, at=clock.now()) if words.certificate else b""
    _one_at_a_time(opened)
    rows = contacts_in(opened)
    row = next((one for one in rows if one.address == address), None)
    row = row or _new(opened, address, len(rows))
    row.name, row.folded_name, row.organisation = name, fold(name), organisation
    if der or words.certificate is None:
        row.certificate = b64encode(der).decode()
    db.session.add(row)
    db.session.flush()
    _note("mail.contact_kept", opened, row, by, **_print_of(der, words))
    return row


def _print_of(der: bytes, words: ContactWords) -> dict[str, str]:
    if words.certificate is None:
        return {"certificate": ""}
    return {"certificate": hashlib.sha256(der).hexdigest()} if der else {}


@operation
def drop_contact(opened: OpenBox, row: Contact, *, by: Actor) -> None:
    """Keep an address no longer; mail from and to it goes on as before."""
    require(by, Can.KEEP_CONTACTS, opened)
    _note("mail.contact_dropped", opened, row, by)
    db.session.delete(row)


def _checked(words: ContactWords) -> tuple[str, str, str]:
    name, organisation = " ".join(words.name.split()), " ".join(words.organisation.split())
    address, faults = "", {}
    if not name or len(name) > LONGEST_NAME:
        faults["name"] = _("Write the name, at most %(number)d characters.", number=LONGEST_NAME)
    try:
        address = names.folded(names.read_typed(words.address))
    except Invalid as fault:
        faults["address"] = str(fault.message)
    if address and is_ours(names.domain_of(address)):
        faults["address"] = _("Addresses of the house are found without being kept.")
    if len(organisation) > LONGEST_ORGANISATION:
        faults["organisation"] = _("At most %(number)d characters.", number=LONGEST_ORGANISATION)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return name, organisation, address


def _one_at_a_time(opened: OpenBox) -> None:
    """Two who keep the same address in a box at once do not make two of it."""
    db.session.execute(select(Mailbox.id).where(Mailbox.id == opened.box.id).with_for_update())


def _new(opened: OpenBox, address: str, number: int) -> Contact:
    if number >= MOST:
        raise Refusal(
            _("%(number)d contacts are kept here already.", number=MOST),
            fix=_("Remove some that are no longer used."),
        )
    box = opened.box
    return Contact(agency_id=box.agency_id, person_id=box.person_id, address=address)


def _note(act: str, opened: OpenBox, row: Contact, by: Actor, **facts: str) -> None:
    audit.record(act, opened.box, by=by, name=row.name, address=row.address, **facts)
