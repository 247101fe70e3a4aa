"""Reminders: a notice at the desk and, if its holder wants it, a letter to his official address."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from mail import operations as mail
from mail import queries as doors
from office import clock, notices
from office.accounts.models import Account, Reminders
from office.db import db
from office.errors import Invalid
from office.i18n import DEFAULT, _, force_locale
from office.permissions import SYSTEM
from office.units.models import Desk, Tenure
from office.units.queries import held_at


@dataclass(frozen=True)
class Reminder:
    """What a desk is reminded of; `about` is a title that its holder may read in a letter."""

    kind: str
    text: object
    url: str
    key: str
    about: str = ""


def remind_desk(desk_id: int, reminder: Reminder) -> bool:
    """Tell a desk once and write to its holders; says whether it was new. Part of other acts."""
    told = remind_quietly(desk_id, reminder)
    if told:
        write_to_holders(desk_id, reminder)
    return told


def remind_quietly(desk_id: int, reminder: Reminder) -> bool:
    """Tell a desk once, without a letter; part of other acts."""
    return notices.tell(
        desk_id, kind=reminder.kind, text=reminder.text, url=reminder.url, key=reminder.key
    )


def write_to_holders(desk_id: int, reminder: Reminder) -> None:
    """One letter each, in his language, in the queue of mail; part of other acts.

    While no mail leaves the agency none is kept: a reminder of last month helps nobody.
    """
    desk = db.session.get_one(Desk, desk_id)
    if not doors.is_open(desk.agency_id):
        return
    for account in _readers(desk_id):
        with suppress(Invalid), force_locale(account.language or DEFAULT):
            subject = _subject(reminder)
            mail.post(
                to=account.email,
                subject=subject,
                text=_words(subject, reminder.about),
                key=f"reminder:{desk.uid}:{reminder.key}:{account.uid}",
                agency_id=desk.agency_id,
                by=SYSTEM,
            )


def _readers(desk_id: int) -> list[Account]:
    """Who holds the desk himself; a deputy sees the notice, the letter is personal."""
    statement = (
        select(Account)
        .join(Tenure, Tenure.person_id == Account.person_id)
        .where(
            Tenure.desk_id == desk_id,
            held_at(Tenure, clock.now()),
            Account.disabled_at.is_(None),
            Account.email != "",
            Account.reminders == Reminders.MAIL,
        )
        .order_by(Account.id)
    )
    return list(dict.fromkeys(db.session.scalars(statement)))


def _subject(reminder: Reminder) -> str:
    verb, text = notices.verb_for(reminder.kind), str(reminder.text)
    return ": ".join(dict.fromkeys(filter(None, (verb, text))))


def _words(subject: str, about: str) -> str:
    said = "\n".join(filter(None, (subject, about)))
    way = _("Sign in to the office system and open your notices to see it.")
    choice = _("Under “My account” you choose to be reminded by notices alone.")
    return f"{said}\n\n{way}\n{choice}\n"
