"""From whom an agency takes no mail (chặn thư), and whom it lets in all the same."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from mail.models import MailRefusal, SenderKind
from mail.policy import Can
from mail.queries.addresses import is_ours
from mail.queries.refusals import standing_entry
from mail.wire import names
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

WIDEST = {4: 8, 6: 19}
LONGEST_REASON = 500


@dataclass(frozen=True)
class Stand:
    """What is typed about a sender: an address, a domain or a network, and why."""

    sender: str
    reason: str
    is_allowed: bool = False
    until: datetime | None = None


@operation
def refuse_sender(stand: Stand, *, by: Actor) -> MailRefusal:
    """Take no mail from a sender, or let him in before every refusal, from now on."""
    require(by, Can.KEEP_DOOR, by.agency_id)
    kind, sender = read_sender(stand.sender)
    reason = " ".join(stand.reason.split())[:LONGEST_REASON]
    if not reason:
        raise _invalid("reason", _("Give a reason."))
    if stand.until is not None and stand.until <= clock.now():
        raise _invalid("until", _("This day is over."))
    if standing_entry(units.lineage(by.agency_id or 0), kind, sender) is not None:
        raise _invalid("sender", _("An entry for this sender is in force: end it first."))
    row = MailRefusal(
        agency_id=by.agency_id,
        kind=kind,
        sender=sender,
        is_allowed=stand.is_allowed,
        reason=reason,
        made_by=by.name,
        made_at=clock.now(),
        valid_to=stand.until,
    )
    db.session.add(row)
    db.session.flush()
    facts = {"sender": sender, "is_allowed": stand.is_allowed, "reason": reason}
    audit.record("mail.sender_refused", row, by=by, **facts)
    return row


@operation
def end_refusal(row: MailRefusal, *, by: Actor) -> None:
    """Let an entry hold no longer; its row stays as proof."""
    require(by, Can.KEEP_DOOR, units.successor_of(row.agency_id))
    if row.ended_at is not None:
        raise Refusal(_("This entry has ended already."))
    row.ended_at = clock.now()
    audit.record("mail.sender_refusal_ended", row, by=by, sender=row.sender)


def read_sender(typed: str) -> tuple[SenderKind, str]:
    """What somebody means by what he typed, in the spelling that is compared."""
    text = typed.strip().lower()
    network = _network(text)
    if network is not None:
        return SenderKind.NETWORK, network
    local, at, domain = text.rpartition("@")
    try:
        if at and local:
            found = SenderKind.ADDRESS, names.folded(text)
        else:
            found = SenderKind.DOMAIN, names.to_ascii(domain or text)
    except names.BadName:
        found = SenderKind.DOMAIN, ""
    plain = found[1].rpartition("@")[2]
    if "." not in plain:
        raise _invalid("sender", _("Enter an address, a domain or a network."))
    if is_ours(plain):
        raise _invalid("sender", _("This is our own domain: its rules say who may write from it."))
    return found


def _network(text: str) -> str | None:
    try:
        net = ip_network(text, strict=False)
    except ValueError:
        return None
    if net.is_loopback or net.prefixlen < WIDEST[net.version]:
        raise _invalid("sender", _("This network is too wide, or our own machine."))
    return str(net)


def _invalid(name: str, message: str) -> Invalid:
    return Invalid(message, fields={name: message})
