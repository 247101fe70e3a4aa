"""A kept message on its way: into boxes by their rules, to lists page by page, and out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mail.models import (
    Folder,
    Mailbox,
    MailItem,
    MailList,
    MailMessage,
    MailRule,
    MailState,
    OutgoingMail,
)
from mail.operations.failing import note_members, note_rules
from mail.operations.handing_out import Leaving, hand_out
from mail.operations.holding import tell_held
from mail.operations.outgoing import CLOSED, queue
from mail.operations.placing import place_all
from mail.operations.sifting import (
    FORGED,
    Facts,
    Sifted,
    mark_items,
    may_forward,
    note_forwarded,
    sift,
)
from mail.policy import Can
from mail.queries.addresses import Lead, is_ours_or_odd
from mail.queries.boxes import primary_addresses
from mail.queries.doors import is_brimful
from mail.queries.lists import (
    box_read_at,
    chosen_beyond,
    lead_or_none,
    may_post,
    members,
    why_dead,
)
from mail.queries.outgoing import may_go
from mail.queries.sifting import away_in, box_addresses
from mail.wire import names
from office import audit, clock, outbox
from office.db import db, operation
from office.permissions import SYSTEM, Actor, require

SPREAD, FORWARD, ANSWER, LOST = "mail.spread", "mail.forward", "mail.answer", "mail.lost"
PAGE = 500
MOST_ROUNDS = 5
ENDED = (MailState.FAILED, MailState.WITHDRAWN)


@dataclass(frozen=True)
class Course:
    """How a message goes; `key` makes it the only one, `box_id` is the box of ours that wrote it.

    `hold` says why it is quarantined everywhere; an `automatic` one is never answered by a program.
    """

    key: str
    sender: str
    at: str
    box_id: int | None = None
    hold: str = ""
    automatic: bool = False
    risks: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def instant(self) -> datetime:
        """The moment at which lists are read."""
        return datetime.fromisoformat(self.at)

    def body(self) -> dict[str, Any]:
        """As a job carries it."""
        return asdict(self) | {"risks": list(self.risks)}

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Course":
        """Back from a job."""
        return cls(**(dict(body) | {"risks": tuple(body["risks"])}))


@dataclass
class Went:
    """New items, how many boxes had the message already, and addresses it did not reach."""

    items: list[MailItem] = field(default_factory=list)
    repeats: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)


def _ask(topic: str, key: str, **body: Any) -> None:
    outbox.enqueue(topic, key=key, lane=outbox.Lane.MAIL, **body)


@dataclass
class _Road:
    boxes: dict[int, Mailbox] = field(default_factory=dict)
    lists: dict[int, MailList] = field(default_factory=dict)
    outside: list[Mapping[str, Any]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)


@operation
def distribute(
    message: MailMessage, recipients: Sequence[Mapping[str, Any]], course: Course, *, by: Actor
) -> Went:
    """Bring a message to all its recipients; what did not reach one is told to a writer of ours.

    A recipient has an `address`, and `notify` and `orcpt` where they were sent.
    """
    require(by, Can.CARRY_OUT, message)
    writer = db.session.get(Mailbox, course.box_id) if course.box_id else None
    road = _Road()
    for recipient in recipients:
        _lead(road, recipient, writer, course)
    went = _into_boxes(message, road.boxes, course)
    went.lost = road.lost + _withheld(recipients, writer, course)
    for found in road.lists.values():
        _spread(message, found, course, after=0)
    if writer is not None and not course.hold:
        for recipient in road.outside:
            _send_out(message, writer, recipient, course)
    _answer_away(message, road.boxes, went.items, course)
    if writer is not None:
        tell_writer(course.key, message.sha256, writer, _wished(went.lost, recipients))
    return went


def tell_writer(key: str, sha256: str, box: Mailbox, told: Sequence[tuple[str, str]]) -> None:
    """Have a report written to a box of ours about each address, with a word for what happened."""
    if told:
        rows = [list(pair) for pair in told]
        _ask(LOST, f"{LOST}:{key}", box=box.id, sha256=sha256, letter=key, lost=rows)


def _wished(
    lost: Sequence[tuple[str, str]], recipients: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Without those of whom the writer wished to hear nothing (RFC 3461 4.1)."""
    wishes = {str(one["address"]): one.get("notify") or "FAILURE" for one in recipients}
    return [pair for pair in lost if "FAILURE" in wishes.get(pair[0], "FAILURE")]


def _withheld(
    recipients: Sequence[Mapping[str, Any]], writer: Mailbox | None, course: Course
) -> list[tuple[str, str]]:
    """A writer of ours is told of everybody who does not get to read what was quarantined."""
    if writer is None or not course.hold:
        return []
    return [(str(one["address"]), course.hold) for one in recipients]


def _lead(
    road: _Road, recipient: Mapping[str, Any], writer: Mailbox | None, course: Course
) -> None:
    address = str(recipient["address"])
    found = lead_or_none(address, clock.now())
    if found is None:
        is_inside = is_ours_or_odd(address)
        if is_inside or writer is None:
            road.lost.append((address, "unknown"))
        else:
            road.outside.append(recipient)
    elif box := box_read_at(found):
        _lead_to_box(road, box, address, writer, course)
    elif found.list is not None:
        _lead_to_list(road, found.list, address, writer, course)
    else:
        road.lost.append((address, why_dead(found)))


def _lead_to_box(
    road: _Road, box: Mailbox, address: str, writer: Mailbox | None, course: Course
) -> None:
    """Letters of ours stop at the brim of a full box; what the house itself says always passes."""
    if writer is not None and course.sender and is_brimful(box):
        road.lost.append((address, "full"))
    else:
        road.boxes[box.id] = box


def _lead_to_list(
    road: _Road, found: MailList, address: str, writer: Mailbox | None, course: Course
) -> None:
    """A report never goes to a list, nor what a program of ours answered."""
    if not course.sender or course.automatic:
        road.lost.append((address, "automatic"))
    elif course.hold and course.hold not in FORGED:
        road.lost.append((address, course.hold))
    elif may_post(found, writer, course.instant):
        road.lists[found.id] = found
    else:
        road.lost.append((address, "may_not_post"))


# ------------------------------------------------------------------------------ boxes


def _into_boxes(message: MailMessage, boxes: Mapping[int, Mailbox], course: Course) -> Went:
    """Round by round, because a rule may forward to another box of the house; each box once."""
    went, open_ids, seen = Went(), sorted(boxes), set(boxes)
    facts = Facts(message, frozenset(course.risks), course.hold)
    for _round in range(MOST_ROUNDS):
        if not open_ids:
            break
        wanted = sift(facts, open_ids)
        folders = {box_id: found.folder for box_id, found in wanted.items()}
        items = place_all(message, folders, by=SYSTEM)
        mark_items(items, wanted)
        tell_held(items)
        went.items += items
        went.repeats += len(open_ids) - len(items)
        new = {item.mailbox_id: wanted[item.mailbox_id] for item in items}
        open_ids = sorted(_forward(message, new, course) - seen)
        seen |= set(open_ids)
    return went


def _forward(message: MailMessage, wanted: Mapping[int, Sifted], course: Course) -> set[int]:
    """The boxes to which rules forward; what they send out of the house becomes jobs."""
    forwarding = {box: found for box, found in wanted.items() if found.forward}
    if not forwarding:
        return set()
    free = may_forward(list(forwarding))
    inside: set[int] = set()
    for box_id, found in forwarding.items():
        failed: list[tuple[MailRule, str, str]] = []
        for rule, address in found.forward:
            led = lead_or_none(address, clock.now())
            if why := _hindrance(led, address, is_free=box_id in free):
                failed.append((rule, address, why))
                continue
            rule.problem = ""
            if led is not None and led.box is not None:
                inside.add(led.box.id)
            else:
                _forward_outside(message, box_id, address, found, course)
        note_rules(db.session.get_one(Mailbox, box_id), message, failed)
    return inside


def _hindrance(led: Lead | None, address: str, *, is_free: bool) -> str:
    """Why a rule cannot send mail on to an address; nothing where it can."""
    if box := box_read_at(led):
        return "full" if is_brimful(box) else ""
    if led is not None:
        return "list" if led.list else why_dead(led)
    if is_ours_or_odd(address):
        return "unknown"
    return "" if is_free else "forbidden"


def _forward_outside(
    message: MailMessage, box_id: int, to: str, found: Sifted, course: Course
) -> None:
    box = db.session.get_one(Mailbox, box_id)
    note_forwarded(box, message, to, found.rules)
    body = {"message": message.id, "box": box_id, "to": to, "sender": course.sender}
    key = f"{FORWARD}:{message.uid}:{box_id}:{to}"
    _ask(FORWARD, key, **body)


def _answer_away(
    message: MailMessage, boxes: Mapping[int, Mailbox], items: Sequence[MailItem], course: Course
) -> None:
    """Who is away answers what was written to him by name, and no program (RFC 3834 section 2)."""
    if course.automatic or not course.sender or course.hold:
        return
    new = [item.mailbox_id for item in items if item.folder not in (Folder.JUNK, Folder.QUARANTINE)]
    named = {str(one.get("address", "")) for one in [*message.to, *message.cc]}
    folded = {_folded(one) for one in named}
    for note in away_in([one for one in new if one in boxes], course.instant):
        if folded & box_addresses(note.mailbox_id):
            body = {"message": message.id, "note": note.id, "to": course.sender}
            inside = course.box_id is not None
            key = f"{ANSWER}:{note.id}:{message.uid}"
            _ask(ANSWER, key, inside=inside, **body)


def _folded(address: str) -> str:
    try:
        return names.folded(address)
    except names.BadName:
        return ""


# ------------------------------------------------------------------------------ lists


def _spread(message: MailMessage, found: MailList, course: Course, *, after: int) -> None:
    body = {"message": message.id, "list": found.id, "course": course.body(), "after": after}
    key = f"{SPREAD}:{course.key}:{message.uid}:{found.id}:{after}"
    _ask(SPREAD, key, **body)


@operation
def spread(message: MailMessage, found: MailList, course: Course, after: int, *, by: Actor) -> int:
    """Bring a message to the next boxes of a list; says how many, and asks for the rest.

    Who is on the list was settled at the instant of the letter, however many pages follow.
    """
    require(by, Can.CARRY_OUT, found)
    boxes = members(found, course.instant, after=after, most=PAGE)
    if after == 0:
        _beyond(message, found, course)
    if not boxes:
        return 0
    mine = {box.id: box for box in boxes if box.id != course.box_id}
    _into_boxes(message, _with_room(message, found, mine, course), course)
    audit.record(
        "mail.list_expanded",
        found,
        by=by,
        message=message.uid,
        at=course.at,
        boxes=[str(box.uid) for box in boxes],
    )
    if len(boxes) == PAGE:
        _spread(message, found, course, after=boxes[-1].id)
    return len(boxes)


def _with_room(
    message: MailMessage, found: MailList, boxes: Mapping[int, Mailbox], course: Course
) -> Mapping[int, Mailbox]:
    """The members whose boxes are not brimful; a writer of ours is told of the others."""
    writer = db.session.get(Mailbox, course.box_id) if course.box_id else None
    full = [box_id for box_id, box in boxes.items() if is_brimful(box)]
    if writer is None or not full:
        return boxes
    told = [(address, "full") for address in primary_addresses(full).values()]
    tell_writer(f"{course.key}:{found.id}:{full[0]}", message.sha256, writer, told)
    return {box_id: box for box_id, box in boxes.items() if box_id not in full}


def _beyond(message: MailMessage, found: MailList, course: Course) -> None:
    """Lists on the list, each once however they name each other, and addresses outside.

    Of those that the letter cannot reach the keeper of the list hears.
    """
    writer = db.session.get(Mailbox, course.box_id) if course.box_id else None
    beyond = chosen_beyond(found, course.instant)
    missed = dict(beyond.dead)
    for address, other in beyond.lists.items():
        if may_post(other, writer, course.instant):
            _spread(message, other, course, after=0)
        else:
            missed[address] = "may_not_post"
    for address in () if course.hold else beyond.strangers:
        if is_ours_or_odd(address):
            missed[address] = "unknown"
        elif writer is None:
            missed[address] = "from_outside"
        else:
            _pass_on(message, writer, address, found)
    note_members(found, missed)


def _pass_on(message: MailMessage, writer: Mailbox, address: str, found: MailList) -> None:
    body = {"message": message.id, "box": writer.id, "to": address, "list": found.id}
    key = f"{FORWARD}:{message.uid}:list{found.id}:{address}"
    _ask(FORWARD, key, **body)


# ---------------------------------------------------------------------------- outside


def _send_out(
    message: MailMessage, writer: Mailbox, recipient: Mapping[str, Any], course: Course
) -> None:
    wishes: dict[str, Any] = {"orcpt": recipient["orcpt"]} if recipient.get("orcpt") else {}
    if recipient.get("notify"):
        wishes["notify"] = str(recipient["notify"]).split(",")
    address = names.on_the_wire(str(recipient["address"]))
    leaving = Leaving(
        key=f"letter:{message.uid}:{address}",
        to=address,
        sha256=message.sha256,
        envelope_from=course.sender,
        options=course.options | wishes,
    )
    row = hand_out(message, writer, leaving, by=SYSTEM)
    db.session.refresh(row, with_for_update=True)
    if row.state in ENDED:
        _send_anew(row)


def _send_anew(mail: OutgoingMail) -> None:
    """Whoever hands the same letter in again wants it sent, whatever became of it before."""
    if may_go(mail):
        queue(mail)
    else:
        mail.state, mail.problem = MailState.HELD, CLOSED
