"""Sending: who writes as whom, how long a letter waits, and taking it back until it has left."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mail.letters import heading
from mail.letters.heading import Person
from mail.models import MIB, Mailbox, MailDomain, MailDraft, Right, rules_of
from mail.operations.drafting import locked, still_writing
from mail.operations.limiting import count_letter, tell_keepers, telling_over, uncount
from mail.operations.purging import drop_later
from mail.policy import Can
from mail.queries.boxes import OpenBox, address_of, own_box
from mail.queries.drafts import DraftState, by_send_key, opened_of, state_of
from mail.queries.limits import MANY_AN_HOUR, Limit, Written
from mail.queries.recipients import Addressed, Recipient, addressed, readers_to_seal_for
from mail.wire import names
from office import audit, clock, notices, outbox
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require

LEAVE, PREPARE = "mail.leave", "mail.prepare"
KIND = "mail_burst"
UNDO = timedelta(seconds=15)
FARTHEST = timedelta(days=366)
HELD_FOR = timedelta(minutes=30)
OVERHEAD = 1.4
HEAD_BYTES = 16 * 1024


@dataclass(frozen=True)
class Writing:
    """As whom a letter goes: the box, and its writer where he only writes on behalf of it."""

    sender: Person
    writer: Person | None = None
    actor: Mapping[str, Any] = field(default_factory=dict)


@telling_over
@operation
def send(
    draft: MailDraft, *, version: int, key: str = "", at: datetime | None = None, by: Actor
) -> MailDraft:
    """Let a letter go (gửi thư): after fifteen seconds, in which it can be undone, or at a time.

    The same `key` of a person twice is one sending. A letter that is to be signed waits for the
    PIN instead.
    """
    require(by, Can.DRAFT, opened_of(draft, by))
    key = f"{by.person_id}:{key}" if key else ""
    before = by_send_key(key) if key else None
    if before is not None:
        return before
    locked(draft)
    still_writing(draft)
    if draft.version != version:
        raise Refusal(
            _("The draft was changed after this page was opened; nothing was sent."),
            fix=_("Read it again and send it then."),
        )
    writing = writing_as(opened_of(draft, by), by)
    everybody = _checked(draft)
    draft.problem = ""
    wait = _checked_rate(draft, everybody, by)
    draft.sent_by = asdict(writing) | {
        "recipients": [_written(one) for one in everybody],
        "delegation": by.delegation_id,
    }
    draft.built_sha256 = ""
    draft.sender_id, draft.send_key = by.person_id, key or None
    draft.recipients, draft.asked_at = len(everybody), clock.now()
    draft.options = _with_time(draft.options, _checked_time(at))
    if draft.options.get("sign"):
        draft.version += 1
        _enqueue(draft, PREPARE)
    else:
        _let_go(draft, wait)
    _record("mail.sent_off", draft, by, recipients=draft.recipients)
    return draft


def writing_as(opened: OpenBox, by: Actor) -> Writing:
    """Send-as puts the box alone into the head, on behalf also the writer (RFC 5322 3.6.2)."""
    box = opened.box
    address = address_of(box)
    if not opened.rights & {Right.SEND_AS, Right.SEND_ON_BEHALF}:
        raise Forbidden(
            _("You may not send from this mailbox."),
            who=_("Its owner gives the right to send; your draft stays for who may send."),
            basis="553 5.7.1",
        )
    require(by, Can.SEND, opened)
    if not address:
        raise Refusal(_("This mailbox has no address to write from."))
    actor = {"name": by.name, "title": by.title, "on_behalf_of": by.on_behalf_of}
    sender = Person(address, box.name)
    if Right.SEND_AS in opened.rights:
        return Writing(sender, actor=actor)
    return Writing(sender, _own_name(by), actor)


def _own_name(by: Actor) -> Person:
    mine = own_box(by.person_id) if by.person_id else None
    address = address_of(mine) if mine else ""
    if not address:
        raise Refusal(_("Who writes on behalf of another needs an address of his own."))
    return Person(address, by.name)


def _checked(draft: MailDraft) -> list[Recipient]:
    """Every address leads somewhere, nothing is too large; gives all who get the letter."""
    found = addressed(draft)
    try:
        heading.checked(draft.subject)
    except Invalid as fault:
        found.faults["subject"] = str(fault.message)
    if draft.options.get("encrypt") and any(one.get("is_linked") for one in draft.files):
        found.faults["files"] = _("A file that goes as a link is not sealed; take it out first.")
    if draft.options.get("encrypt") and not found.faults:
        _check_sealable(draft, found)
    if found.faults:
        raise Invalid(next(iter(found.faults.values())), fields=found.faults)
    size = carried_bytes(draft) * OVERHEAD + len(draft.text) * 3
    largest = largest_mib(db.session.get_one(Mailbox, draft.mailbox_id))
    if size + HEAD_BYTES > largest * MIB:
        raise too_large(largest)
    return found.everybody


def carried_bytes(draft: MailDraft) -> int:
    """The bytes of the files that travel in a letter itself."""
    return sum(int(one["size"]) for one in draft.files if not one.get("is_linked"))


def too_large(mib: int) -> Invalid:
    """The refusal of a letter beyond what its domain sends."""
    message = _("The letter with its files is larger than %(mib)d MiB.", mib=mib)
    way = _("Take a file out, or send several letters.")
    return Invalid(f"{message} {way}", fields={"files": f"{message} {way}"})


def _check_sealable(draft: MailDraft, found: Addressed) -> None:
    """Nobody gets a letter that he cannot open."""
    known = readers_to_seal_for(draft, found)
    without = [address for address, certificates in known.items() if not certificates]
    if without:
        shown = ", ".join(without[:5])
        found.faults["to"] = _("The letter cannot be sealed for %(shown)s.", shown=shown)


def _written(recipient: Recipient) -> dict[str, str]:
    """A recipient as the letter keeps him, whatever becomes of his address until it leaves."""
    return {"line": recipient.line, **asdict(recipient.person)}


def largest_mib(box: Mailbox) -> int:
    """How large a letter of a box may be, by the rules of its domain."""
    domain = names.domain_of(address_of(box))
    row = db.session.scalars(select(MailDomain).where(MailDomain.name == domain)).first()
    return rules_of(row).largest_mib if row else 50


def _checked_time(at: datetime | None) -> datetime | None:
    if at is None or at <= clock.now() + UNDO:
        return None
    if at > clock.now() + FARTHEST:
        message = _("A letter can wait for a year at most.")
        raise Invalid(message, fields={"send_at": message})
    return at


def _with_time(options: Mapping[str, Any], at: datetime | None) -> dict[str, Any]:
    kept = {name: value for name, value in options.items() if name != "at"}
    return kept | ({"at": at.isoformat()} if at else {})


# ----------------------------------------------------------------------------- limits


def _checked_rate(draft: MailDraft, everybody: list[Recipient], by: Actor) -> timedelta:
    """So many recipients a day; a sudden burst is held a while, so that it can be stopped."""
    if by.person_id is None:
        return UNDO
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    addresses = [one.person.address for one in everybody]
    before = count_letter(_key(draft), by.person_id, box, addresses)
    count = len(addresses)
    if before.hour + count <= MANY_AN_HOUR and not before.is_sudden(count):
        return UNDO
    _tell_burst(draft, before, count, by)
    return HELD_FOR


def _key(draft: MailDraft) -> str:
    return f"draft:{draft.id}"


def _tell_burst(draft: MailDraft, before: Written, count: int, by: Actor) -> None:
    draft.problem = "burst"
    audit.record("mail.burst", draft, by=by, recipients=before.day + count)
    if by.person_id is not None:
        tell_keepers(by.person_id, Limit.HOUR, by)
    if by.desk_id is not None:
        notices.tell(
            by.desk_id,
            kind=KIND,
            text=_l("Your letter to many recipients waits for half an hour"),
            url="/mail/waiting",
            key=f"burst:{draft.uid}:{draft.version}",
        )


# ------------------------------------------------------------------------- the queue


def _let_go(draft: MailDraft, wait: timedelta = UNDO) -> None:
    wanted = draft.options.get("at")
    soonest = clock.now() + wait
    draft.send_at = max(soonest, datetime.fromisoformat(wanted)) if wanted else soonest
    draft.version += 1
    _enqueue(draft)


def _enqueue(draft: MailDraft, topic: str = LEAVE) -> None:
    """The version is part of the key: what was taken back and sent again is another job."""
    outbox.enqueue(
        topic,
        key=f"{topic}:{draft.uid}:{draft.version}",
        lane=outbox.Lane.MAIL,
        not_before=draft.send_at,
        draft=str(draft.uid),
        version=draft.version,
    )


@operation
def go_signed(draft: MailDraft, sha256: str, *, by: Actor) -> None:
    """Let a letter go whose bytes were signed with the PIN of its sender."""
    require(by, Can.SEND, opened_of(draft, by))
    locked(draft)
    if state_of(draft) is not DraftState.UNSIGNED or draft.sender_id != by.person_id:
        raise Refusal(_("This letter does not wait for your signature."))
    _drop_built(draft)
    draft.built_sha256 = sha256
    _let_go(draft, _rest_of_wait(draft))
    _record("mail.signed_off", draft, by)


def _rest_of_wait(draft: MailDraft) -> timedelta:
    """A burst stays held for as long as was said when the letter was sent."""
    if draft.problem != "burst" or draft.asked_at is None:
        return UNDO
    return max(UNDO, draft.asked_at + HELD_FOR - clock.now())


@operation
def unsend(draft: MailDraft, *, by: Actor) -> None:
    """Take a letter back that has not left (hoàn tác gửi); it is a draft again."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    state = state_of(draft)
    if state in (DraftState.LEAVING, DraftState.LEFT):
        raise Refusal(
            _("This letter has left already."),
            fix=_("Recall it: who has not read it inside the house does not get it."),
        )
    if state not in (DraftState.WAITING, DraftState.UNSIGNED):
        return
    to_writing(draft)
    _record("mail.unsent", draft, by)


def to_writing(draft: MailDraft, problem: str = "") -> None:
    """A letter is a draft again; what was signed of it is void."""
    _drop_built(draft)
    uncount(_key(draft))
    draft.send_at = draft.asked_at = draft.claimed_at = draft.sender_id = draft.send_key = None
    draft.recipients, draft.built_sha256, draft.problem = 0, "", problem
    draft.options = _with_time(draft.options, None)
    draft.version += 1
    draft.saved_at = clock.now()


def _drop_built(draft: MailDraft) -> None:
    drop_later([draft.built_sha256], key=f"{draft.uid}:{draft.version}")


@operation
def send_now(draft: MailDraft, *, by: Actor) -> None:
    """Let a scheduled letter go at once; one that is held because of a burst stays held."""
    opened = opened_of(draft, by)
    require(by, Can.SEND, opened)
    locked(draft)
    if state_of(draft) is not DraftState.WAITING:
        raise Refusal(_("This letter does not wait any more."))
    if draft.problem == "burst":
        raise Refusal(
            _("You have just written to many recipients; the letter is held for half an hour."),
            who=_("The administrator can look into it meanwhile."),
        )
    draft.options = _with_time(draft.options, None)
    draft.send_at = clock.now()
    draft.version += 1
    _enqueue(draft)
    _record("mail.sent_off", draft, by, recipients=draft.recipients)


def _record(act: str, draft: MailDraft, by: Actor, **facts: Any) -> None:
    box = db.session.get_one(Mailbox, draft.mailbox_id)
    audit.record(act, box, by=by, draft=draft.uid, at=draft.send_at, **facts)
