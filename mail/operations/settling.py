"""How the owner of a box sets it up: absence note, rules, signatures and templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from mail.models import (
    AwayAnswer,
    AwayNote,
    Folder,
    MailGrant,
    MailLabel,
    MailRule,
    MailText,
    Right,
)
from mail.operations.sharing import end_grant, grant
from mail.policy import Can
from mail.queries.addresses import is_ours, lead
from mail.queries.boxes import OpenBox
from mail.queries.items import member_by_uid
from mail.queries.keeping import rules_for
from mail.queries.lists import box_read_at
from mail.wire import names
from office import audit, clock, notices
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units

STANDS_IN = "Thay thế khi vắng mặt"  # a record of the office, Vietnamese for every reader
MOST_RULES, MOST_TEXTS = 50, 30
LONGEST_NOTE, LONGEST_TEXT = 4000, 20000
FOLDERS = (Folder.ARCHIVE, Folder.JUNK, Folder.TRASH)
CONDITIONS: dict[str, type] = {
    "from": str,
    "to": str,
    "subject": str,
    "has_file": bool,
    "larger_than": int,
    "label": str,
}
ACTS: dict[str, type] = {
    "folder": str,
    "labels": list,
    "star": bool,
    "assign": str,
    "forward": str,
}
SIGNATURE, TEMPLATE = "signature", "template"


# --------------------------------------------------------------------------- absence note


@operation
def set_away(  # noqa: PLR0913 - a note is all of these
    opened: OpenBox,
    *,
    inside: str,
    outside: str,
    valid_from: datetime,
    valid_to: datetime,
    substitute: Person | None = None,
    rights: Iterable[Right] = (),
    by: Actor,
) -> AwayNote:
    """Answer for the owner while he is away (trả lời tự động): once a sender in seven days.

    With `rights` his substitute may do that much in the box for as long, and no longer.
    """
    require(by, Can.MANAGE, opened)
    faults = {}
    if not inside.strip() or len(inside) > LONGEST_NOTE or len(outside) > LONGEST_NOTE:
        faults["inside"] = _("Write the answer, at most %(number)d characters.", number=4000)
    if valid_to <= max(valid_from, clock.now()):
        faults["last_on"] = _("The last day must not lie before the first, nor in the past.")
    chosen = list(rights)
    if chosen and substitute is None:
        faults["substitute"] = _("Choose who stands in for you.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    note = away_of(opened) or AwayNote(mailbox_id=opened.box.id)
    _end_standing_in(note, by)
    if substitute is not None and chosen:
        period = {"valid_from": valid_from, "valid_to": valid_to}
        right = grant(opened, substitute, chosen, reason=STANDS_IN, **period, by=by)
        note.grant_id = right.id
    note.inside, note.outside = inside.strip(), outside.strip()
    note.valid_from, note.valid_to = valid_from, valid_to
    note.substitute_id = substitute.id if substitute else None
    db.session.add(note)
    db.session.execute(delete(AwayAnswer).where(AwayAnswer.mailbox_id == opened.box.id))
    db.session.flush()
    audit.record("mail.away_set", opened.box, by=by, since=valid_from, until=valid_to)
    return note


def _end_standing_in(note: AwayNote, by: Actor) -> None:
    """What a substitute was given for an absence ends with it."""
    right = db.session.get(MailGrant, note.grant_id) if note.grant_id else None
    if right is not None:
        end_grant(right, by=by)
    note.grant_id = None


def away_of(opened: OpenBox) -> AwayNote | None:
    """The note of a box, in force or not."""
    mine = select(AwayNote).where(AwayNote.mailbox_id == opened.box.id)
    return db.session.scalars(mine).first()


@operation
def end_away(opened: OpenBox, *, by: Actor) -> None:
    """Answer no longer; the owner is back."""
    require(by, Can.MANAGE, opened)
    note = away_of(opened)
    if note is not None:
        _end_standing_in(note, by)
        db.session.delete(note)
        audit.record("mail.away_ended", opened.box, by=by)


# ---------------------------------------------------------------------------------- rules


@dataclass(frozen=True)
class RuleWords:
    """A rule: what must fit, and what is then done (see `mail.operations.sifting`).

    `assign` names a person by his public name here; the rule keeps who it is.
    """

    name: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    acts: Mapping[str, Any] = field(default_factory=dict)
    is_last: bool = False


@operation
def add_rule(opened: OpenBox, words: RuleWords, *, by: Actor) -> MailRule:
    """Add a rule after those that are there."""
    require(by, Can.MANAGE, opened)
    mine = MailRule.mailbox_id == opened.box.id
    number, last = db.session.execute(
        select(func.count(), func.max(MailRule.order)).where(mine)
    ).one()
    if number >= MOST_RULES:
        raise Refusal(
            _("This mailbox has %(number)d rules.", number=MOST_RULES),
            fix=_("Drop one that is no longer used."),
        )
    acts = _checked(opened, words)
    rule = MailRule(
        mailbox_id=opened.box.id,
        order=(last or 0) + 1,
        name=words.name.strip()[:100],
        conditions=dict(words.conditions),
        acts=acts,
        is_last=words.is_last,
    )
    db.session.add(rule)
    db.session.flush()
    _note(opened, "mail.rule_added", rule, by)
    return rule


@operation
def turn_rule(opened: OpenBox, rule: MailRule, *, by: Actor) -> None:
    """Switch a rule off, or on again."""
    require(by, Can.MANAGE, opened)
    rule.is_on = not rule.is_on
    _note(opened, "mail.rule_turned", rule, by)


@operation
def raise_rule(opened: OpenBox, rule: MailRule, *, by: Actor) -> None:
    """Let a rule be looked at before the one above it."""
    require(by, Can.MANAGE, opened)
    above = db.session.scalars(
        select(MailRule)
        .where(MailRule.mailbox_id == opened.box.id, MailRule.order < rule.order)
        .order_by(MailRule.order.desc())
    ).first()
    if above is not None:
        rule.order, above.order = above.order, rule.order
        _note(opened, "mail.rule_raised", rule, by)


@operation
def drop_rule(opened: OpenBox, rule: MailRule, *, by: Actor) -> None:
    """Take a rule out; what it did stays done."""
    require(by, Can.MANAGE, opened)
    _note(opened, "mail.rule_dropped", rule, by)
    db.session.delete(rule)


def _checked(opened: OpenBox, words: RuleWords) -> dict[str, Any]:
    acts = dict(words.acts)
    faults = _faults(words, acts)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    if acts.get("forward"):
        acts["forward"] = _checked_forward(opened, str(acts["forward"]))
    if acts.get("assign"):
        acts["assign"] = _checked_member(opened, str(acts["assign"]))
    return acts


def _faults(words: RuleWords, acts: Mapping[str, Any]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not words.name.strip():
        faults["name"] = _("Give the rule a name.")
    if not words.conditions:
        faults["from"] = _("Say at least one thing by which mail is recognised.")
    if not acts:
        faults["folder"] = _("Say what is done with such mail.")
    if acts.get("folder", Folder.ARCHIVE) not in list(FOLDERS):
        faults["folder"] = _("Mail is not laid there by a rule.")
    if not (_are(words.conditions, CONDITIONS) and _are(acts, ACTS)):
        faults["name"] = _("A rule says nothing else than the page of rules can say.")
    return faults


def _checked_member(opened: OpenBox, uid: str) -> int:
    """Only conversations of a shared box are given to somebody, and to who reads it."""
    if not opened.is_shared:
        told = _("Only the conversations of a shared mailbox are assigned.")
        raise Invalid(told, fields={"person": told})
    return member_by_uid(opened, uid).id


def _are(given: Mapping[str, Any], kinds: Mapping[str, type]) -> bool:
    """Whether only known words with values of their kind are there."""
    return all(name in kinds and type(value) is kinds[name] for name, value in given.items())


def _checked_forward(opened: OpenBox, typed: str) -> str:
    """Mail is sent out of the house by a rule only where the rules of the domain allow it."""
    try:
        address = names.read_typed(typed)
    except Invalid as fault:
        raise Invalid(str(fault), fields={"forward": str(fault)}) from fault
    if is_ours(names.domain_of(address)):
        _check_box(address)
        return address
    if not rules_for(opened.box).may_forward_outside:
        told = _("The mail rules of the agency do not allow forwarding to the outside.")
        raise Invalid(told, fields={"forward": told})
    _alarm(opened)
    return address


def _check_box(address: str) -> None:
    led = lead(address)
    if led is not None and led.list is not None:
        told = _("A rule does not send mail on to a distribution list.")
    elif led is not None and led.box is not None and box_read_at(led) is None:
        told = _("From this address notices are sent; nobody reads what comes to it.")
    elif led is None or led.box is None:
        told = _("No open mailbox has this address; what is sent on to it would reach nobody.")
    else:
        return
    raise Invalid(told, fields={"forward": told})


def _alarm(opened: OpenBox) -> None:
    """The security officers learn that a box sends its mail out of the house by itself."""
    agency_id = units.successor_of(opened.box.agency_id)
    words = _l("A rule of the mailbox %(name)s sends mail to the outside.", name=opened.box.name)
    for desk in units.desks_of_role(agency_id, Role.SECURITY):
        notices.tell(
            desk.id,
            kind="mail.forwarding",
            text=words,
            url="/notices",
            key=f"mail.forwarding:{opened.box.uid}:{clock.now().isoformat()}",
        )


def _note(opened: OpenBox, act: str, rule: MailRule, by: Actor) -> None:
    audit.record(act, opened.box, by=by, name=rule.name, conditions=rule.conditions, acts=rule.acts)


# ------------------------------------------------------------------ signatures, templates


@dataclass(frozen=True)
class TextWords:
    """A signature or a template; directory fields stand in braces: {name}, {title}, {unit}."""

    kind: str
    name: str
    text: str
    subject: str = ""
    is_default: bool = False
    is_shared: bool = False


@operation
def keep_text(opened: OpenBox, words: TextWords, *, by: Actor) -> MailText:
    """Keep a text of one's own, or of the whole box; the same name again replaces it."""
    require(by, Can.MANAGE if words.is_shared else Can.DRAFT, opened)
    faults = {}
    if words.kind not in (SIGNATURE, TEMPLATE):
        faults["kind"] = _("Choose one.")
    if not words.name.strip():
        faults["name"] = _("Give the text a name.")
    if not words.text.strip() or len(words.text) > LONGEST_TEXT:
        faults["text"] = _("Write the text, at most %(number)d characters.", number=LONGEST_TEXT)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    person_id = None if words.is_shared else by.person_id
    mine = select(MailText).where(
        MailText.mailbox_id == opened.box.id, MailText.person_id.is_not_distinct_from(person_id)
    )
    rows = db.session.scalars(mine).all()
    row = _same(rows, words) or _new_text(opened, person_id, len(rows))
    if words.is_default:
        for other in rows:
            other.is_default = other.is_default and other.kind != words.kind
    row.kind, row.name, row.is_default = words.kind, words.name.strip()[:100], words.is_default
    row.text, row.subject = words.text.strip(), words.subject.strip()[:300]
    db.session.add(row)
    db.session.flush()
    audit.record("mail.text_kept", opened.box, by=by, kind=row.kind, name=row.name)
    return row


def _same(rows: Any, words: TextWords) -> MailText | None:
    alike = (row for row in rows if (row.kind, row.name) == (words.kind, words.name.strip()))
    return next(alike, None)


def _new_text(opened: OpenBox, person_id: int | None, number: int) -> MailText:
    if number >= MOST_TEXTS:
        raise Refusal(
            _("There are %(number)d texts already.", number=MOST_TEXTS),
            fix=_("Drop one that is no longer used."),
        )
    return MailText(mailbox_id=opened.box.id, person_id=person_id)


@operation
def drop_text(opened: OpenBox, row: MailText, *, by: Actor) -> None:
    """Keep a text no longer."""
    require(by, Can.MANAGE if row.person_id is None else Can.DRAFT, opened)
    audit.record("mail.text_dropped", opened.box, by=by, kind=row.kind, name=row.name)
    db.session.delete(row)


# --------------------------------------------------------------------------------- labels


@operation
def set_period(opened: OpenBox, label: MailLabel, days: int | None, *, by: Actor) -> None:
    """Say how long mail with a label must stay; an agreed period is never shortened."""
    require(by, Can.MANAGE, opened)
    if label.keep_days and (days is None or days < label.keep_days):
        raise Refusal(_("A period that was set is only made longer."))
    label.keep_days = days
    audit.record("mail.period_set", opened.box, by=by, label=label.name, days=days)
