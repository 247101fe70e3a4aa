"""The key that signs the letters of a domain."""

from dataclasses import dataclass

from sqlalchemy import select

from mail.models import MailDomain, MailKey
from office import clock, vault
from office.db import db

PURPOSE = "dkim"


@dataclass(frozen=True)
class SigningKey:
    """A private key as PEM, with the place where DNS publishes its other half."""

    domain: str
    selector: str
    pem: bytes


def signing_key(domain: str) -> SigningKey | None:
    """The key in use for a domain of ours; None where it has none."""
    row = db.session.execute(
        select(MailKey.selector, MailKey.sealed)
        .join(MailDomain, MailDomain.id == MailKey.domain_id)
        .where(
            MailDomain.name == domain,
            MailKey.used_from <= clock.now(),
            MailKey.retired_at.is_(None),
        )
        .order_by(MailKey.used_from.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return SigningKey(domain, row.selector, vault.unlock(row.sealed, purpose=PURPOSE).encode())
