"""Finding messages, and whether the door is open."""

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from mail.models import MailState, OutgoingMail
from mail.queries.addresses import is_ours
from mail.wire.names import domain_of
from office import fetch
from office.config import current_settings
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import AgencySetting
from office.units.settings import settings_of

DOOR = "mail_is_open"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_open(agency_id: int | None) -> bool:
    """Whether mail of an agency may leave; what is of no agency leaves by any open door."""
    if agency_id is not None:
        return settings_of(units.successor_of(agency_id)).mail_is_open
    rows = db.session.scalars(select(AgencySetting.value).where(AgencySetting.name == DOOR))
    return any(value["value"] for value in rows)


def is_inside(address: str) -> bool:
    """Whether an address is of a domain of this house: such mail leaves by no door."""
    domain = domain_of(address)
    return bool(domain) and is_ours(domain)


def may_go(mail: OutgoingMail) -> bool:
    """Whether a message may be brought on its way now."""
    return is_inside(mail.to) or is_open(mail.agency_id)


def keeper_of(mail: OutgoingMail) -> int | None:
    """The agency whose administrators decide on a message by now; None where all of them do."""
    return mail.agency_id and units.successor_of(mail.agency_id)


def smarthost() -> tuple[str, int] | None:
    """Host and port of the configured smarthost."""
    host, _colon, port = current_settings().smarthost.rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdigit() else None


def destination(address: str) -> str:
    """Letters of one destination share a line: the smarthost, or the domain of the address."""
    return "" if smarthost() else domain_of(address)


@fetch.allows("mail")
def mail_hosts() -> list[tuple[str, int]]:
    """The one host that takes our mail."""
    found = smarthost()
    return [found] if found else []


def of_agency(actor: Actor) -> ColumnElement[bool]:
    """The messages that the door of the actor's agency lets out."""
    mine = OutgoingMail.agency_id.in_(units.lineage(actor.agency_id) if actor.agency_id else ())
    return or_(mine, OutgoingMail.agency_id.is_(None))


def outgoing(actor: Actor, states: Iterable[MailState] = ()) -> Select[OutgoingMail]:
    """The messages of the actor's agency, newest first."""
    found = select(OutgoingMail).where(of_agency(actor)).order_by(OutgoingMail.id.desc())
    chosen = tuple(states)
    return found.where(OutgoingMail.state.in_(chosen)) if chosen else found


def mail_by_uid(uid: UUID, actor: Actor) -> OutgoingMail:
    """One message of the actor's agency."""
    found = db.session.scalars(outgoing(actor).where(OutgoingMail.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such message."))
    return found


def by_key(key: str) -> OutgoingMail | None:
    """The message that was posted under a key."""
    return db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == key)).first()


def handed_over(message_id: int, box_id: int) -> list[str]:
    """The addresses outside that a letter of a box has reached: other servers have taken it."""
    rows = select(OutgoingMail.to).where(
        OutgoingMail.message_id == message_id,
        OutgoingMail.mailbox_id == box_id,
        OutgoingMail.state == MailState.SENT,
    )
    reached = db.session.scalars(rows.order_by(OutgoingMail.id))
    return [one for one in dict.fromkeys(reached) if not is_inside(one)]


def is_address(text: str) -> bool:
    """Whether a server would take mail for it."""
    return len(text) <= 254 and ADDRESS.fullmatch(text) is not None


def checked_address(text: str) -> str:
    """The address as it is written to; refuses what no server would take."""
    address = text.strip()
    if not is_address(address):
        message = _("“%(address)s” is not a mail address.", address=address[:100])
        raise Invalid(message, fields={"to": message})
    return address


def key_of(mail: OutgoingMail) -> str:
    """The key of the work that sends a message."""
    return f"mail:{mail.uid}"
