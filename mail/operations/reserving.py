"""Addresses that every domain must answer (RFC 2142, RFC 5321 4.5.1): they lead to its keepers."""

from sqlalchemy import select

from mail.models import (
    MIB,
    AddressKind,
    BoxKind,
    ListKind,
    MailAddress,
    Mailbox,
    MailDomain,
    MailList,
    Posting,
)
from mail.operations.naming import folded_in, new_address
from mail.policy import Can
from mail.queries.addresses import NOREPLY
from office import audit, clock
from office.db import db, operation
from office.permissions import Actor, Role, require
from office.units import queries as units

RESERVED = ("postmaster", "abuse")
NAME = "Quản trị thư điện tử"  # the name of a list, Vietnamese for every reader
NOTICES = "Thông báo tự động"  # the name of a box, Vietnamese for every reader


@operation
def reserve(domain: MailDomain, *, by: Actor) -> list[str]:
    """Let postmaster@ and abuse@ of a domain lead to whoever administers the agency at the time.

    An address that was given to somebody by hand stays his.
    """
    require(by, Can.KEEP_BOXES, units.successor_of(domain.agency_id))
    _open_noreply(domain, by)
    wanted = {f"{local}@{domain.name}" for local in RESERVED}
    there = db.session.scalars(select(MailAddress.folded).where(MailAddress.folded.in_(wanted)))
    missing = sorted(wanted - set(there))
    if missing:
        found = _keepers(domain)
        for folded in missing:
            local = folded.partition("@")[0]
            db.session.add(new_address(domain, local, kind=AddressKind.ALIAS, list_id=found.id))
        db.session.flush()
        audit.record("mail.addresses_reserved", domain, by=by, addresses=missing)
    return missing


def _open_noreply(domain: MailDomain, by: Actor) -> None:
    """The box in whose name the house tells its own people something; nothing comes into it."""
    given = select(MailAddress.id).where(MailAddress.folded == folded_in(domain, NOREPLY))
    if db.session.scalar(given) is not None:
        return
    box = Mailbox(
        agency_id=units.successor_of(domain.agency_id),
        kind=BoxKind.SYSTEM,
        name=NOTICES,
        quota_bytes=MIB,
        opened_at=clock.now(),
    )
    db.session.add(box)
    db.session.flush()
    db.session.add(new_address(domain, NOREPLY, mailbox_id=box.id))
    db.session.flush()
    audit.record("mail.box_opened", box, by=by)


def _keepers(domain: MailDomain) -> MailList:
    """The list of the agency's administrators, computed whenever it is written to."""
    agency_id = units.successor_of(domain.agency_id)
    mine = select(MailList).where(
        MailList.agency_id == agency_id,
        MailList.kind == ListKind.FUNCTION,
        MailList.function == Role.ADMIN,
        MailList.posting == Posting.EVERYBODY,
        MailList.closed_at.is_(None),
    )
    found = db.session.scalars(mine.order_by(MailList.id)).first()
    if found is None:
        found = MailList(
            agency_id=agency_id,
            kind=ListKind.FUNCTION,
            function=Role.ADMIN,
            name=NAME,
            posting=Posting.EVERYBODY,
        )
        db.session.add(found)
        db.session.flush()
    return found
