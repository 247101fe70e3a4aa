"""Where an address leads at an instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    MailAddress,
    Mailbox,
    MailDomain,
    MailList,
)
from mail.queries.boxes import address_of, box_of_desk
from mail.queries.seats import last_desk_of
from mail.wire import names
from office import clock
from office.db import db
from office.errors import NotFound
from office.units import queries as units
from office.units.models import Desk, Unit

POSTMASTER, NOREPLY = "postmaster", "noreply"
TAG = "+"
TAKES_MAIL = (BoxState.ACTIVE, BoxState.SUSPENDED)


@dataclass(frozen=True)
class Lead:
    """What an address of ours leads to: a box, a list, or nothing any more (`moved_to`)."""

    address: MailAddress
    box: Mailbox | None = None
    list: MailList | None = None
    moved_to: str = ""


def is_proved() -> ColumnElement[bool]:
    """The condition that a domain is open, and that its keeper proved to have it."""
    return and_(MailDomain.closed_at.is_(None), MailDomain.proved_at.is_not(None))


def is_ours(domain: str) -> bool:
    """Whether mail of a domain is kept in this house: it was opened and proved."""
    wanted = select(MailDomain.id).where(MailDomain.name == names.to_ascii(domain), is_proved())
    return db.session.scalar(wanted) is not None


def is_ours_or_odd(address: str) -> bool:
    """Whether an address could only be found in this house, or nowhere."""
    domain = names.domain_of(address)
    return not domain or is_ours(domain)


def whole(address: str) -> str:
    """The one address without a domain (RFC 5321 4.5.1) is of the first domain of the house."""
    if address.lower() != POSTMASTER:
        return address
    first = select(MailDomain.name).where(is_proved()).order_by(MailDomain.id)
    domain = db.session.scalar(first.limit(1))
    return f"{address}@{domain}" if domain else address


def lead(address: str, at: datetime | None = None) -> Lead | None:
    """Where an address leads; None when nobody ever had it, or its domain is not ours.

    What stands behind a plus is a mark of the sender: it leads where the address without it leads
    (RFC 5233).
    """
    folded = names.folded(whole(address))
    row = _row_of(folded) or (_row_of(without_tag(folded)) if TAG in folded else None)
    return None if row is None else _lead_of(row, at or clock.now())


def _row_of(folded: str) -> MailAddress | None:
    wanted = (
        select(MailAddress)
        .join(MailDomain, MailDomain.id == MailAddress.domain_id)
        .where(MailAddress.folded == folded, is_proved())
    )
    return db.session.scalars(wanted).first()


def without_tag(address: str) -> str:
    """The address without the mark that a sender has put behind a plus."""
    local, domain = names.split(address)
    return f"{local.partition(TAG)[0]}@{domain}" if local.partition(TAG)[0] else address


def with_tag(address: str, tag: str) -> str:
    """The address with a mark by which its answers are known again."""
    local, domain = names.split(address)
    return f"{local}{TAG}{tag}@{domain}"


def tag_of(address: str) -> str:
    """The mark behind the plus of an address, or nothing."""
    return names.split(address)[0].partition(TAG)[2]


def box_behind(address: str) -> Mailbox | None:
    """The box that has an address or once had it, whether it takes mail or not."""
    try:
        folded = names.folded(whole(address))
    except names.BadName:
        return None
    mine = select(Mailbox).join(MailAddress, MailAddress.mailbox_id == Mailbox.id)
    return db.session.scalars(mine.where(MailAddress.folded == folded)).first()


def _lead_of(row: MailAddress, at: datetime) -> Lead:
    is_over = row.valid_to is not None and row.valid_to <= at
    if row.kind is AddressKind.TOMBSTONE or is_over:
        return Lead(row, moved_to=_present_address(row))
    if row.list_id is not None:
        found = db.session.get_one(MailList, row.list_id)
        return Lead(row, list=None if found.closed_at else found)
    box = db.session.get(Mailbox, row.mailbox_id) if row.mailbox_id else None
    if box is None or takes_mail(box, at):
        return Lead(row, box=box)
    return Lead(row, moved_to=role_address(box))


def takes_mail(box: Mailbox, at: datetime) -> bool:
    """Whether a box takes mail: a leaver's only as long as it answers it, too."""
    if box.state is BoxState.HANDOVER and box.answers_until is not None:
        return box.answers_until > at
    return box.state in TAKES_MAIL


def role_address(box: Mailbox) -> str:
    """The address of the function that stands for who left: his last unit's, else the clerks'."""
    last = last_desk_of(box.person_id) if box.person_id is not None else None
    if last is None:
        return ""
    unit = db.session.get_one(Unit, last.unit_id)
    agency_id = unit.agency_id or unit.id
    desks = (_found(units.desk_of_unit, unit.id), _found(units.clerk_desk, agency_id))
    boxes = (box_of_desk(desk.id) for desk in desks if desk is not None)
    return next((address_of(one) for one in boxes if one is not None), "")


def _found(find: Callable[[int], Desk], unit_id: int) -> Desk | None:
    try:
        return find(unit_id)
    except NotFound:
        return None


def noreply_beside(address: str) -> Mailbox | None:
    """The box in whose name the domain of an address of ours is told something."""
    found = lead(f"{NOREPLY}@{names.domain_of(address)}")
    box = found.box if found is not None else None
    return box if box is not None and box.kind is BoxKind.SYSTEM else None


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
