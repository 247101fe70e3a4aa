"""Mail that was taken in becomes a message in boxes; the same mail again becomes nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mail.events import InvitationAnswered
from mail.models import (
    ArrivalState,
    Folder,
    MailArrival,
    Mailbox,
    MailMessage,
)
from mail.operations.distributing import (
    Course,
    Went,
    distribute,
    tell_writer,
)
from mail.operations.holding import SECRECY, tell_security
from mail.operations.keeping import Kept, Named, keep_message
from mail.operations.placing import place
from mail.policy import Can
from mail.queries.addresses import is_ours_or_odd
from mail.queries.boxes import own_box
from mail.queries.lists import lead_or_none
from office import audit, clock
from office.accounts.models import Account
from office.db import db, insert_ignoring, new_uid, operation
from office.events import publish
from office.permissions import Actor, require

SUBMISSIONS = ("submission", "submissions", "house")
SAME_WITHIN = timedelta(hours=1)
ANSWERS = ("REPLY", "COUNTER")


@dataclass(frozen=True)
class Envelope:
    """What the intake knows of a mail; the same `key` is the same mail.

    `listener` is mx, lmtp, submission, submissions, or `house` for what the house itself wrote.
    """

    key: str
    listener: str
    envelope_from: str
    recipients: Sequence[Mapping[str, Any]]
    sha256: str
    size: int
    received_at: datetime
    peer: str = ""
    helo: str = ""
    login: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """What was found out about a mail: `hold` is why it is quarantined, `automatic` as RFC 3834."""

    hold: str = ""
    automatic: bool = False


@operation
def take_in(envelope: Envelope, *, by: Actor) -> MailArrival:
    """Keep that a mail came; its bytes are in the blob store already."""
    require(by, Can.CARRY_OUT, envelope)
    row = {
        "uid": new_uid(),
        "key": envelope.key,
        "listener": envelope.listener,
        "peer": envelope.peer,
        "helo": envelope.helo,
        "login": envelope.login,
        "envelope_from": envelope.envelope_from,
        "options": dict(envelope.options),
        "recipients": [dict(one) for one in envelope.recipients],
        "sha256": envelope.sha256,
        "size": envelope.size,
        "received_at": envelope.received_at,
        "state": ArrivalState.WAITING,
        "problem": "",
    }
    insert_ignoring(MailArrival, row)
    return db.session.scalars(select(MailArrival).where(MailArrival.key == envelope.key)).one()


@operation
def deliver(arrival: MailArrival, kept: Kept, judged: Judged, *, by: Actor) -> Went | None:
    """Bring a mail to its recipients; None when that was done before."""
    require(by, Can.CARRY_OUT, arrival)
    _lock_alike(arrival)
    db.session.refresh(arrival)
    if arrival.state is not ArrivalState.WAITING:
        return None
    writer = writer_of(arrival)
    message = _same(arrival, kept) or _keep(arrival, _by_name(kept, writer), by)
    course = Course(
        key=str(arrival.uid),
        sender=arrival.envelope_from,
        at=clock.now().isoformat(),
        box_id=writer.id if writer else None,
        hold=judged.hold,
        automatic=judged.automatic,
        risks=tuple(sorted({risk for file in kept.files for risk in file.risks})),
        options=arrival.options,
    )
    if writer is not None and _keeps_copy(arrival) and not judged.hold:
        place(message, writer, Folder.SENT, by=by)
    went = distribute(message, arrival.recipients, course, by=by)
    arrival.state, arrival.message_id = ArrivalState.DELIVERED, message.id
    arrival.problem = _said(went)
    if writer is not None and arrival.listener != "house":
        reached = _reached_as_wished(arrival, went)
        tell_writer(f"{arrival.uid}:reached", arrival.sha256, writer, reached)
    if judged.hold:
        audit.record("mail.quarantined", message, by=by, reason=judged.hold)
    if judged.hold == SECRECY:
        tell_security(message, went.items)
    _tell_answer(arrival, message, judged, is_ours=writer is not None)
    return went


def _tell_answer(
    arrival: MailArrival, message: MailMessage, judged: Judged, *, is_ours: bool
) -> None:
    """Whoever invited by mail hears of the answer; of what is quarantined nobody does."""
    if judged.hold or message.calendar.get("method") not in ANSWERS:
        return
    publish(
        InvitationAnswered(
            message_uid=message.uid,
            addresses=tuple(str(one["address"]) for one in arrival.recipients),
            sender=message.sender_address,
            is_proven=is_ours or message.verdicts.get("dmarc") == "pass",
            calendar=dict(message.calendar),
        )
    )


@operation
def give_up_arrival(arrival: MailArrival, problem: str, *, by: Actor) -> None:
    """Keep a mail that cannot be delivered, with the reason; its bytes stay."""
    require(by, Can.CARRY_OUT, arrival)
    arrival.state, arrival.problem = ArrivalState.FAILED, problem[:500]
    audit.record("mail.arrival_failed", arrival, by=by, problem=arrival.problem)


@operation
def refuse_arrival(arrival: MailArrival, problem: str, *, by: Actor) -> None:
    """Deliver a letter of ours to nobody, and tell its writer why."""
    require(by, Can.CARRY_OUT, arrival)
    give_up_arrival(arrival, problem, by=by)
    writer = writer_of(arrival)
    if writer is not None:
        lost = [(str(one["address"]), problem) for one in arrival.recipients]
        tell_writer(str(arrival.uid), arrival.sha256, writer, lost)


def _keeps_copy(arrival: MailArrival) -> bool:
    """What the house wrote by itself is not among what a box sent, unless somebody wanted it."""
    return arrival.listener != "house" or bool(arrival.options.get("keeps_copy"))


def _reached_as_wished(arrival: MailArrival, went: Went) -> list[tuple[str, str]]:
    """The addresses of ours of whose delivery the writer wished to hear."""
    lost = {address for address, _why in went.lost}
    wished = (str(one["address"]) for one in arrival.recipients if _wishes_success(one))
    return [(one, "delivered") for one in wished if one not in lost and is_ours_or_odd(one)]


def _wishes_success(recipient: Mapping[str, Any]) -> bool:
    return "SUCCESS" in (recipient.get("notify") or "")


def writer_of(arrival: MailArrival) -> Mailbox | None:
    """The box that wrote a mail, when its writer has proven who he is; else None.

    What has no sender, like a receipt, is of the box of who logged in.
    """
    if arrival.listener not in SUBMISSIONS:
        return None
    named = str(arrival.options.get("box", "")) if arrival.listener == "house" else ""
    found = lead_or_none(arrival.envelope_from or named, clock.now())
    if found is not None or arrival.envelope_from:
        return found.box if found else None
    account = db.session.get(Account, int(arrival.login)) if arrival.login.isdigit() else None
    return own_box(account.person_id) if account and account.person_id else None


def _by_name(kept: Kept, writer: Mailbox | None) -> Kept:
    """A program that names nobody writes in the name of the box."""
    if writer is None or kept.sender.name or not kept.sender.address:
        return kept
    found = lead_or_none(kept.sender.address, clock.now())
    is_its = found is not None and found.box is not None and found.box.id == writer.id
    return replace(kept, sender=Named(writer.name, kept.sender.address)) if is_its else kept


def _keep(arrival: MailArrival, kept: Kept, by: Actor) -> MailMessage:
    near = [found.box.id for found in _leads(arrival) if found is not None and found.box]
    return keep_message(kept, near=near[:1], by=by)


def _leads(arrival: MailArrival) -> list[Any]:
    return [lead_or_none(str(one["address"]), clock.now()) for one in arrival.recipients[:1]]


def _lock_alike(arrival: MailArrival) -> None:
    """Two workers with the same bytes come one after the other: both would find them new."""
    alike = select(MailArrival.id).where(MailArrival.sha256 == arrival.sha256)
    db.session.scalars(alike.order_by(MailArrival.id).with_for_update()).all()


def _same(arrival: MailArrival, kept: Kept) -> MailMessage | None:
    """The message of a client that lost our answer and came again within the hour."""
    if not kept.message_id:
        return None
    since = arrival.received_at - SAME_WITHIN
    return db.session.scalars(
        select(MailMessage)
        .join(MailArrival, MailArrival.message_id == MailMessage.id)
        .where(
            MailArrival.sha256 == arrival.sha256,
            MailArrival.received_at >= since,
            MailArrival.envelope_from == arrival.envelope_from,
            MailArrival.listener == arrival.listener,
            MailMessage.message_id == kept.message_id,
            MailMessage.recalled_at.is_(None),
        )
        .order_by(MailArrival.id)
        .limit(1)
    ).first()


def _said(went: Went) -> str:
    """For people who look at the intake: repeats are counted, what was not reached is named."""
    parts = [f"repeats={went.repeats}"] if went.repeats else []
    parts += [f"{address}: {why}" for address, why in went.lost]
    return "; ".join(parts)[:500]
