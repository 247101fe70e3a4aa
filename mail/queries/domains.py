"""What a domain should publish in DNS, by its keys and the settings of the installation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from mail.models import MailDomain, MailKey, rules_of
from mail.queries.feedback import REPORTS
from mail.queries.outgoing import smarthost
from mail.wire.records import Record, Sending, wanted
from office import clock
from office.config import current_settings
from office.db import db
from office.errors import NotFound
from office.i18n import _

KEY_PURPOSE = "dkim"


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
    settings = current_settings()
    relay = smarthost()
    keys = [key for key in keys_of(domain) if key.retired_at is None]
    return Sending(
        domain=domain.name,
        mail_host=settings.mail_from.rpartition("@")[2] or f"mail.{domain.name}",
        relay=relay[0] if relay and not _is_address(relay[0]) else "",
        keys=tuple((key.selector, key.public) for key in keys),
        reports_to=f"{REPORTS}@{domain.name}",
        policy="quarantine" if rules_of(domain).is_dmarc_enforced else "none",
        sts_id=f"{clock.to_local(domain.opened_at):%Y%m%d}",
    )


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def records_of(domain: MailDomain) -> tuple[Record, ...]:
    """The texts to publish, in the order in which it is best done."""
    return wanted(sending_of(domain))
