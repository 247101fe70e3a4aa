"""Where an address leads at an instant."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    MailAddress,
    Mailbox,
    MailDomain,
    MailList,
)
from mail.wire import names
from office import clock
from office.db import db

POSTMASTER = "postmaster"
TAKES_MAIL = (BoxState.ACTIVE, BoxState.SUSPENDED)


@dataclass(frozen=True)
class Lead:
    """What an address of ours leads to: a box, a list, or nothing any more (`moved_to`)."""

    address: MailAddress
    box: Mailbox | None = None
    list: MailList | None = None
    moved_to: str = ""


def is_ours(domain: str) -> bool:
    """Whether mail of a domain is kept in this house."""
    wanted = select(MailDomain.id).where(
        MailDomain.name == names.to_ascii(domain), MailDomain.closed_at.is_(None)
    )
    return db.session.scalar(wanted) is not None


def whole(address: str) -> str:
    """The one address without a domain (RFC 5321 4.5.1) is of the first domain of the house."""
    if address.lower() != POSTMASTER:
        return address
    first = select(MailDomain.name).where(MailDomain.closed_at.is_(None)).order_by(MailDomain.id)
    domain = db.session.scalar(first.limit(1))
    return f"{address}@{domain}" if domain else address


def lead(address: str, at: datetime | None = None) -> Lead | None:
    """Where an address leads; None when nobody ever had it."""
    wanted = select(MailAddress).where(MailAddress.folded == names.folded(whole(address)))
    row = db.session.scalars(wanted).first()
    return None if row is None else _lead_of(row, at or clock.now())


def _lead_of(row: MailAddress, at: datetime) -> Lead:
    is_over = row.valid_to is not None and row.valid_to <= at
    if row.kind is AddressKind.TOMBSTONE or is_over:
        return Lead(row, moved_to=_present_address(row))
    if row.list_id is not None:
        found = db.session.get_one(MailList, row.list_id)
        return Lead(row, list=None if found.closed_at else found)
    box = db.session.get(Mailbox, row.mailbox_id) if row.mailbox_id else None
    return Lead(row, box=box if box is not None and box.state in TAKES_MAIL else None)


def _present_address(row: MailAddress) -> str:
    """The address by which who once had this one is reached today."""
    if row.mailbox_id is None:
        return ""
    present = select(MailAddress.shown).where(
        MailAddress.mailbox_id == row.mailbox_id,
        MailAddress.kind == AddressKind.PRIMARY,
        MailAddress.id != row.id,
    )
    return db.session.scalar(present) or ""


def addresses_of(box: Mailbox) -> list[MailAddress]:
    """Every address of a box, the one it writes from first."""
    mine = select(MailAddress).where(MailAddress.mailbox_id == box.id)
    rows = db.session.scalars(mine.order_by(MailAddress.id)).all()
    return sorted(rows, key=lambda row: row.kind is not AddressKind.PRIMARY)


def writes_as(box: Mailbox, address: str) -> bool:
    """Whether an address is one of a box; where a letter lies says nothing of who wrote it."""
    try:
        wanted = names.folded(address)
    except names.BadName:
        return False
    return wanted in {row.folded for row in addresses_of(box)}


def agency_of_desk_at(address: str) -> int | None:
    """The agency whose desk has its box at an address; a person's own stands for nobody else."""
    if not names.domain_of(address):
        return None
    found = lead(address)
    box = found.box if found else None
    return box.agency_id if box is not None and box.kind is BoxKind.DESK else None
