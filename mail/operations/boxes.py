"""Opening domains, boxes and addresses; an address is given once and to nobody else ever."""

from typing import Any

from sqlalchemy import delete, select

from mail.models import (
    MIB,
    AddressKind,
    AwayNote,
    BoxKind,
    BoxState,
    DomainRules,
    MailAddress,
    Mailbox,
    MailDomain,
    rules_of,
)
from mail.operations.naming import folded_in, new_address
from mail.policy import Can
from mail.queries.addresses import addresses_of
from mail.queries.boxes import box_of_desk, own_box
from office import audit, clock
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk

LEAST_QUOTA, MOST_QUOTA = 50, 1024 * 1024
MOVES = {
    BoxState.ACTIVE: (BoxState.SUSPENDED, BoxState.HANDOVER, BoxState.CLOSED),
    BoxState.SUSPENDED: (BoxState.ACTIVE, BoxState.HANDOVER, BoxState.CLOSED),
    BoxState.HANDOVER: (BoxState.CLOSED, BoxState.ACTIVE),
    BoxState.CLOSED: (BoxState.ACTIVE,),
    BoxState.PURGED: (BoxState.ACTIVE,),
}


def keeper_of(agency_id: int) -> int:
    """The agency whose administrator keeps what is an agency's: itself, or its successor."""
    return units.successor_of(agency_id)


@operation
def choose_rules(domain: MailDomain, chosen: dict[str, Any], *, by: Actor) -> DomainRules:
    """Set the mail rules of a domain (quy chế thư điện tử) from now on."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    domain.rules = domain.rules | chosen
    audit.record("mail.rules_chosen", domain, by=by, rules=chosen)
    return rules_of(domain)


@operation
def open_person_box(person: Person, domain: MailDomain, local: str, *, by: Actor) -> Mailbox:
    """Give an official his one personal box (hộp thư cá nhân)."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    before = own_box(person.id)
    if before is not None:
        raise Refusal(
            _("%(name)s has a mailbox already.", name=person.full_name),
            fix=_("Give the mailbox another address instead."),
        )
    quota = rules_of(domain).quota_mib
    box = _box(BoxKind.PERSON, person.full_name, quota, domain, person_id=person.id)
    give_address(box, domain, local, kind=AddressKind.PRIMARY, by=by)
    audit.record("mail.box_opened", box, by=by, person=person.uid)
    return box


@operation
def open_desk_box(desk: Desk, domain: MailDomain, local: str, name: str, *, by: Actor) -> Mailbox:
    """Open the box of a desk (hộp thư cơ quan): whoever holds the desk uses it."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    if box_of_desk(desk.id) is not None:
        raise Refusal(_("This desk has a mailbox already."))
    box = _box(BoxKind.DESK, name, rules_of(domain).desk_quota_mib, domain, desk_id=desk.id)
    give_address(box, domain, local, kind=AddressKind.PRIMARY, by=by)
    audit.record("mail.box_opened", box, by=by, desk=desk.uid)
    return box


def _box(kind: BoxKind, name: str, quota_mib: int, domain: MailDomain, **whose: int) -> Mailbox:
    box = Mailbox(
        agency_id=domain.agency_id,
        kind=kind,
        name=name,
        quota_bytes=quota_mib * MIB,
        opened_at=clock.now(),
        **whose,
    )
    db.session.add(box)
    db.session.flush()
    return box


@operation
def give_address(  # noqa: PLR0913 - what an address is, by name
    box: Mailbox,
    domain: MailDomain,
    local: str,
    *,
    kind: AddressKind = AddressKind.ALIAS,
    reason: str = "",
    by: Actor,
) -> MailAddress:
    """Let an address lead to a box; one that somebody else once had is refused for ever."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    refuse_unproved(domain)
    folded = folded_in(domain, local)
    before = db.session.scalars(select(MailAddress).where(MailAddress.folded == folded)).first()
    if before is not None and before.mailbox_id != box.id:
        raise _invalid("local", _("“%(address)s” was given to somebody before.", address=folded))
    if kind is AddressKind.PRIMARY:
        _step_back(box)
    row = before or new_address(domain, local, mailbox_id=box.id)
    row.kind, row.valid_to, row.reason = kind, None, reason
    db.session.add(row)
    db.session.flush()
    audit.record("mail.address_given", box, by=by, address=row.shown, kind=kind, reason=reason)
    return row


def refuse_unproved(domain: MailDomain) -> None:
    """No address is given in a domain before it is known to be ours; part of other acts."""
    if domain.proved_at is None or domain.closed_at is not None:
        raise Refusal(
            _("It is not proved yet that the agency has this domain."),
            fix=_("Publish the text of the page “Keys and DNS”, then look in DNS again."),
        )


def _step_back(box: Mailbox) -> None:
    """The address that a box had so far goes on leading to it."""
    for row in addresses_of(box):
        if row.kind is AddressKind.PRIMARY:
            row.kind = AddressKind.ALIAS
            row.reason = row.reason or "renamed"
    db.session.flush()


@operation
def end_address(row: MailAddress, *, by: Actor) -> None:
    """Let an address lead nowhere from now on; it stays reserved (địa chỉ không cấp lại)."""
    domain = db.session.get_one(MailDomain, row.domain_id)
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    if row.kind is AddressKind.PRIMARY:
        raise Refusal(
            _("A mailbox writes from this address."), fix=_("Give the mailbox another one first.")
        )
    row.kind, row.valid_to = AddressKind.TOMBSTONE, clock.now()
    box = db.session.get(Mailbox, row.mailbox_id) if row.mailbox_id else None
    audit.record("mail.address_ended", box or domain, by=by, address=row.shown)


@operation
def change_state(
    box: Mailbox, state: BoxState, *, reason: str, decision: str = "", by: Actor
) -> None:
    """Suspend, open again or close a box; what lies in it stays. Handing over is another act.

    What somebody decided by hand no round undoes before the owner changes his post.
    """
    require(by, Can.KEEP_BOXES, keeper_of(box.agency_id))
    if box.kind is BoxKind.SYSTEM:
        raise Refusal(
            _("The program itself writes from this mailbox."),
            fix=_("It is closed together with its domain."),
        )
    if state is BoxState.HANDOVER:
        raise _impossible()
    put_state(box, state, reason=reason, decision=decision, by=by)


def _impossible() -> Refusal:
    return Refusal(
        _("This mailbox cannot be moved to that state."),
        fix=_("Reload the page to see what is possible now."),
    )


def put_state(box: Mailbox, state: BoxState, *, reason: str, decision: str = "", by: Actor) -> None:
    """Move a box to a state in the open operation, with its audit line; part of other acts."""
    if not reason.strip():
        raise _invalid("reason", _("Say why; it stands in the audit log."))
    if state not in MOVES[box.state]:
        raise _impossible()
    before, box.state = box.state, state
    if box.answers_until is not None:
        db.session.execute(delete(AwayNote).where(AwayNote.mailbox_id == box.id))
    box.decided_at = None if by.is_machine else clock.now()
    box.receiver_id = box.receiver_until = box.answers_until = None
    box.closed_at = clock.now() if state is BoxState.CLOSED else None
    facts = {"before": before, "state": state, "reason": reason, "decision": decision.strip()}
    audit.record("mail.box_state", box, by=by, **facts)


@operation
def set_quota(box: Mailbox, mib: int, *, by: Actor) -> None:
    """Say how much may lie in a box (dung lượng)."""
    require(by, Can.KEEP_BOXES, keeper_of(box.agency_id))
    if not LEAST_QUOTA <= mib <= MOST_QUOTA:
        words = _("Enter a number from %(least)s to %(most)s.", least=LEAST_QUOTA, most=MOST_QUOTA)
        raise _invalid("quota", words)
    before, box.quota_bytes = box.quota_bytes, mib * MIB
    is_full = box.used_bytes >= box.quota_bytes
    box.full_since = (box.full_since or clock.now()) if is_full else None
    audit.record("mail.quota_set", box, by=by, before=before, after=box.quota_bytes)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message})
