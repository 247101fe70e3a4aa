"""Hands letters over; at least once, and a repeat bears the same Message-ID.

One job for each recipient, but one transaction for all recipients of a letter at the same
destination: their jobs stand in one partition, and the first takes the others along. The letters
of a partition go one behind the other on the same connection.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.jobs import ways
from mail.jobs.open_lines import borrowed
from mail.jobs.telling import kept_from
from mail.letters.compose import (
    Attached,
    Automatic,
    Invitation,
    Outline,
    compose,
    message_id,
)
from mail.letters.heading import Person
from mail.models import Mailbox, MailState, OutgoingMail
from mail.operations import CLOSED, NO_SMARTHOST, TOPIC
from mail.queries.addresses import noreply_beside
from mail.queries.work import has_fallen, in_line_with
from mail.wire import dkim
from mail.wire.hops import Delivery, Letter, Outcome, Said, Wanted
from mail.wire.names import domain_of
from mail.wire.route import NoRoute, Route
from mail.wire.tls_reports import seen_in
from office import blobs, clock, outbox
from office.config import current_settings
from office.db import db
from office.later import Later
from office.outbox import GiveUp, delivers, every
from office.permissions import SYSTEM
from office.ui.markdown import markdown

outbox.RETRIES[TOPIC] = outbox.Retry(
    limit=60, first=timedelta(minutes=1), longest=timedelta(hours=4)
)
MOST_AT_ONCE = 100
CALENDAR_FILE = "application/ics"
STRAYS_EVERY = 900.0


class NotYet(Exception):
    """The other side asks to be tried again later."""


@delivers(TOPIC)
def send(body: dict[str, Any]) -> None:
    """Send one message, unless it was held or withdrawn in the meantime."""
    found = select(OutgoingMail).where(OutgoingMail.uid == UUID(body["mail"]))
    mail = db.session.scalars(found).one()
    _look_back(mail)
    if mail.state is not MailState.QUEUED:
        return
    if queries.is_inside(mail.to) and _has_sender(mail):
        _lay_inside(mail)
        return
    hindrance = _hindrance(mail)
    if hindrance:
        operations.hold(mail, hindrance, by=SYSTEM)
        return
    place = queries.destination(mail.to)
    until = operations.ask_line(mail, place, by=SYSTEM)
    if until is not None:
        raise Later(until)
    try:
        outcomes = _hand_over(mail, place)
    except Exception:
        db.session.rollback()
        operations.wake([place], by=SYSTEM)
        operations.step_aside([mail], by=SYSTEM)
        raise
    _conclude(mail, outcomes[mail.id])


def _hand_over(mail: OutgoingMail, place: str) -> dict[int, Outcome]:
    """Give the letter to its recipients at the destination, page by page while it takes some."""
    if mail.mailbox_id is not None and not mail.sha256:
        make_letter(mail)
    begun = clock.now()
    outcomes: dict[int, Outcome] = {}
    closing: Said | None = None
    page = [mail, *_companions(mail, after=0)]
    while page:
        delivery = _delivery_of(page)
        given = {one.id: _note(one, delivery.said[one.to]) for one in page}
        outcomes |= given
        closing = delivery.closing
        if closing is not None:
            _rest(place, closing, begun)
        else:
            operations.note_reached(place, by=SYSTEM)
        is_over = closing is not None or set(given.values()) == {Outcome.LATER}
        page = [] if is_over else _companions(mail, after=page[-1].id)
    _put_off(mail, outcomes, is_vain=closing is not None)
    return outcomes


def _rest(place: str, said: Said, begun: datetime) -> None:
    """Who was not tried bears what was said of the whole destination, never of one recipient."""
    answer = _answer_of(said)
    operations.note_unreached(place, said.status, answer=answer, since=begun, by=SYSTEM)


def _look_back(mail: OutgoingMail) -> None:
    """Who waits behind a worker that fell may have the letter already, and gets it again."""
    if has_fallen(queries.key_of(mail)):
        together = (mail, *_companions(mail, after=0))
        waiting = [one for one in together if one.state is MailState.QUEUED]
        operations.note_fall(waiting, by=SYSTEM)
        operations.step_aside(together, by=SYSTEM)
        operations.wake([queries.destination(mail.to)], by=SYSTEM)


def _has_sender(mail: OutgoingMail) -> bool:
    """A notice of the house bears the address of its domain, or the one that the operator chose."""
    is_known = bool(current_settings().mail_from) or noreply_beside(mail.to) is not None
    return mail.mailbox_id is not None or is_known


def _lay_inside(mail: OutgoingMail) -> None:
    """What is written to a box of ours goes neither by the door nor by other hosts."""
    if mail.mailbox_id is not None and not mail.sha256:
        make_letter(mail)
    if mail.message_id is not None:
        operations.lay_inside(mail, by=SYSTEM)
    else:
        operations.write_inside(mail, blobs.put(_notice(mail)), by=SYSTEM)


@every(name="mail.strays", seconds=STRAYS_EVERY)
def look_for_strays(_body: dict[str, Any]) -> None:
    """No message waits for ever because its work was lost."""
    operations.mend_strays(by=SYSTEM)


def _put_off(mail: OutgoingMail, outcomes: dict[int, Outcome], *, is_vain: bool) -> None:
    """Who was put off waits for his own next try; where others are taken, in nobody's way."""
    later = [one_id for one_id, outcome in outcomes.items() if outcome is Outcome.LATER]
    mails = [db.session.get_one(OutgoingMail, one_id) for one_id in later]
    for one in mails:
        if one.id != mail.id:
            operations.wait_for_turn(one, _next_try(one), by=SYSTEM)
    if not is_vain:
        operations.step_aside(mails, by=SYSTEM)


def _hindrance(mail: OutgoingMail) -> str:
    if not queries.is_open(mail.agency_id):
        return CLOSED
    return "" if ways.is_set_up() else NO_SMARTHOST


def _companions(mail: OutgoingMail, *, after: int) -> list[OutgoingMail]:
    """The next others who wait for the same letter at the same destination.

    Only those in the same line: what waits in another may be under way there.
    """
    if mail.message_id is None:
        return []
    waiting = select(OutgoingMail).where(
        OutgoingMail.message_id == mail.message_id,
        OutgoingMail.sha256 == mail.sha256,
        OutgoingMail.state == MailState.QUEUED,
        OutgoingMail.id != mail.id,
        OutgoingMail.id > after,
    )
    place = queries.destination(mail.to)
    rows = db.session.scalars(waiting.order_by(OutgoingMail.id)).all()
    mine = [one for one in rows if queries.destination(one.to) == place]
    line = in_line_with(queries.key_of(mail), {queries.key_of(one) for one in mine})
    return list(islice((one for one in mine if queries.key_of(one) in line), MOST_AT_ONCE - 1))


def _delivery_of(together: list[OutgoingMail]) -> Delivery:
    """What the other side, or nobody, said to each recipient."""
    mail = together[0]
    letter = _letter(mail, together)
    try:
        found = ways.route_to(domain_of(mail.to))
    except NoRoute as fault:
        said = {one.address: fault.said for one in letter.recipients}
        return Delivery(letter, said, is_reached=False)
    with borrowed(queries.line_of(mail) or "", found) as talk:
        delivery = talk.give(letter)
    _count(found, delivery)
    return delivery


def _letter(mail: OutgoingMail, together: list[OutgoingMail]) -> Letter:
    options = mail.options
    return Letter(
        sender=mail.envelope_from if mail.sha256 else current_settings().mail_from,
        recipients=tuple(_wanted(one) for one in together),
        data=_signed(bytes_of(mail), mail),
        returned=options.get("ret", ""),
        envelope_id=options.get("envid", ""),
    )


def _wanted(mail: OutgoingMail) -> Wanted:
    return Wanted(mail.to, tuple(mail.options.get("notify", ())), mail.options.get("orcpt", ""))


def _count(found: Route, delivery: Delivery) -> None:
    counts = seen_in(found, delivery)
    if counts:
        operations.count_lines(counts, by=SYSTEM)


# -------------------------------------------------------------------------- what came of it


def _conclude(mail: OutgoingMail, outcome: Outcome) -> None:
    """What the server refuses for good, and what was tried often enough, is given up."""
    if outcome is Outcome.REFUSED:
        raise GiveUp(mail.problem)
    if outcome is Outcome.LATER:
        raise NotYet(mail.problem)


def _note(mail: OutgoingMail, said: Said) -> Outcome:
    answer = _answer_of(said)
    if said.outcome is Outcome.TAKEN:
        operations.mark_sent(mail, answer=answer | {"reports": said.reports}, by=SYSTEM)
        return Outcome.TAKEN
    operations.note_attempt(mail, said.status, answer=answer, by=SYSTEM)
    is_over = clock.now() >= mail.ends_at
    is_over = is_over or mail.attempts >= outbox.retry_of(TOPIC).limit
    if said.outcome is Outcome.REFUSED or is_over:
        operations.give_up(mail, said.status, by=SYSTEM)
        return Outcome.REFUSED
    if clock.now() - mail.made_at >= operations.LATE:
        operations.tell_late(mail, by=SYSTEM)
    return Outcome.LATER


def _answer_of(said: Said) -> dict[str, Any]:
    return {"code": said.code, "status": said.enhanced, "host": said.host, "tls": said.tls}


def _next_try(mail: OutgoingMail) -> datetime:
    return clock.now() + outbox.back_off(outbox.retry_of(TOPIC), max(1, mail.attempts))


# ------------------------------------------------------------------------------ the bytes


def _notice(mail: OutgoingMail) -> bytes:
    """What the house tells its own people, in the name of the domain in which they are told."""
    box = noreply_beside(mail.to)
    if mail.sha256 or box is None:
        return bytes_of(mail)
    return message_of(mail, Person(queries.address_of(box), box.name))


def bytes_of(mail: OutgoingMail) -> bytes:
    """The message as it goes over the wire, before its signature."""
    return blobs.read(mail.sha256) if mail.sha256 else message_of(mail)


def _signed(data: bytes, mail: OutgoingMail) -> bytes:
    """With the signature of the sender's domain where it has a key (DKIM)."""
    key = queries.signing_key(domain_of(_speaks_as(mail)))
    if key is None:
        return data
    return dkim.sign(data, domain=key.domain, selector=key.selector, pem=key.pem)


def _speaks_as(mail: OutgoingMail) -> str:
    """The address in From: a receipt and an answer of absence have none in their envelope."""
    if mail.envelope_from:
        return mail.envelope_from
    if mail.mailbox_id is not None:
        return queries.address_of(db.session.get_one(Mailbox, mail.mailbox_id))
    return current_settings().mail_from


def message_of(
    mail: OutgoingMail, sender: Person | None = None, automatic: Automatic = Automatic.MADE
) -> bytes:
    """A notice of the house as a message, or what a box posts."""
    sender = sender or Person(current_settings().mail_from)
    files = tuple(_file(one) for one in mail.attachments)
    calendar = _calendar(mail)
    return compose(
        Outline(
            sender=sender,
            to=(Person(mail.to),),
            subject=mail.subject,
            text=mail.text,
            message_id=message_id(str(mail.uid), domain_of(sender.address)),
            date=mail.made_at,
            html=str(markdown(mail.text)) if calendar else "",
            invitation=calendar,
            attachments=files,
            automatic=automatic,
        )
    )


def _file(told: dict[str, str]) -> Attached:
    kind = CALENDAR_FILE if told.get("method") else ""
    return Attached(told["name"], blobs.read(told["sha256"]), kind)


def _calendar(mail: OutgoingMail) -> Invitation | None:
    """The same calendar as the file, where programs look for it: beside the text."""
    told = next((one for one in mail.attachments if one.get("method")), None)
    return Invitation(told["method"], blobs.read(told["sha256"]).decode()) if told else None


def make_letter(mail: OutgoingMail) -> None:
    """What was posted for a box is written as its letter, once, whatever becomes of it later."""
    box = db.session.get_one(Mailbox, mail.mailbox_id)
    sender = Person(queries.address_of(box) or current_settings().mail_from, box.name)
    stored = blobs.put(message_of(mail, sender, Automatic.NO))
    kept = kept_from(stored, at=clock.now())
    kept = replace(kept, envelope_from=sender.address)
    operations.become_letter(mail, kept, by=SYSTEM)
