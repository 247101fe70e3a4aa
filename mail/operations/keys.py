"""DKIM keys of a domain: made, published, then used; the former one stays in DNS for a while."""

import secrets

from sqlalchemy import update

from mail.models import MailDomain, MailKey
from mail.operations.boxes import keeper_of
from mail.policy import Can
from mail.queries.domains import KEY_PURPOSE, keys_of
from mail.wire import dkim
from office import audit, clock, outbox, vault
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

CHECK = "mail.check_dns"
MOST_WAITING = 2


@operation
def make_key(domain: MailDomain, *, by: Actor) -> MailKey:
    """Make the next key of a domain; it signs once its text was published and it is put to use."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    waiting = [key for key in keys_of(domain) if key.used_from is None and key.retired_at is None]
    if len(waiting) >= MOST_WAITING:
        raise Refusal(
            _("Keys of this domain already wait to be used."),
            fix=_("Publish one of them and put it to use, or retire it."),
        )
    pem = dkim.make_key()
    key = MailKey(
        domain_id=domain.id,
        selector=f"cv{clock.today():%Y%m%d}{secrets.token_hex(2)}",
        sealed=vault.lock(pem.decode(), purpose=KEY_PURPOSE),
        public=dkim.record_text(pem),
        made_at=clock.now(),
    )
    db.session.add(key)
    db.session.flush()
    audit.record("mail.key_made", key, by=by, domain=domain.shown, selector=key.selector)
    return key


@operation
def use_key(key: MailKey, *, by: Actor) -> None:
    """Sign with a key from now on; the one before signs no more but stays published (xoay khóa)."""
    domain = db.session.get_one(MailDomain, key.domain_id)
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    if key.used_from is not None or key.retired_at is not None:
        raise Refusal(_("This key was used already; make a new one."))
    now = clock.now()
    db.session.execute(
        update(MailKey)
        .where(
            MailKey.domain_id == domain.id,
            MailKey.used_from.is_not(None),
            MailKey.retired_at.is_(None),
        )
        .values(retired_at=now)
    )
    key.used_from = now
    audit.record("mail.key_used", key, by=by, domain=domain.shown, selector=key.selector)


@operation
def retire_key(key: MailKey, *, by: Actor) -> None:
    """Take a key out of use for good; without another letters leave unsigned."""
    domain = db.session.get_one(MailDomain, key.domain_id)
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    if key.retired_at is not None:
        raise Refusal(_("This key was retired already."))
    _retire(key, domain, by)


def _retire(key: MailKey, domain: MailDomain, by: Actor) -> None:
    key.retired_at = clock.now()
    audit.record("mail.key_retired", key, by=by, domain=domain.shown, selector=key.selector)


def retire_all(domain: MailDomain, *, by: Actor) -> None:
    """No key of a domain signs any more, nor will one that was made and not used yet."""
    for key in keys_of(domain):
        if key.retired_at is None:
            _retire(key, domain, by)


@operation
def ask_dns(domain: MailDomain, *, by: Actor) -> None:
    """Have a job look whether DNS shows what the domain should publish."""
    require(by, Can.KEEP_BOXES, keeper_of(domain.agency_id))
    outbox.repeat(CHECK, key=f"{CHECK}:{domain.uid}", lane=outbox.Lane.MAIL, domain=domain.id)


@operation
def note_dns(domain: MailDomain, seen: dict[str, dict[str, object]], *, by: Actor) -> None:
    """Keep what DNS said of each record."""
    require(by, Can.CARRY_OUT)
    domain.seen, domain.seen_at = seen, clock.now()
