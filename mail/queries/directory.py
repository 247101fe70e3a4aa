"""What the directory says: of a writer in his signatures, of all who have an address."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, select

from mail.letters.address_book import Listed
from mail.models import AddressKind, BoxKind, BoxState, MailAddress, Mailbox, MailDomain, rules_of
from mail.queries.addresses import is_proved
from mail.queries.boxes import OpenBox, address_of
from office import clock
from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Tenure
from office.units.queries import held_at

FIELD = re.compile(r"\{(name|title|unit|agency|address|email)\}")


def filled(text: str, opened: OpenBox, actor: Actor) -> str:
    """A text with the words of the directory; what it does not know stays as it was written."""
    known = _known(opened, actor)
    return FIELD.sub(lambda found: known[found[1]](), text)


def _known(opened: OpenBox, actor: Actor) -> Mapping[str, Callable[[], str]]:
    return {
        "name": lambda: actor.name,
        "title": lambda: actor.title,
        "unit": lambda: _named(actor.unit_id),
        "agency": lambda: _named(actor.agency_id),
        "address": lambda: address_of(opened.box),
        "email": lambda: address_of(opened.box),
    }


def _named(unit_id: int | None) -> str:
    return units.name_of(unit_id) if unit_id else ""


# ------------------------------------------------------------------ what is known to all


def listed_in(domain: MailDomain) -> list[Listed]:
    """Who has an open box with an address in a domain: people and functions by their names."""
    rows = db.session.execute(
        _of(domain)
        .with_only_columns(Mailbox.name, MailAddress.shown, Mailbox.person_id, Mailbox.desk_id)
        .order_by(Mailbox.kind.desc(), Mailbox.name, Mailbox.id)
    ).all()
    agency = _named(units.successor_of(domain.agency_id))
    posts, places = _posts(domain), _places(domain)
    found = []
    for name, address, person_id, desk_id in rows:
        title, unit_id = posts.get(person_id, ("", None)) if person_id else ("", None)
        unit = _named(unit_id or places.get(desk_id))
        found.append(Listed(name, address, title, "" if unit == agency else unit, agency))
    return found


def published(name: str) -> MailDomain | None:
    """The domain whose agency lets everybody have its address book."""
    wanted = select(MailDomain).where(MailDomain.name == name, is_proved())
    found = db.session.scalars(wanted).first()
    return found if found is not None and rules_of(found).publishes_directory else None


def _of(domain: MailDomain) -> Select[Any]:
    return (
        select(Mailbox)
        .join(MailAddress, MailAddress.mailbox_id == Mailbox.id)
        .where(
            MailAddress.domain_id == domain.id,
            MailAddress.kind == AddressKind.PRIMARY,
            Mailbox.state == BoxState.ACTIVE,
            Mailbox.kind != BoxKind.SYSTEM,
        )
    )


def _posts(domain: MailDomain) -> dict[int | None, tuple[str, int]]:
    """The title and the unit of each person's longest-held post."""
    people = _of(domain).with_only_columns(Mailbox.person_id)
    rows = db.session.execute(
        select(Tenure.person_id, Tenure.title, Tenure.unit_id)
        .where(Tenure.person_id.in_(people), held_at(Tenure, clock.now()))
        .order_by(Tenure.valid_from.desc(), Tenure.id.desc())
    )
    return {person: (title, unit) for person, title, unit in rows}


def _places(domain: MailDomain) -> dict[int | None, int]:
    """The unit in which the desk of each function stands."""
    desks = _of(domain).with_only_columns(Mailbox.desk_id)
    rows = db.session.execute(
        select(Tenure.desk_id, Tenure.unit_id).where(
            Tenure.desk_id.in_(desks), Tenure.person_id.is_(None), held_at(Tenure, clock.now())
        )
    )
    return dict(rows.all())
