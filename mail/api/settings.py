"""How the owner of a mailbox sets it up, for programs that act for him."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.models import MailRule, Right
from mail.policy import Can
from mail.queries import keeper, open_box, settings
from mail.queries.boxes import OpenBox
from office.api import ByUid, Closed, Moment, Whole, scope, shown
from office.permissions import require


class Done(Closed):
    """It was done."""

    uid: UUID


class NewGrant(Closed):
    """A right in a mailbox with its reason and its end."""

    person: UUID
    rights: list[Right]
    reason: str = Field(max_length=500)
    valid_from: Moment | None = None
    valid_to: Moment


class Away(Closed):
    """An absence note."""

    inside: str = Field(max_length=4000)
    outside: str = Field("", max_length=4000)
    substitute: UUID | None = None
    rights: list[Right] = []
    valid_from: Moment
    valid_to: Moment


class NewRule(Closed):
    """A rule: what must fit, and what is then done."""

    name: str = Field(max_length=100)
    conditions: dict[str, Any] = {}
    acts: dict[str, Any] = {}
    is_last: bool = False


class NewText(Closed):
    """A signature or a template."""

    kind: str
    name: str = Field(max_length=100)
    text: str = Field(max_length=20000)
    subject: str = Field("", max_length=300)
    is_default: bool = False
    is_shared: bool = False


class Period(Closed):
    """How long mail with a label stays."""

    days: Whole


class OfBox(Closed):
    """Something that belongs to a mailbox."""

    uid: UUID
    item_uid: UUID


class RuleItem(Closed):
    """A rule as it stands."""

    uid: UUID
    name: str
    conditions: dict[str, Any]
    acts: dict[str, Any]
    is_last: bool
    is_on: bool
    problem: str
    failed_at: datetime | None


class RuleItems(Closed):
    """The rules of a mailbox in their order."""

    items: list[RuleItem]


def _opened(uid: UUID, can: Can) -> OpenBox:
    found = open_box(uid, g.actor)
    require(g.actor, can, found)
    return found


@bp.post("/mailboxes/<uuid:uid>/grants", responses={200: Done})
@scope("act")
def grant(path: ByUid, body: NewGrant) -> Response:
    """Give somebody rights in a mailbox for a time."""
    row = operations.grant(
        _opened(path.uid, Can.SHARE),
        keeper.person_by_uid(body.person),
        body.rights,
        reason=body.reason,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        by=g.actor,
    )
    return shown(Done(uid=row.uid))


@bp.post("/mailbox-grants/<uuid:uid>/revocation", responses={200: Done})
@scope("act")
def revoke(path: ByUid) -> Response:
    """End a right, or give it back."""
    require(g.actor, Can.HAVE_BOX)
    operations.revoke(settings.grant_by_uid(path.uid, g.actor), by=g.actor)
    return shown(Done(uid=path.uid))


class Device(Closed):
    """A device with a password of its own; the password itself is in no answer."""

    uid: UUID
    name: str
    scopes: list[str]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_from: str


class Devices(Closed):
    """The devices of the owner; `longest_days` is how long a new password may last."""

    longest_days: int
    items: list[Device]


@bp.get("/mail-devices", responses={200: Devices})
@scope("read")
def devices() -> Response:
    """The owner's devices and when each came last."""
    require(g.actor, Can.HAVE_BOX)
    rows = settings.devices_of(g.actor)
    items = [Device(**{name: getattr(row, name) for name in Device.model_fields}) for row in rows]
    longest = settings.longest_device_days(g.actor)
    return shown(Devices(longest_days=longest, items=items))


@bp.post("/mail-devices/<uuid:uid>/revocation", responses={200: Done})
@scope("act")
def revoke_device(path: ByUid) -> Response:
    """Shut out one of the owner's devices."""
    operations.revoke_app_password(settings.device_by_uid(path.uid, g.actor), by=g.actor)
    return shown(Done(uid=path.uid))


@bp.post("/mailboxes/<uuid:uid>/away", responses={200: Done})
@scope("act")
def set_away(path: ByUid, body: Away) -> Response:
    """Answer for the owner while he is away."""
    operations.set_away(
        _opened(path.uid, Can.MANAGE),
        inside=body.inside,
        outside=body.outside,
        substitute=keeper.person_by_uid(body.substitute) if body.substitute else None,
        rights=body.rights,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        by=g.actor,
    )
    return shown(Done(uid=path.uid))


@bp.post("/mailboxes/<uuid:uid>/away/ending", responses={200: Done})
@scope("act")
def end_away(path: ByUid) -> Response:
    """Answer no longer."""
    operations.end_away(_opened(path.uid, Can.MANAGE), by=g.actor)
    return shown(Done(uid=path.uid))


@bp.get("/mailboxes/<uuid:uid>/rules", responses={200: RuleItems})
@scope("read")
def list_rules(path: ByUid) -> Response:
    """The rules of a mailbox."""
    rows = settings.rules_of_box(_opened(path.uid, Can.MANAGE))
    items = [
        RuleItem(
            uid=row.uid,
            name=row.name,
            conditions=row.conditions,
            acts=_acts(row),
            is_last=row.is_last,
            is_on=row.is_on,
            problem=row.problem,
            failed_at=row.failed_at if row.problem else None,
        )
        for row in rows
    ]
    return shown(RuleItems(items=items))


def _acts(row: MailRule) -> dict[str, Any]:
    """As they are given: a person by his public name."""
    person = settings.person_of_rule(row)
    return row.acts | ({"assign": str(person.uid)} if person else {})


@bp.post("/mailboxes/<uuid:uid>/rules", responses={200: Done})
@scope("act")
def add_rule(path: ByUid, body: NewRule) -> Response:
    """Add a rule after the others."""
    words = operations.RuleWords(body.name, body.conditions, body.acts, body.is_last)
    row = operations.add_rule(_opened(path.uid, Can.MANAGE), words, by=g.actor)
    return shown(Done(uid=row.uid))


@bp.post("/mailboxes/<uuid:uid>/rules/<uuid:item_uid>/switch", responses={200: Done})
@scope("act")
def turn_rule(path: OfBox) -> Response:
    """Switch a rule off or on."""
    found = _opened(path.uid, Can.MANAGE)
    operations.turn_rule(found, settings.rule_by_uid(found, path.item_uid), by=g.actor)
    return shown(Done(uid=path.item_uid))


@bp.post("/mailboxes/<uuid:uid>/rules/<uuid:item_uid>/raising", responses={200: Done})
@scope("act")
def raise_rule(path: OfBox) -> Response:
    """Look at a rule before the one above it."""
    found = _opened(path.uid, Can.MANAGE)
    operations.raise_rule(found, settings.rule_by_uid(found, path.item_uid), by=g.actor)
    return shown(Done(uid=path.item_uid))


@bp.post("/mailboxes/<uuid:uid>/rules/<uuid:item_uid>/ending", responses={200: Done})
@scope("act")
def drop_rule(path: OfBox) -> Response:
    """Take a rule out."""
    found = _opened(path.uid, Can.MANAGE)
    operations.drop_rule(found, settings.rule_by_uid(found, path.item_uid), by=g.actor)
    return shown(Done(uid=path.item_uid))


@bp.post("/mailboxes/<uuid:uid>/texts", responses={200: Done})
@scope("act")
def keep_text(path: ByUid, body: NewText) -> Response:
    """Keep a signature or a template."""
    words = operations.TextWords(**body.model_dump())
    row = operations.keep_text(_opened(path.uid, Can.DRAFT), words, by=g.actor)
    return shown(Done(uid=row.uid))


@bp.post("/mailboxes/<uuid:uid>/texts/<uuid:item_uid>/ending", responses={200: Done})
@scope("act")
def drop_text(path: OfBox) -> Response:
    """Keep a text no longer."""
    found = _opened(path.uid, Can.DRAFT)
    row = settings.text_by_uid(found, path.item_uid, g.actor)
    operations.drop_text(found, row, by=g.actor)
    return shown(Done(uid=path.item_uid))


@bp.post("/mailboxes/<uuid:uid>/periods/<uuid:item_uid>", responses={200: Done})
@scope("act")
def set_period(path: OfBox, body: Period) -> Response:
    """Say how long mail with a label stays."""
    found = _opened(path.uid, Can.MANAGE)
    label = queries.label_by_uid(found, path.item_uid)
    operations.set_period(found, label, body.days or None, by=g.actor)
    return shown(Done(uid=path.item_uid))
