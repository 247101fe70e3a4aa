"""The verbs of outgoing mail; `post` is the one way to send a message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from mail.events import MailFailed, MailReported, MailSent
from mail.models import LASTS, UNSENT, MailState, OutgoingMail
from mail.policy import Can
from mail.queries.destinations import line_of
from mail.queries.freezes import FROZEN
from mail.queries.outgoing import (
    DOOR,
    by_key,
    checked_address,
    is_inside,
    is_open,
    keeper_of,
    key_of,
    may_go,
    of_agency,
)
from mail.queries.work import waiting_keys
from office import audit, clock, outbox, partitions
from office.config import current_settings
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Refusal
from office.events import publish
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.step_up import require_step_up
from office.units.models import Unit
from office.units.operations import choose

TOPIC = "mail.send"
REPORT = "mail.report"
CLOSED = "closed"
NO_SMARTHOST = "no_smarthost"
BY_HAND = "by_hand"
INFECTED = "infected"
KEPT_BACK = (BY_HAND, FROZEN, INFECTED)
FELL = "5.3.0 this house could not hand the letter over"
LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Attached:
    """A file of the blob store under the name that its receiver sees.

    With a `method` it is a calendar: the letter also shows it as an invitation (iMIP, RFC 6047).
    """

    sha256: str
    name: str
    method: str = ""


@operation
def post(  # noqa: PLR0913 - each fact by its name
    *,
    to: str,
    subject: str,
    text: str,
    attachments: Iterable[Attached] = (),
    key: str,
    agency_id: int | None = None,
    box_id: int | None = None,
    by: Actor,
) -> OutgoingMail:
    """Keep a message to be sent; the same key twice is one message.

    With a box it becomes a letter of that box when it leaves, and answers come there.

    While the door of its agency (that of the actor, unless named) is closed it is held, unless it
    stays in this house.
    """
    require(by, Can.POST, None)
    agency_id = agency_id or by.agency_id
    goes = is_inside(to) or is_open(agency_id)
    state = MailState.QUEUED if goes else MailState.HELD
    row = {
        "uid": new_uid(),
        "agency_id": agency_id,
        "key": key,
        "to": checked_address(to),
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "text": text,
        "attachments": [_kept(one) for one in attachments],
        "state": state,
        "problem": CLOSED if state is MailState.HELD else "",
        "attempts": 0,
        "mailbox_id": box_id,
        "made_at": clock.now(),
    }
    is_new = insert_ignoring(OutgoingMail, _by_column(row))
    kept = db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == key)).one()
    if is_new and state is MailState.QUEUED:
        enqueue(kept)
    return kept


def _kept(one: Attached) -> dict[str, str]:
    file = {"sha256": one.sha256, "name": one.name}
    return file | {"method": one.method} if one.method else file


@operation
def post_ready(to: str, sha256: str, *, key: str, by: Actor) -> None:
    """Queue a letter of the house whose bytes are ready; it leaves by any open door."""
    require(by, Can.CARRY_OUT)
    if by_key(key) is not None:
        return
    state = MailState.QUEUED if is_open(None) else MailState.HELD
    row = OutgoingMail(
        uid=new_uid(),
        key=key,
        to=checked_address(to),
        subject="",
        text="",
        state=state,
        problem=CLOSED if state is MailState.HELD else "",
        made_at=clock.now(),
        sha256=sha256,
        envelope_from=current_settings().mail_from,
    )
    db.session.add(row)
    if state is MailState.QUEUED:
        enqueue(row)


@operation
def withdraw(key: str, *, by: Actor) -> bool:
    """Take a message back that has not left yet; says whether it was still there.

    One that is being handed over at this instant may leave all the same; its row says so then.
    """
    require(by, Can.POST, None)
    found = by_key(key)
    if found is None:
        return False
    db.session.refresh(found, with_for_update=True)
    if found.state not in UNSENT:
        return False
    found.state, found.problem = MailState.WITHDRAWN, ""
    return True


@operation
def retry(key: str, *, by: Actor) -> None:
    """Queue a message again that was given up, by who posted it; a closed door holds it."""
    require(by, Can.POST, None)
    found = by_key(key)
    if found is None or found.state is not MailState.FAILED:
        return
    if may_go(found):
        queue(found)
    else:
        hold(found, CLOSED, by=SYSTEM)


@operation
def open_door(agency: Unit, *, by: Actor) -> None:
    """Let the mail of an agency leave; what was held goes first, but for what people hold back."""
    _move_door(agency, by, is_open=True)
    held = OutgoingMail.state == MailState.HELD, OutgoingMail.problem.not_in(KEPT_BACK)
    rows = select(OutgoingMail).where(of_agency(by), *held).order_by(OutgoingMail.id)
    for mail in db.session.scalars(rows).all():
        queue(mail)


@operation
def close_door(agency: Unit, *, by: Actor) -> None:
    """Hold everything back that has not left yet."""
    _move_door(agency, by, is_open=False)
    db.session.execute(
        update(OutgoingMail)
        .where(of_agency(by), OutgoingMail.state == MailState.QUEUED)
        .values(state=MailState.HELD, problem=CLOSED)
    )


@operation
def send_again(mail: OutgoingMail, *, by: Actor) -> None:
    """Try a message once more that was held or given up (gửi lại)."""
    require(by, Can.KEEP_DOOR, keeper_of(mail))
    if mail.state not in (MailState.HELD, MailState.FAILED):
        raise Refusal(
            _("This message does not wait to be sent again."),
            fix=_("Reload the page to see what is possible now."),
        )
    if not may_go(mail):
        raise Refusal(_("The door for outgoing mail is closed."), fix=_("Open it first."))
    audit.record("mail.sent_again", mail, by=by)
    queue(mail)


@operation
def drop(mail: OutgoingMail, *, by: Actor) -> None:
    """Withdraw a message that has not left, as an administrator."""
    require(by, Can.KEEP_DOOR, keeper_of(mail))
    if not withdraw(mail.key, by=by):
        raise Refusal(_("This message has already left."))
    audit.record("mail.withdrawn", mail, by=by)


@operation
def hold(mail: OutgoingMail, problem: str, *, by: Actor) -> None:
    """Keep a message in the house, saying why."""
    require(by, Can.CARRY_OUT, mail)
    db.session.refresh(mail, with_for_update=True)
    if mail.state not in (MailState.WITHDRAWN, MailState.SENT):
        mail.state, mail.problem = MailState.HELD, problem


def keep_back(wanted: ColumnElement[bool], problem: str, *, by: Actor) -> int:
    """Keep what has not left in the house until a person lets it go; no opened door does.

    That a letter is infected counts for more than why it was kept back before.
    """
    lasting = (INFECTED,) if problem == INFECTED else KEPT_BACK
    at_door = and_(OutgoingMail.state == MailState.HELD, OutgoingMail.problem.not_in(lasting))
    waits = or_(OutgoingMail.state == MailState.QUEUED, at_door)
    rows = select(OutgoingMail).where(waits, wanted).order_by(OutgoingMail.id)
    held = db.session.scalars(
        rows.with_for_update(of=OutgoingMail), execution_options={"populate_existing": True}
    ).all()
    for mail in held:
        mail.state, mail.problem = MailState.HELD, problem
        audit.record("mail.held", mail, by=by, problem=problem)
    return len(held)


@operation
def note_attempt(mail: OutgoingMail, problem: str, *, answer: dict[str, Any], by: Actor) -> None:
    """Count a try that came to nothing, with what the other side said."""
    require(by, Can.CARRY_OUT, mail)
    mail.attempts += 1
    mail.problem, mail.answer = problem[:500], answer


@operation
def wait_for_turn(mail: OutgoingMail, until: datetime, *, by: Actor) -> None:
    """Let a recipient who was tried along with others wait before his own next try."""
    require(by, Can.CARRY_OUT, mail)
    partitions.postpone(key_of(mail), until)


@operation
def tell_late(mail: OutgoingMail, *, by: Actor) -> None:
    """Tell the sender once that a letter is still on its way (RFC 3464, delayed)."""
    require(by, Can.CARRY_OUT, mail)
    if mail.told_late_at is None:
        mail.told_late_at = clock.now()
        _report(mail, "DELAY")
        publish(MailReported(mail.uid, mail.key, "delayed", mail.problem))


@operation
def mark_sent(mail: OutgoingMail, *, answer: dict[str, Any], by: Actor) -> None:
    """Record that the next host has taken a message, and tell whoever posted it."""
    require(by, Can.CARRY_OUT, mail)
    mail.state, mail.problem, mail.sent_at = MailState.SENT, "", clock.now()
    mail.answer = answer
    if not answer.get("reports"):
        _report(mail, "SUCCESS")
    audit.record("mail.sent", mail, by=by, to=mail.to)
    publish(MailSent(mail.uid, mail.key))


@operation
def note_fall(mails: Iterable[OutgoingMail], *, by: Actor) -> None:
    """Put down that a worker fell while it handed messages over: they may arrive twice.

    The second time they bear the same Message-ID.
    """
    require(by, Can.CARRY_OUT)
    for mail in mails:
        audit.record("mail.maybe_twice", mail, by=by, to=mail.to)


@operation
def give_up(mail: OutgoingMail, problem: str, *, by: Actor) -> None:
    """Record that a message cannot be sent, and tell whoever posted it."""
    require(by, Can.CARRY_OUT, mail)
    db.session.refresh(mail, with_for_update=True)
    if mail.state not in (MailState.QUEUED, MailState.HELD):
        return
    mail.state, mail.problem = MailState.FAILED, problem[:500]
    _report(mail, "FAILURE")
    audit.record("mail.failed", mail, by=by, problem=mail.problem)
    publish(MailFailed(mail.uid, mail.key, mail.problem))


def _move_door(agency: Unit, by: Actor, *, is_open: bool) -> None:
    require(by, Can.KEEP_DOOR, agency.id)
    require_step_up(by)
    choose(agency, DOOR, is_open, by=SYSTEM)
    audit.record("mail.door", agency, by=by, is_open=is_open)


def queue(mail: OutgoingMail) -> None:
    """Let a message wait for its turn as if it had just been posted."""
    mail.state, mail.problem, mail.attempts = MailState.QUEUED, "", 0
    mail.expires_at, mail.told_late_at = clock.now() + LASTS, None
    enqueue(mail)


def enqueue(mail: OutgoingMail) -> None:
    """A letter waits in a line to its destination, all its recipients there in the same one."""
    db.session.flush()
    key, lane, line = key_of(mail), outbox.Lane.OUT, line_of(mail)
    outbox.repeat(TOPIC, key=key, lane=lane, partition=line, mail=str(mail.uid))


@operation
def mend_strays(*, by: Actor) -> int:
    """Ask again for messages that wait without work; what its work gave up is given up too.

    A door that closed and opened while a message was looked at may leave one behind.
    """
    require(by, Can.CARRY_OUT)
    queued = select(OutgoingMail).where(OutgoingMail.state == MailState.QUEUED)
    rows = db.session.scalars(queued.order_by(OutgoingMail.id)).all()
    known = waiting_keys(TOPIC)
    strays = [mail for mail in rows if key_of(mail) not in known]
    for mail in strays:
        if outbox.is_dead(key_of(mail)):
            give_up(mail, FELL, by=by)
        else:
            enqueue(mail)
    return len(strays)


def _report(mail: OutgoingMail, wish: str) -> None:
    """Let the sender be told, if he is one of ours and wished it (RFC 3461 4.1)."""
    wishes = mail.options.get("notify") or ["FAILURE", "DELAY"]
    if mail.mailbox_id is not None and wish in wishes and mail.envelope_from:
        tries, uid, lane = _round_of(mail), str(mail.uid), outbox.Lane.MAIL
        key = f"mail.report:{uid}:{wish}{tries}"
        outbox.enqueue(REPORT, key=key, lane=lane, mail=uid, wish=wish, round=tries)


def _round_of(mail: OutgoingMail) -> str:
    """What tells the tries since a letter was last queued from those before."""
    return f":{mail.expires_at:%y%m%d%H%M%S%f}" if mail.expires_at else ""


def _by_column(row: dict[str, Any]) -> dict[str, Any]:
    return {"to_address" if name == "to" else name: value for name, value in row.items()}
