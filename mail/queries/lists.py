"""Who is on a distribution list at an instant, and who may write to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select

from mail.models import AddressKind, BoxKind, ListKind, MailAddress, Mailbox, MailList, Posting
from mail.queries.addresses import TAKES_MAIL, Lead, lead
from mail.wire.names import BadName
from office.db import db
from office.permissions import Role
from office.units import queries as units
from office.units.models import Tenure
from office.units.queries import held_at

HEADS = (Role.LEADER, Role.OFFICE_HEAD, Role.UNIT_HEAD)


def members(found: MailList, at: datetime, *, after: int, most: int) -> Sequence[Mailbox]:
    """The next boxes of a list, in the order of their ids, by who held what at an instant."""
    wanted = select(Mailbox).where(Mailbox.id > after, _on_list(found, at))
    return db.session.scalars(
        wanted.where(Mailbox.state.in_(TAKES_MAIL)).order_by(Mailbox.id).limit(most)
    ).all()


def is_member(found: MailList, box: Mailbox, at: datetime) -> bool:
    """Whether a box is on a list."""
    mine = select(Mailbox.id).where(Mailbox.id == box.id, _on_list(found, at))
    return db.session.scalar(mine) is not None


def may_post(found: MailList, box: Mailbox | None, at: datetime) -> bool:
    """Whether a list takes a letter from a box; None stands for anybody outside."""
    if found.posting is Posting.EVERYBODY:
        return True
    if box is None:
        return False
    if found.posting is Posting.HOUSE:
        return True
    if found.posting is Posting.AGENCY:
        return units.successor_of(box.agency_id) == units.successor_of(found.agency_id)
    return is_member(found, box, at)


def _on_list(found: MailList, at: datetime) -> ColumnElement[bool]:
    if found.kind is ListKind.CHOSEN:
        return Mailbox.id.in_(_chosen_boxes(found, at))
    personal = Mailbox.kind == BoxKind.PERSON
    return personal & Mailbox.person_id.in_(_persons(found, at))


def _persons(found: MailList, at: datetime) -> Select[int | None]:
    held = select(Tenure.person_id).where(Tenure.person_id.is_not(None), held_at(Tenure, at))
    held = held.where(Tenure.unit_id.in_(_units_of(found)))
    if found.kind is ListKind.HEADS:
        return held.where(Tenure.function.in_(HEADS))
    if found.kind is ListKind.FUNCTION:
        return held.where(Tenure.function == found.function)
    return held


def _units_of(found: MailList) -> list[int]:
    """The unit as it stands today, whose place another may have taken."""
    unit_id = units.successor_of(found.unit_id or found.agency_id)
    return [unit_id] if found.kind is ListKind.UNIT else units.subtree_ids(unit_id)


def _chosen_boxes(found: MailList, at: datetime) -> list[int]:
    leads = [lead_or_none(address, at) for address in found.chosen]
    return [box.id for box in map(box_read_at, leads) if box is not None]


@dataclass
class Beyond:
    """On a list besides boxes: lists, addresses that nobody here has, and why others are dead."""

    lists: dict[str, MailList] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    dead: dict[str, str] = field(default_factory=dict)


def chosen_beyond(found: MailList, at: datetime) -> Beyond:
    """What is chosen for a list and is no open box."""
    beyond = Beyond()
    for address in found.chosen if found.kind is ListKind.CHOSEN else ():
        led = lead_or_none(address, at)
        if led is None:
            beyond.strangers.append(address)
        elif led.list is not None:
            beyond.lists[address] = led.list
        elif box_read_at(led) is None:
            beyond.dead[address] = why_dead(led)
    return beyond


def box_read_at(found: Lead | None) -> Mailbox | None:
    """The open box behind an address, if anybody reads it: noreply@ is only written from."""
    box = found.box if found is not None else None
    return None if box is None or box.kind is BoxKind.SYSTEM else box


def why_dead(found: Lead) -> str:
    """A word for why an address of ours leads to no open box that is read."""
    if found.box is not None:
        return "noreply"
    return f"moved:{found.moved_to}" if found.moved_to else "closed"


def lists_at(addresses: Iterable[str], at: datetime) -> list[MailList]:
    """The lists behind addresses."""
    leads = (lead_or_none(one, at) for one in addresses)
    return [one.list for one in leads if one is not None and one.list is not None]


def lead_or_none(address: str, at: datetime) -> Lead | None:
    """Where an address leads; None also for what is no address at all."""
    try:
        return lead(address, at)
    except BadName:
        return None


def address_of_list(found: MailList) -> str:
    """The address by which a list is written to."""
    mine = select(MailAddress.shown).where(
        MailAddress.list_id == found.id, MailAddress.kind != AddressKind.TOMBSTONE
    )
    return db.session.scalar(mine.order_by(MailAddress.id).limit(1)) or ""
