"""How a box was set up: who may use it, its rules, texts and labels; the devices of a person."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, or_, select

from mail.models import (
    AppPassword,
    AwayNote,
    DomainRules,
    Mailbox,
    MailGrant,
    MailRule,
    MailText,
)
from mail.queries.boxes import OpenBox, open_boxes
from mail.queries.keeping import rules_for
from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

SHOWN = 100
RowT = TypeVar("RowT")


def grants_in(opened: OpenBox) -> list[tuple[MailGrant, str]]:
    """The rights that were given in a box with their holders, those in force first."""
    rows = db.session.execute(
        select(MailGrant, Person.full_name)
        .join(Person, Person.id == MailGrant.person_id)
        .where(MailGrant.mailbox_id == opened.box.id)
        .order_by(MailGrant.id.desc())
        .limit(SHOWN)
    )
    now = clock.now()
    found = [(row, name) for row, name in rows]
    return sorted(found, key=lambda one: not is_in_force(one[0], now))


def is_in_force(row: MailGrant, now: object) -> bool:
    """Whether a right holds or will hold."""
    return row.revoked_at is None and row.valid_to > now  # type: ignore[operator]  # an instant


def grants_of(actor: Actor) -> list[tuple[MailGrant, Mailbox]]:
    """The rights that somebody has in others' boxes now; he may give them back."""
    rows = db.session.execute(
        select(MailGrant, Mailbox)
        .join(Mailbox, Mailbox.id == MailGrant.mailbox_id)
        .where(
            MailGrant.person_id == actor.person_id,
            MailGrant.revoked_at.is_(None),
            MailGrant.valid_to > clock.now(),
        )
        .order_by(MailGrant.id)
    )
    return [(row, box) for row, box in rows]


def grant_by_uid(uid: UUID, actor: Actor) -> MailGrant:
    """A right in a box; whether the actor may end it is asked when he does."""
    return _there(select(MailGrant).where(MailGrant.uid == uid), _("There is no such right."))


def devices_of(actor: Actor) -> Sequence[AppPassword]:
    """The passwords of somebody's devices, those that open first."""
    mine = select(AppPassword).where(AppPassword.account_id == actor.account_id)
    order = (AppPassword.revoked_at.is_not(None), AppPassword.id.desc())
    return db.session.scalars(mine.order_by(*order).limit(SHOWN)).all()


def device_by_uid(uid: UUID, actor: Actor) -> AppPassword:
    """One password of the actor's own devices."""
    mine = select(AppPassword).where(
        AppPassword.uid == uid, AppPassword.account_id == actor.account_id
    )
    return _there(mine, _("There is no such device."))


def longest_device_days(actor: Actor) -> int:
    """How long a device's password may last: by the rules of his own box, or the first he has."""
    boxes = open_boxes(actor)
    return (rules_for(boxes[0].box) if boxes else DomainRules()).app_password_days


def note_of(opened: OpenBox) -> AwayNote | None:
    """The absence note of a box."""
    mine = select(AwayNote).where(AwayNote.mailbox_id == opened.box.id)
    return db.session.scalars(mine).first()


def rules_of_box(opened: OpenBox) -> Sequence[MailRule]:
    """Every rule of a box in the order in which they are looked at."""
    mine = select(MailRule).where(MailRule.mailbox_id == opened.box.id)
    return db.session.scalars(mine.order_by(MailRule.order, MailRule.id)).all()


def rule_by_uid(opened: OpenBox, uid: UUID) -> MailRule:
    """One rule of a box."""
    mine = MailRule.mailbox_id == opened.box.id
    return _there(select(MailRule).where(MailRule.uid == uid, mine), _("There is no such rule."))


def person_of_rule(rule: MailRule) -> Person | None:
    """To whom a rule gives conversations."""
    return db.session.get(Person, rule.acts["assign"]) if rule.acts.get("assign") else None


def texts_in(opened: OpenBox, actor: Actor) -> Sequence[MailText]:
    """One's own signatures and templates in a box, and those of the whole box."""
    mine = select(MailText).where(
        MailText.mailbox_id == opened.box.id,
        or_(MailText.person_id == actor.person_id, MailText.person_id.is_(None)),
    )
    return db.session.scalars(mine.order_by(MailText.kind, MailText.name)).all()


def text_by_uid(opened: OpenBox, uid: UUID, actor: Actor) -> MailText:
    """One text that the actor may use."""
    found = next((one for one in texts_in(opened, actor) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such text."))
    return found


def handover_box(uid: UUID) -> Mailbox:
    """The box of a leaver, for who names its receiver; nothing of its content."""
    return _there(select(Mailbox).where(Mailbox.uid == uid), _("There is no such mailbox."))


def _there(wanted: Select[RowT], words: str) -> RowT:
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(words)
    return found
