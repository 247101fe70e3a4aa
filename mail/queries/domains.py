"""What a domain should publish in DNS, by its keys and the settings of the installation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from mail.models import KnownPolicy, MailDomain, MailKey, rules_of
from mail.queries.addresses import is_proved
from mail.queries.feedback import REPORTS
from mail.queries.outgoing import smarthost
from mail.wire import sts
from mail.wire.records import Purpose, Record, Sending, Standing, wanted
from office.config import current_settings
from office.db import db
from office.errors import NotFound
from office.i18n import _

KEY_PURPOSE = "dkim"
STS_AGE = 7 * 86_400


def keys_of(domain: MailDomain) -> Sequence[MailKey]:
    """The keys of a domain: the one that signs, those that wait, those that were retired."""
    mine = select(MailKey).where(MailKey.domain_id == domain.id)
    order = (MailKey.retired_at.is_not(None), MailKey.used_from.is_(None), MailKey.id.desc())
    return db.session.scalars(mine.order_by(*order)).all()


def key_by_uid(domain: MailDomain, uid: UUID) -> MailKey:
    """One key of a domain."""
    mine = select(MailKey).where(MailKey.domain_id == domain.id, MailKey.uid == uid)
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound(_("There is no such key."))
    return found


def sending_of(domain: MailDomain) -> Sending:
    """How a domain sends and takes mail, as its records must say it."""
    relay = smarthost()
    keys = [key for key in keys_of(domain) if key.retired_at is None]
    text = sts_text(domain)
    return Sending(
        domain=domain.name,
        proof="" if domain.proved_at else domain.token,
        mail_host=_mail_host(domain),
        relay=relay[0] if relay and not _is_address(relay[0]) else "",
        keys=tuple((key.selector, key.public) for key in keys),
        reports_to=f"{REPORTS}@{domain.name}",
        policy="quarantine" if rules_of(domain).is_dmarc_enforced else "none",
        sts_id=sts.id_of(text) if text else "",
        web_host=web_host(),
    )


def sts_text(domain: MailDomain) -> str:
    """The promise of a domain as it is served (RFC 8461 3.2); nothing where none is made."""
    mode = rules_of(domain).sts_mode
    return "" if mode == "off" else sts.policy_text(mode, [_mail_host(domain)], max_age=STS_AGE)


def promised_at(host: str) -> str:
    """What is served under a name of ours that begins with mta-sts; nothing under any other."""
    label, _dot, name = host.lower().rstrip(".").partition(".")
    if label != "mta-sts":
        return ""
    wanted = select(MailDomain).where(MailDomain.name == name, is_proved())
    domain = db.session.scalars(wanted).first()
    return sts_text(domain) if domain is not None else ""


RESERVED_NAMES = ("example", "test", "invalid", "localhost")


def is_without_dns(domain: MailDomain) -> bool:
    """Whether DNS cannot prove a domain: nobody answered, or its name is in no DNS (RFC 6761)."""
    if domain.name.rpartition(".")[2] in RESERVED_NAMES:
        return True
    proof = next((one for one in records_of(domain) if one.purpose is Purpose.PROOF), None)
    seen = domain.seen.get(f"{proof.name}/{proof.purpose}", {}) if proof else {}
    return bool(seen.get("standing") == Standing.UNKNOWN)


def known_policy(domain: str) -> sts.Policy | None:
    """What another domain promised when we asked last."""
    wanted = select(KnownPolicy).where(KnownPolicy.domain == domain)
    row = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    return sts.Policy(row.version, row.mode, tuple(row.hosts), row.until) if row else None


def _mail_host(domain: MailDomain) -> str:
    return current_settings().mail_from.rpartition("@")[2] or f"mail.{domain.name}"


def web_host() -> str:
    """The first whole name under which people open the pages; nothing where none is known."""
    hosts = current_settings().trusted_hosts
    named = (one for one in hosts if "." in one.strip(".") and not one.startswith("."))
    return next((one for one in named if not _is_address(one)), "")


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def records_of(domain: MailDomain) -> tuple[Record, ...]:
    """The texts to publish, in the order in which it is best done."""
    return wanted(sending_of(domain))
