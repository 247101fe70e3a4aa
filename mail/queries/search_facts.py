"""What a search may ask of rows beside its words: who wrote at which unit, under which number."""

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from mail.models import MailAddress, Mailbox, MailFiling, MailItem, MailMessage
from office import clock
from office.db import db
from office.search import fold
from office.units import queries as units
from office.units.models import Tenure, UnitVersion
from office.units.queries import held_at


def is_from_unit(text: str) -> ColumnElement[bool]:
    """Written from a box of a unit or of whoever works in it or below it; by name or symbol."""
    ids = sorted({below for one in _called(text) for below in units.subtree_ids(one)})
    at_desks = units.desks_in(ids).subquery()
    people = select(Tenure.person_id).where(Tenure.unit_id.in_(ids), held_at(Tenure, clock.now()))
    boxes = select(Mailbox.id).where(
        or_(Mailbox.desk_id.in_(select(at_desks.c.id)), Mailbox.person_id.in_(people))
    )
    sender = func.lower(MailMessage.sender_address)
    return or_(
        sender.in_(select(MailAddress.folded).where(MailAddress.mailbox_id.in_(boxes))),
        sender.in_(select(func.lower(MailAddress.shown)).where(MailAddress.mailbox_id.in_(boxes))),
    )


def _called(text: str) -> list[int]:
    """The units of today whose name has these words, or whose symbol they are."""
    sought, today = " ".join(fold(text).split()), clock.today()
    rows: Select[int, str, str, str] = select(
        UnitVersion.unit_id, UnitVersion.name, UnitVersion.short_name, UnitVersion.symbol
    ).where(
        UnitVersion.valid_from <= today,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > today),
    )
    return [
        unit_id
        for unit_id, name, short, symbol in db.session.execute(rows)
        if sought and (sought in fold(f"{name} {short}") or sought == fold(symbol))
    ]


def bears_number(number: str) -> ColumnElement[bool]:
    """Registered under a number from this box, or sent with it as its subject begins."""
    filed = exists().where(
        MailFiling.message_id == MailItem.message_id,
        MailFiling.mailbox_id == MailItem.mailbox_id,
        MailFiling.label == number,
        MailFiling.undone_at.is_(None),
    )
    return or_(filed, MailMessage.subject.icontains(number, autoescape=True))
