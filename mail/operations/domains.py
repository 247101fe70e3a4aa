"""Domains: opened by one agency, ours once proved, closed when no address leads anywhere in it."""

import secrets

from sqlalchemy import ColumnElement, and_, delete, or_, select

from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    MailAddress,
    Mailbox,
    MailDomain,
    MailWish,
    WishKind,
)
from mail.operations.boxes import keeper_of, put_state
from mail.operations.keys import ask_dns, retire_all
from mail.operations.reserving import RESERVED
from mail.operations.wishing import Wish, lay_wish
from mail.policy import Can
from mail.queries.domains import is_without_dns
from mail.wire import names
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.step_up import require_step_up
from office.units import queries as units
from office.units.models import Unit

INSTALLATION = "the installation"
LEAST_LABELS = 2


@operation
def open_domain(agency: Unit, name: str, *, by: Actor) -> MailDomain:
    """Take a mail domain (tên miền thư) into the house; one domain belongs to one agency.

    What an administrator opens takes no mail before it is proved that the agency has it.
    """
    require(by, Can.KEEP_BOXES, agency.id)
    require_step_up(by)
    folded = _checked(name, agency)
    domain = _closed_before(folded) or MailDomain(name=folded, shown=names.to_unicode(folded))
    domain.agency_id, domain.opened_at, domain.closed_at = agency.id, clock.now(), None
    domain.token, domain.proved_at = secrets.token_hex(16), None
    domain.seen, domain.seen_at, domain.rules = {}, None, {}
    db.session.add(domain)
    db.session.flush()
    audit.record("mail.domain_opened", domain, by=by, name=domain.shown)
    if by.is_machine:
        prove_domain(domain, how=INSTALLATION, by=by)
    else:
        ask_dns(domain, by=by)
    return domain


def _checked(name: str, agency: Unit) -> str:
    folded = names.to_ascii(name)
    labels = folded.split(".")
    if len(labels) < LEAST_LABELS:
        raise _invalid("name", _("Write the whole domain, such as snv.lamgiang.example."))
    above = [".".join(labels[at:]) for at in range(len(labels))]
    wanted = select(MailDomain).where(MailDomain.name.in_(above), MailDomain.closed_at.is_(None))
    for held in db.session.scalars(wanted):
        if held.name == folded:
            raise _invalid("name", _("This domain is kept in this installation already."))
        if keeper_of(held.agency_id) != keeper_of(agency.id):
            keeper = units.name_of(keeper_of(held.agency_id))
            told = _("%(parent)s is kept by %(agency)s.", parent=held.shown, agency=keeper)
            raise _invalid("name", told)
    return folded


def _closed_before(folded: str) -> MailDomain | None:
    """Its old addresses stay reserved, whoever opens it again."""
    return db.session.scalars(select(MailDomain).where(MailDomain.name == folded)).first()


@operation
def prove_domain(domain: MailDomain, *, how: str, by: Actor) -> None:
    """Keep a domain as ours from now on: DNS showed our text, or two persons answer for it."""
    require(by, Can.CARRY_OUT, domain)
    if domain.proved_at is None and domain.closed_at is None:
        domain.proved_at = clock.now()
        audit.record("mail.domain_proved", domain, by=by, name=domain.shown, how=how)


@operation
def ask_proof(domain: MailDomain, *, reason: str, by: Actor) -> MailWish:
    """Ask a second person to answer for a domain that DNS can say nothing of."""
    agency_id = keeper_of(domain.agency_id)
    require(by, Can.KEEP_BOXES, agency_id)
    if domain.proved_at is not None:
        raise Refusal(_("This domain is proved already."))
    if not is_without_dns(domain):
        raise Refusal(
            _("DNS can prove this domain."),
            fix=_("Publish the text of the page “Keys and DNS”, then look in DNS again."),
        )
    wish = Wish(kind=WishKind.DOMAIN, agency_id=agency_id, reason=reason, domain=domain)
    return lay_wish(wish, by=by)


@operation
def close_domain(domain: MailDomain, *, reason: str, by: Actor) -> None:
    """Keep a domain no longer (đóng tên miền); its addresses are given to nobody else ever.

    Its keys sign no more; whoever opens it again begins without them and with the usual rules.
    """
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    require_step_up(by)
    if not reason.strip():
        raise _invalid("reason", _("Say why; it stands in the audit log."))
    used = _used_in(domain)
    if used:
        raise Refusal(
            _("Addresses of this domain are in use: %(addresses)s.", addresses=", ".join(used)),
            fix=_("Give their mailboxes others, end these, and close its lists first."),
        )
    for box in _boxes_of_the_house(domain):
        put_state(box, BoxState.CLOSED, reason=reason, by=by)
    db.session.execute(delete(MailAddress).where(_is_reserved(domain)))
    domain.closed_at = clock.now()
    retire_all(domain, by=by)
    audit.record("mail.domain_closed", domain, by=by, name=domain.shown, reason=reason.strip())


def _used_in(domain: MailDomain) -> list[str]:
    """The first addresses that still lead somewhere, but for those of its keepers."""
    mine = select(MailAddress.shown).where(
        MailAddress.domain_id == domain.id,
        MailAddress.kind != AddressKind.TOMBSTONE,
        ~_is_reserved(domain),
    )
    return list(db.session.scalars(mine.order_by(MailAddress.id).limit(5)))


def _boxes_of_the_house(domain: MailDomain) -> list[Mailbox]:
    """The open boxes in a domain that are nobody's: noreply@."""
    mine = select(Mailbox).join(MailAddress, MailAddress.mailbox_id == Mailbox.id)
    wanted = mine.where(MailAddress.domain_id == domain.id, Mailbox.kind == BoxKind.SYSTEM)
    return list(db.session.scalars(wanted.where(Mailbox.state == BoxState.ACTIVE)))


def _is_reserved(domain: MailDomain) -> ColumnElement[bool]:
    """The condition of the addresses that every domain has by itself, as soon as it is opened."""
    words = [f"{local}@{domain.name}" for local in RESERVED]
    of_keepers = and_(MailAddress.folded.in_(words), MailAddress.list_id.is_not(None))
    houses = select(Mailbox.id).where(Mailbox.kind == BoxKind.SYSTEM)
    is_reserved = or_(of_keepers, MailAddress.mailbox_id.in_(houses))
    return and_(MailAddress.domain_id == domain.id, is_reserved)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message})
