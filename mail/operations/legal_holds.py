"""Legal holds (lưu giữ theo yêu cầu): what they cover is neither purged nor blanked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, literal, select

from mail.models import Mailbox, MailHeld, MailHold, MailItem
from mail.policy import Can
from mail.queries.searching import Wanted, read_question, sought
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@dataclass(frozen=True)
class Grounds:
    """Why mail is held, and by which decision."""

    reason: str
    decision: str


@operation
def place_hold(box: Mailbox, *, reason: str, decision: str, by: Actor) -> MailHold:
    """Hold everything that lies in a box or will come into it."""
    facts = {"mailbox_id": box.id}
    return _place(box.agency_id, Grounds(reason, decision), facts, {"box": box.uid}, by)


@operation
def hold_thread(item: MailItem, *, reason: str, decision: str, by: Actor) -> MailHold:
    """Hold one conversation wherever it lies in the house."""
    box = db.session.get_one(Mailbox, item.mailbox_id)
    facts = {"thread_id": item.thread_id}
    return _place(box.agency_id, Grounds(reason, decision), facts, {"box": box.uid}, by)


@operation
def hold_person(box: Mailbox, *, reason: str, decision: str, by: Actor) -> MailHold:
    """Hold the mail of the official to whom a box belongs: his boxes, and what he sent for others.

    It goes with him: a box that he gets elsewhere later is held too.
    """
    if box.person_id is None:
        message = _("This mailbox belongs to a function; name the mailbox of an official.")
        raise Invalid(message, fields={"person": message})
    facts = {"person_id": box.person_id}
    return _place(box.agency_id, Grounds(reason, decision), facts, {"box": box.uid}, by)


@operation
def hold_found(question: str, *, reason: str, decision: str, by: Actor) -> tuple[MailHold, int]:
    """Hold what a search finds now in every box of the agency; nobody is shown what it is."""
    wanted = read_question(question)
    if wanted == Wanted() or wanted.is_unread:
        message = _("Name words or senders or days that all readers would find alike.")
        raise Invalid(message, fields={"search": message})
    facts = {"question": question.strip()}
    hold = _place(by.agency_id, Grounds(reason, decision), facts, facts, by)
    fits = sought(wanted, by.agency_id).subquery()
    rows = select(literal(hold.id), fits.c.message_id)
    db.session.execute(insert(MailHeld).from_select(["hold_id", "message_id"], rows))
    held = select(func.count()).where(MailHeld.hold_id == hold.id)
    count = db.session.scalar(held) or 0
    if not count:
        message = _("Nothing in the mailboxes of the agency fits this search.")
        raise Invalid(message, fields={"search": message})
    audit.record("mail.search_held", hold, by=by, messages=count)
    return hold, count


def _place(
    agency_id: int | None, grounds: Grounds, facts: dict[str, Any], told: dict[str, Any], by: Actor
) -> MailHold:
    keeper = units.successor_of(agency_id) if agency_id else None
    require(by, Can.HOLD, keeper)
    given = {"reason": grounds.reason.strip(), "decision": grounds.decision.strip()}
    faults = {name: _("Enter the reason and the number of the decision.") for name in given}
    missing = {name: words for name, words in faults.items() if not given[name]}
    if missing:
        raise Invalid(next(iter(missing.values())), fields=missing)
    hold = MailHold(agency_id=keeper, placed_by=by.name, placed_at=clock.now(), **(given | facts))
    db.session.add(hold)
    db.session.flush()
    audit.record("mail.hold_placed", hold, by=by, **told, **given)
    return hold


@operation
def release_hold(hold: MailHold, *, reason: str, by: Actor) -> None:
    """Let go what a hold covered; from the next purge on it goes by the rules."""
    require(by, Can.HOLD, units.successor_of(hold.agency_id))
    if hold.released_at is not None:
        raise Refusal(_("This hold was released already."))
    if not reason.strip():
        told = _("Say why; it stands in the audit log.")
        raise Invalid(told, fields={"reason": told})
    hold.released_at = clock.now()
    audit.record("mail.hold_released", hold, by=by, reason=reason.strip())
