"""Domains, their rules and their keys for programs of the administrator."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.keeping_frame import ByBoth, agency, guard
from mail.models import (
    MailDomain,
    rules_of,
)
from mail.queries.domains import key_by_uid, keys_of, records_of
from office.api import ByUid, Closed, Whole, scope, shown


class NewDomain(Closed):
    """A domain to keep."""

    name: str = Field(max_length=253)


class Key(Closed):
    """A DKIM key; its private half never leaves the house."""

    uid: UUID
    selector: str
    public: str
    used_from: datetime | None
    retired_at: datetime | None


class Line(Closed):
    """A text to publish in DNS."""

    purpose: str
    name: str
    kind: str
    value: str


class Domain(Closed):
    """A domain with its rules, keys and records."""

    uid: UUID
    name: str
    is_proved: bool
    rules: dict[str, Any]
    keys: list[Key]
    records: list[Line]


class Domains(Closed):
    """The domains of the agency."""

    items: list[Domain]


class Rules(Closed):
    """The rules to set; those not named stay."""

    naming: str | None = None
    quota_mib: Whole | None = None
    desk_quota_mib: Whole | None = None
    largest_mib: Whole | None = None
    trash_days: Whole | None = None
    keep_days: Whole | None = None
    closed_days: Whole | None = None
    app_password_days: Whole | None = None
    leaver_answer_days: Whole | None = None
    receiver_days: Whole | None = None
    answers_receipts: str | None = None
    sts_mode: str | None = None
    may_forward_outside: bool | None = None
    is_dmarc_enforced: bool | None = None
    refuses_own_from_outside: bool | None = None
    names_successor: bool | None = None
    allows_private: bool | None = None
    publishes_directory: bool | None = None
    escrow: str | None = None
    escrow_certificate: str | None = Field(None, max_length=20_000)
    footer: str | None = None
    blocked: list[str] | None = None


def domain_of(domain: MailDomain) -> Domain:
    """A domain as programs see it."""
    lines = [
        Line(purpose=one.purpose.value, name=one.name, kind=one.kind, value=one.value)
        for one in records_of(domain)
    ]
    keys = [
        Key(
            uid=one.uid,
            selector=one.selector,
            public=one.public,
            used_from=one.used_from,
            retired_at=one.retired_at,
        )
        for one in keys_of(domain)
    ]
    rules = vars(rules_of(domain))
    return Domain(
        uid=domain.uid,
        name=domain.shown,
        is_proved=domain.proved_at is not None,
        rules=rules,
        keys=keys,
        records=lines,
    )


@bp.get("/mail-domains", responses={200: Domains})
@scope("admin")
def list_domains() -> Response:
    """The domains of the agency."""
    guard()
    return shown(Domains(items=[domain_of(one) for one in queries.kept_domains(g.actor.agency_id)]))


@bp.post("/mail-domains", responses={200: Domain})
@scope("admin")
def open_domain(body: NewDomain) -> Response:
    """Take a domain into the house."""
    guard()
    return shown(domain_of(operations.open_domain(agency(), body.name, by=g.actor)))


@bp.post("/mail-domains/<uuid:uid>/rules", responses={200: Domain})
@scope("admin")
def set_rules(path: ByUid, body: Rules) -> Response:
    """Set the mail rules of a domain."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.set_rules(domain, body.model_dump(exclude_none=True), by=g.actor)
    return shown(domain_of(domain))


@bp.post("/mail-domains/<uuid:uid>/keys", responses={200: Domain})
@scope("admin")
def make_key(path: ByUid) -> Response:
    """Make the next DKIM key."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.make_key(domain, by=g.actor)
    return shown(domain_of(domain))


@bp.post("/mail-domains/<uuid:uid>/keys/<uuid:item_uid>/use", responses={200: Domain})
@scope("admin")
def use_key(path: ByBoth) -> Response:
    """Sign with a key from now on."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.use_key(key_by_uid(domain, path.item_uid), by=g.actor)
    return shown(domain_of(domain))


@bp.post("/mail-domains/<uuid:uid>/keys/<uuid:item_uid>/retirement", responses={200: Domain})
@scope("admin")
def retire_key(path: ByBoth) -> Response:
    """Take a key out of use."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.retire_key(key_by_uid(domain, path.item_uid), by=g.actor)
    return shown(domain_of(domain))


@bp.post("/mail-domains/<uuid:uid>/check", responses={200: Domain})
@scope("admin")
def ask_dns(path: ByUid) -> Response:
    """Look in DNS soon."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.ask_dns(domain, by=g.actor)
    return shown(domain_of(domain))
