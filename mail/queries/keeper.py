"""What an administrator sees of the mail of his agency: boxes, addresses, lists; no content."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from mail.models import (
    BoxState,
    MailAddress,
    Mailbox,
    MailItem,
    MailList,
    MailMessage,
)
from mail.queries.boxes import of_agency
from mail.wire import names
from mail.wire.names import BadName
from office import clock
from office.accounts.models import Account, Person
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor
from office.search import fold
from office.units import queries as units
from office.units.models import Desk, Tenure
from office.units.queries import held_at


def boxes(actor: Actor, *, states: Sequence[BoxState] = (), words: str = "") -> Select[Mailbox]:
    """The boxes of the actor's agency by their names; `words` is a part of an address or name."""
    found = select(Mailbox).where(of_agency(actor.agency_id)).order_by(Mailbox.id)
    if states:
        found = found.where(Mailbox.state.in_(states))
    if plain := fold(words.strip()):
        known = select(MailAddress.mailbox_id).where(
            MailAddress.folded.contains(plain, autoescape=True)
        )
        people = select(Person.id).where(Person.folded_name.contains(plain, autoescape=True))
        named = Mailbox.name.icontains(words.strip(), autoescape=True)
        found = found.where(or_(Mailbox.id.in_(known), Mailbox.person_id.in_(people), named))
    return found


def counts_by_state(actor: Actor) -> dict[BoxState, int]:
    """How many boxes of the agency stand in each state."""
    mine = of_agency(actor.agency_id)
    rows = select(Mailbox.state, func.count()).where(mine).group_by(Mailbox.state)
    return dict(db.session.execute(rows).all())


def last_mail(box_ids: Sequence[int]) -> dict[int, datetime]:
    """When the last message was laid into each box."""
    rows = db.session.execute(
        select(MailItem.mailbox_id, func.max(MailItem.placed_at))
        .where(MailItem.mailbox_id.in_(box_ids))
        .group_by(MailItem.mailbox_id)
    )
    return dict(rows.all())


def box_at(address: str, actor: Actor) -> Mailbox:
    """The box of the actor's agency that an address leads or led to."""
    told = _("No mailbox of this agency has that address.")
    try:
        folded = names.folded(address)
    except BadName:
        raise Invalid(told, fields={"address": told}) from None
    wanted = (
        select(Mailbox)
        .join(MailAddress, MailAddress.mailbox_id == Mailbox.id)
        .where(MailAddress.folded == folded, of_agency(actor.agency_id))
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise Invalid(told, fields={"address": told})
    return found


def box_of_person(address: str, actor: Actor) -> Mailbox:
    """The same, where the address of an official is asked for."""
    try:
        return box_at(address, actor)
    except Invalid as fault:
        raise Invalid(str(fault), fields={"person": str(fault)}) from None


def address_in(box: Mailbox, uid: UUID) -> MailAddress:
    """One address of a box."""
    mine = select(MailAddress).where(MailAddress.mailbox_id == box.id, MailAddress.uid == uid)
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound(_("There is no such address."))
    return found


def colleagues(agency_id: int | None) -> list[tuple[Person, str]]:
    """Who works in an agency and has an account, with the unit of the first post, by name."""
    rows = db.session.execute(
        select(Person, Tenure.unit_id)
        .join(Tenure, Tenure.person_id == Person.id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Desk.agency_id == agency_id,
            held_at(Tenure, clock.now()),
            Account.disabled_at.is_(None),
        )
        .order_by(Person.folded_name, Tenure.id)
    )
    found = {person.id: (person, units.name_of(unit_id)) for person, unit_id in rows}
    return list(found.values())


def person_by_uid(uid: UUID) -> Person:
    """Somebody chosen in a form."""
    found = db.session.scalars(select(Person).where(Person.uid == uid)).first()
    if found is None:
        told = _("Choose one.")
        raise Invalid(told, fields={"person": told})
    return found


def names_of(ids: Collection[int]) -> dict[int, str]:
    """The names of people by their numbers."""
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(ids)))
    return dict(rows.all())


def item_of(message_id: str, actor: Actor) -> MailItem:
    """Where a message lies in the actor's agency, by its Message-ID."""
    bare = message_id.strip()
    named = {bare, f"<{bare.strip('<>')}>", bare.strip("<>")}
    wanted = (
        select(MailItem)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .join(Mailbox, Mailbox.id == MailItem.mailbox_id)
        .where(MailMessage.message_id.in_(named), of_agency(actor.agency_id))
    )
    found = db.session.scalars(wanted.order_by(MailItem.id)).first()
    if found is None:
        told = _("No message with this Message-ID lies in a mailbox of the agency.")
        raise Invalid(told, fields={"message": told})
    return found


# -------------------------------------------------------------------------------- lists


def lists_of(actor: Actor) -> Sequence[MailList]:
    """The lists of the actor's agency and of those whose place it took, open ones first."""
    mine = MailList.agency_id.in_(units.lineage(actor.agency_id) if actor.agency_id else ())
    rows = select(MailList).where(mine)
    return db.session.scalars(rows.order_by(MailList.closed_at.is_not(None), MailList.name)).all()


def list_by_uid(uid: UUID, actor: Actor) -> MailList:
    """One list of the actor's agency."""
    found = next((one for one in lists_of(actor) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


def list_addresses(list_ids: Sequence[int]) -> dict[int, str]:
    """The address of each list."""
    rows = db.session.execute(
        select(MailAddress.list_id, MailAddress.shown).where(MailAddress.list_id.in_(list_ids))
    )
    return {list_id: shown for list_id, shown in rows if list_id is not None}


def by_ids(ids: Collection[int]) -> Select[Mailbox]:
    """Boxes by their numbers."""
    return select(Mailbox).where(Mailbox.id.in_(ids))
