"""What the doctor says of keys, certificates and the name that our letters have elsewhere."""

from collections.abc import Iterator
from datetime import timedelta

from cryptography import x509
from sqlalchemy import select

from mail.models import MailDomain, MailState, OutgoingMail
from mail.queries.domains import keys_of, records_of
from mail.queries.outgoing import is_open
from mail.wire.records import Purpose, Standing
from office import clock
from office.config import current_settings
from office.db import db
from office.health import looked_at

SOON = timedelta(days=21)
DAY = timedelta(days=1)
MOST_READ = 2000
MOST_REFUSING = 3
UNWANTED = "5.7."


@looked_at("mail keys")
def keys() -> Iterator[str]:
    """Letters that leave unsigned, and signatures that nobody can check."""
    open_ones = select(MailDomain).where(MailDomain.closed_at.is_(None)).order_by(MailDomain.id)
    for domain in db.session.scalars(open_ones).all():
        if not is_open(domain.agency_id):
            continue
        in_use = [one for one in keys_of(domain) if one.used_from and not one.retired_at]
        if not in_use:
            yield f"letters of {domain.name} leave unsigned: make a DKIM key on its page"
        elif domain.seen_at is None:
            yield f"nobody looked at the DNS lines of {domain.name} yet: press the button there"
        else:
            yield from _unseen(domain)


def _unseen(domain: MailDomain) -> Iterator[str]:
    for record in records_of(domain):
        seen = domain.seen.get(f"{record.name}/{record.purpose}", {})
        is_seen = seen.get("standing") == Standing.SEEN.value
        if record.purpose in (Purpose.DKIM, Purpose.SPF) and not is_seen:
            yield f"DNS does not show {record.name} ({record.purpose.value}): publish it and look"


@looked_at("mail certificate")
def certificate() -> Iterator[str]:
    """The one that `office smtp` shows, if it was set or made."""
    settings = current_settings()
    file = settings.smtp_certificate or settings.data_dir / "smtp.pem"
    if not file.exists():
        if settings.smtp_certificate:
            yield f"{file} is missing: office smtp cannot encrypt; put the certificate there"
        return
    try:
        data = file.read_bytes()
        found = x509.load_pem_x509_certificate(data[data.find(b"-----BEGIN CERTIFICATE") :])
    except (OSError, ValueError):
        yield f"{file} holds no certificate that can be read"
        return
    ends = found.not_valid_after_utc
    if ends < clock.now() + SOON:
        way = "renew it, then SIGHUP to office smtp"
        if not settings.smtp_certificate:
            way = "remove it and start office smtp anew"
        yield f"the certificate of mail ends on {ends:%Y-%m-%d}: {way}"


@looked_at("mail elsewhere")
def unwanted() -> Iterator[str]:
    """Several hosts that refuse our letters by policy: we may stand on a blocklist."""
    wanted = select(OutgoingMail.answer).where(
        OutgoingMail.state == MailState.FAILED, OutgoingMail.made_at > clock.now() - DAY
    )
    answers = db.session.scalars(wanted.order_by(OutgoingMail.id.desc()).limit(MOST_READ)).all()
    told = [one for one in answers if str(one.get("status", "")).startswith(UNWANTED)]
    hosts = sorted({str(one.get("host")) for one in told if one.get("host")})
    if len(hosts) >= MOST_REFUSING:
        yield (
            f"{len(hosts)} hosts refused our letters as unwanted since yesterday"
            f" ({', '.join(hosts[:3])}): look whether our address stands on a blocklist"
        )


def troubles() -> set[str]:
    """Which of those there are that concern all agencies of the house, by a word for each."""
    checks = {"certificate": certificate, "unwanted": unwanted}
    return {code for code, check in checks.items() if next(iter(check()), None)}
