"""The queue as its administrator looks through it: states, destinations, senders; no content."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from mail.models import UNSENT, MailAddress, Mailbox, MailMessage, MailState, OutgoingMail
from mail.queries import freezes
from mail.queries.outgoing import of_agency, outgoing
from mail.wire import names
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

MOST_PLACES = 12


@dataclass(frozen=True)
class Sought:
    """What the reader looks for: `words` are of the receiver's address, or a whole Message-ID.

    `frozen` is an address of a box: what its freeze keeps in the house is wanted.
    """

    states: tuple[MailState, ...] = ()
    domain: str = ""
    box: str = ""
    frozen: str = ""
    words: str = ""


@dataclass(frozen=True)
class Place:
    """How letters to one domain stand; `oldest` waits there or is held."""

    domain: str
    waiting: int
    held: int
    failed: int
    oldest: datetime | None

    @property
    def shown(self) -> str:
        """The domain as people read it."""
        return names.to_unicode(self.domain)


def sought(actor: Actor, wanted: Sought) -> Select[OutgoingMail]:
    """The messages of the actor's agency that fit, newest first."""
    found = outgoing(actor, wanted.states)
    if wanted.domain:
        found = found.where(OutgoingMail.domain == plain_domain(wanted.domain))
    if wanted.box:
        found = found.where(OutgoingMail.mailbox_id.in_(_boxes_at(wanted.box)))
    if wanted.frozen:
        found = found.where(_held_by_freeze(wanted.frozen))
    if words := wanted.words.strip():
        named = select(MailMessage.id).where(MailMessage.message_id == f"<{words.strip('<>')}>")
        written = OutgoingMail.to.icontains(words, autoescape=True)
        found = found.where(or_(written, OutgoingMail.message_id.in_(named)))
    return found


def plain_domain(typed: str) -> str:
    """A domain as rows bear it; what is none is sought as it was typed, and found nowhere."""
    try:
        return names.to_ascii(typed.strip().lstrip("@"))
    except names.BadName:
        return typed


def _boxes_at(address: str) -> Select[int | None]:
    """The box that an address leads or led to."""
    try:
        folded = names.folded(address)
    except names.BadName:
        folded = ""
    return select(MailAddress.mailbox_id).where(MailAddress.folded == folded)


def _held_by_freeze(address: str) -> ColumnElement[bool]:
    box = db.session.scalars(select(Mailbox).where(Mailbox.id.in_(_boxes_at(address)))).first()
    return freezes.held_by(box) if box else false()


def counts(actor: Actor) -> dict[MailState, int]:
    """How many messages of the agency stand in each state."""
    rows = select(OutgoingMail.state, func.count()).where(of_agency(actor))
    return dict(db.session.execute(rows.group_by(OutgoingMail.state)).all())


def places(actor: Actor) -> list[Place]:
    """Where most of what has not left wants to go."""
    state, number = OutgoingMail.state, func.count()
    rows = (
        select(
            OutgoingMail.domain,
            number.filter(state == MailState.QUEUED),
            number.filter(state == MailState.HELD),
            number.filter(state == MailState.FAILED),
            func.min(OutgoingMail.made_at).filter(state != MailState.FAILED),
        )
        .where(of_agency(actor), state.in_(UNSENT))
        .group_by(OutgoingMail.domain)
        .order_by(number.desc(), OutgoingMail.domain)
        .limit(MOST_PLACES)
    )
    return [Place(*row) for row in db.session.execute(rows)]


def chosen(actor: Actor, uids: Collection[UUID]) -> Sequence[OutgoingMail]:
    """Those of the agency's messages, the oldest first; none at all is refused."""
    mine = outgoing(actor).where(OutgoingMail.uid.in_(uids)).order_by(None)
    rows = db.session.scalars(mine.order_by(OutgoingMail.id)).all()
    if not rows:
        raise NotFound(_("There is no such message."))
    return rows
