"""What the rules of a box do with a message: where it goes in it, and where else it goes.

The conditions of a rule are `from`, `to`, `subject` (words that stand in them), `has_file` and
`larger_than` (bytes), `label` (what a rule before it put on); all of them must fit. Its acts are
`folder`, `labels` (names), `star`, `assign` (a person's id) and `forward` (an address).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from mail.models import (
    DomainRules,
    Flagged,
    Folder,
    ItemLabel,
    Mailbox,
    MailItem,
    MailLabel,
    MailMessage,
    MailRule,
)
from mail.operations.assigning import assign_by_rule
from mail.queries.readers import readers_of_many
from mail.queries.sifting import domain_rules_in, rules_in
from office import audit, clock
from office.db import db, insert_ignoring
from office.permissions import SYSTEM
from office.search import fold

LISTED, OWN_NAME = "listed", "own_name"
FORGED = {
    "dmarc": Folder.QUARANTINE,
    "dmarc_junk": Folder.JUNK,
    LISTED: Folder.JUNK,
    OWN_NAME: Folder.QUARANTINE,
}
MOVABLE = (Folder.ARCHIVE, Folder.JUNK, Folder.TRASH, Folder.INBOX)


@dataclass
class Sifted:
    """What becomes of a message in one box."""

    folder: Folder = Folder.INBOX
    labels: list[str] = field(default_factory=list)
    star: bool = False
    assign: int | None = None
    forward: list[tuple[MailRule, str]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Facts:
    """What is known of a message when it is sifted: itself and the risks of its files."""

    message: MailMessage
    risks: frozenset[str] = frozenset()
    hold: str = ""


def sift(facts: Facts, box_ids: Sequence[int]) -> dict[int, Sifted]:
    """For each box what its rules want; what is dangerous or held they do not see."""
    policies, rules = domain_rules_in(box_ids), rules_in(box_ids)
    found: dict[int, Sifted] = {}
    for box_id in box_ids:
        held = _held(facts, policies.get(box_id, DomainRules()))
        if held is None:
            found[box_id] = _ruled(facts.message, rules.get(box_id, ()))
        else:
            found[box_id] = Sifted(folder=held)
    return found


def _held(facts: Facts, rules: DomainRules) -> Folder | None:
    """Where something lies that its readers are guarded from; a domain may not follow DMARC."""
    if facts.hold in FORGED:
        is_held = facts.hold in (LISTED, OWN_NAME) or rules.is_dmarc_enforced
        return FORGED[facts.hold] if is_held else None
    is_blocked = bool(facts.hold or facts.risks & set(rules.blocked))
    return Folder.QUARANTINE if is_blocked else None


def may_forward(box_ids: Sequence[int]) -> set[int]:
    """The boxes whose domain lets their rules send mail out of the house."""
    return {box for box, rules in domain_rules_in(box_ids).items() if rules.may_forward_outside}


def _ruled(message: MailMessage, rules: Iterable[MailRule]) -> Sifted:
    found = Sifted()
    for rule in rules:
        if all(_fits(message, found, *condition) for condition in rule.conditions.items()):
            _do(found, rule)
            if rule.is_last:
                break
    return found


def _do(found: Sifted, rule: MailRule) -> None:
    acts = rule.acts
    folder = acts.get("folder")
    if folder in {one.value for one in MOVABLE}:
        found.folder = Folder(folder)
    found.labels += [one for one in acts.get("labels", ()) if one not in found.labels]
    found.star = found.star or bool(acts.get("star"))
    found.assign = acts.get("assign") or found.assign
    if acts.get("forward"):
        found.forward.append((rule, str(acts["forward"])))
    found.rules.append(rule.name)


def _fits(message: MailMessage, found: Sifted, name: str, wanted: Any) -> bool:
    """An unknown condition fits nothing: a rule of a later version does no harm."""
    test = _TESTS.get(name)
    return test is not None and test(message, found, wanted)


def _has(text: str, wanted: Any) -> bool:
    sought = " ".join(fold(str(wanted)).split())
    return bool(sought) and sought in " ".join(fold(text).split())


def _people(people: Iterable[Mapping[str, Any]]) -> str:
    return " ".join(f"{one.get('name', '')} {one.get('address', '')}" for one in people)


_TESTS: dict[str, Callable[[MailMessage, Sifted, Any], bool]] = {
    "from": lambda mail, _done, want: _has(f"{mail.sender_name} {mail.sender_address}", want),
    "to": lambda mail, _done, want: _has(_people([*mail.to, *mail.cc]), want),
    "subject": lambda mail, _done, want: _has(mail.subject, want),
    "has_file": lambda mail, _done, want: mail.has_files is bool(want),
    "larger_than": lambda mail, _done, want: str(want).isdecimal() and mail.size > int(want),
    "label": lambda _mail, done, want: want in done.labels,
}


# ------------------------------------------------------------------------------ acts


def mark_items(items: Sequence[MailItem], wanted: Mapping[int, Sifted]) -> None:
    """Do in the boxes what their rules want done with new items."""
    boxes = [item.mailbox_id for item in items if _marks(wanted[item.mailbox_id])]
    if not boxes:
        return
    known = db.session.scalars(select(Mailbox).where(Mailbox.id.in_(boxes))).all()
    readers = readers_of_many(known)
    for item in items:
        found = wanted[item.mailbox_id]
        _label(item, found.labels)
        _star(item, readers.get(item.mailbox_id, set()) if found.star else set())
        if found.assign and found.assign in readers.get(item.mailbox_id, set()):
            assign_by_rule(item, found.assign, ", ".join(found.rules))


def _marks(found: Sifted) -> bool:
    return bool(found.labels or found.star or found.assign)


def _label(item: MailItem, names: Sequence[str]) -> None:
    if not names:
        return
    known = db.session.scalars(
        select(MailLabel.id).where(
            MailLabel.mailbox_id == item.mailbox_id, MailLabel.name.in_(names)
        )
    )
    for label_id in known.all():
        insert_ignoring(ItemLabel, {"item_id": item.id, "label_id": label_id})


def _star(item: MailItem, readers: Iterable[int]) -> None:
    for person_id in readers:
        row = {"item_id": item.id, "person_id": person_id, "mailbox_id": item.mailbox_id}
        insert_ignoring(Flagged, row | {"flagged_at": clock.now()})


def note_forwarded(box: Mailbox, message: MailMessage, to: str, rules: Sequence[str]) -> None:
    """Forwarding out of the house is an official act of the box's rules."""
    audit.record(
        "mail.forwarded_outside", box, by=SYSTEM, message=message.uid, to=to, rules=list(rules)
    )
