"""What the SMTP side asks: who logs in, who may send as whom, whether mail for somebody is taken.

Every answer is read at this instant; the delivery worker decides once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import select

from mail.models import (
    AppPassword,
    BoxKind,
    BoxState,
    Mailbox,
    MailDomain,
    Posting,
    Right,
    rules_of,
)
from mail.queries.addresses import Lead, is_proved, lead
from mail.queries.boxes import own_box, rights_in
from mail.queries.freezes import is_frozen_login
from mail.queries.pools import spaces_of
from mail.wire import names
from office import clock
from office.accounts.models import Account
from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Tenure
from office.units.queries import held_at

SENDS = {Right.SEND_AS, Right.SEND_ON_BEHALF}
PATIENCE_WITH_FULL_BOX = timedelta(days=3)
BRIM_PERCENT = 110


class Taking(Enum):
    """How mail for an address is answered."""

    YES = "yes"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    MOVED = "moved"
    CLOSED_LIST = "closed list"
    NO_READER = "no reader"
    FULL = "full"
    LONG_FULL = "long full"


@dataclass(frozen=True)
class Taken:
    """The answer; `moved_to` is the present address where the domain lets it be told."""

    taking: Taking
    moved_to: str = ""


def account_of(name: str) -> Account | None:
    """The open account of a login, or of the address of somebody's own box."""
    found = db.session.scalars(select(Account).where(Account.login == name.lower())).first()
    if found is None and "@" in name:
        leads = _lead(name)
        is_exact = leads is not None and leads.address.folded == names.folded(name)
        person = leads.box.person_id if leads and leads.box and is_exact else None
        found = db.session.scalars(select(Account).where(Account.person_id == person)).first()
    return found if found is not None and found.disabled_at is None else None


def devices_of(account: Account) -> list[AppPassword]:
    """The passwords of devices that may send now; none of a frozen account, whoever reopened it."""
    if is_frozen_login(str(account.id)):
        return []
    now = clock.now()
    mine = select(AppPassword).where(
        AppPassword.account_id == account.id,
        AppPassword.revoked_at.is_(None),
        AppPassword.expires_at > now,
    )
    return [row for row in db.session.scalars(mine) if "smtp" in row.scopes]


def may_send(account: Account, sender: str) -> bool:
    """Whether the account may name this sender: of his own box, his desk's, or one lent for it."""
    return bool(rights_as(account, sender) & SENDS)


def rights_as(account: Account, sender: str) -> frozenset[Right]:
    """What somebody may do in the open box of an address, in any of his own posts."""
    leads = _lead(sender)
    if leads is None or leads.box is None or leads.box.state is not BoxState.ACTIVE:
        return frozenset()
    box = leads.box
    found = (rights_in(box, actor) for actor in actors_of(account))
    return frozenset().union(*found)


def may_write_as(account: Account, author: str, written_by: str) -> bool:
    """Whether a letter may name this author; on behalf of somebody it also names who wrote it."""
    rights = rights_as(account, author)
    if Right.SEND_AS in rights:
        return True
    return Right.SEND_ON_BEHALF in rights and Right.SEND_AS in rights_as(account, written_by)


def actors_of(account: Account) -> list[Actor]:
    """The person in each of his own posts."""
    held = select(Tenure, Desk.agency_id).outerjoin(Desk, Desk.id == Tenure.desk_id)
    mine = held.where(Tenure.person_id == account.person_id, held_at(Tenure, clock.now()))
    return [
        Actor(
            account_id=account.id,
            person_id=account.person_id,
            tenure_id=tenure.id,
            desk_id=tenure.desk_id,
            unit_id=tenure.unit_id,
            agency_id=agency_id,
            name=account.login,
        )
        for tenure, agency_id in db.session.execute(mine)
    ]


def may_write(account: Account, authors: Sequence[str], senders: Sequence[str]) -> bool:
    """The same for every author that a head names; whom it names as its sender is himself."""
    is_own = all(Right.SEND_AS in rights_as(account, one) for one in senders)
    written_by = senders[0] if senders else ""
    return is_own and all(may_write_as(account, one, written_by) for one in authors)


def box_written_from(sender: str, person_id: int) -> Mailbox | None:
    """The box of a sender; what has none, like a receipt, is of the writer's own."""
    leads = _lead(sender) if sender else None
    return leads.box if leads else own_box(person_id)


def refuses_stranger(domain: str) -> bool:
    """Whether strangers may not name a sender of this domain of ours."""
    wanted = select(MailDomain).where(MailDomain.name == names.to_ascii(domain), is_proved())
    found = db.session.scalars(wanted).first()
    return found is not None and rules_of(found).refuses_own_from_outside


def taken(address: str, *, from_outside: bool) -> Taken:
    """Whether mail for an address is taken; who is inside passes a full box and a list's door.

    What is over the brim (`is_brimful`) is told to a writer of ours in a report.
    """
    leads = _lead(address)
    if leads is None:
        return Taken(Taking.UNKNOWN if _is_ours(address) else Taking.OUTSIDE)
    if leads.list is not None:
        closed = from_outside and leads.list.posting is not Posting.EVERYBODY
        return Taken(Taking.CLOSED_LIST if closed else Taking.YES)
    if leads.box is None:
        return _gone(leads)
    if leads.box.kind is BoxKind.SYSTEM:
        return Taken(Taking.NO_READER)
    return Taken(_room_in(leads.box) if from_outside else Taking.YES)


def agency_of_address(address: str) -> int | None:
    """The agency whose mail comes to an address of ours."""
    leads = _lead(address)
    if leads is None:
        return None
    domain = db.session.get_one(MailDomain, leads.address.domain_id)
    return units.successor_of(domain.agency_id)


def _gone(leads: Lead) -> Taken:
    domain = db.session.get_one(MailDomain, leads.address.domain_id)
    if leads.moved_to and rules_of(domain).names_successor:
        return Taken(Taking.MOVED, leads.moved_to)
    return Taken(Taking.UNKNOWN)


def _room_in(box: Mailbox) -> Taking:
    """The box and every shared space above it; the one that is full longest decides."""
    full = [one.full_since or clock.now() for one in spaces_of(box) if one.is_full]
    if not full:
        return Taking.YES
    return Taking.LONG_FULL if min(full) + PATIENCE_WITH_FULL_BOX < clock.now() else Taking.FULL


def is_brimful(box: Mailbox) -> bool:
    """Whether letters from inside too are refused: a box holds a tenth more than its quota."""
    return box.used_bytes * 100 >= box.quota_bytes * BRIM_PERCENT


def _is_ours(address: str) -> bool:
    from mail.queries.addresses import is_ours

    domain = names.domain_of(address)
    return bool(domain) and is_ours(domain)


def _lead(address: str) -> Lead | None:
    try:
        return lead(address)
    except names.BadName:
        return None
