"""Takes over what the SMTP side accepted: the bytes into the store, the rest into the database.

A row of the intake is settled after our commit: whoever falls in between finds the arrival again
by its key, and it is one.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import structlog

from mail import operations
from mail.models import MailArrival
from mail.operations import Envelope
from mail.smtp.intake.reading import Intakes
from mail.smtp.intake.rows import Mail
from mail.wire.answers import from_xtext, from_xtext_address
from office import blobs, clock
from office.blobs import Stored
from office.config import current_settings
from office.db import transaction
from office.outbox import every
from office.permissions import SYSTEM

FOLDER = "intake"
BATCH = 50
MOST_BATCHES = 40
LEASE_SECONDS = 30.0
TRY_AGAIN_SECONDS = 60.0
KEPT_FOR = timedelta(days=7)
log = structlog.get_logger()


class Spoilt(Exception):
    """The bytes in the intake are not those that were accepted."""


@every(name="mail.intake", seconds=lambda settings: settings.mail_intake_seconds)
def take_over(_body: dict[str, Any]) -> None:
    """Move what waits, batch by batch; a batch is read together by one limited child."""
    folder = current_settings().data_dir / FOLDER
    if not folder.is_dir():
        return
    with closing(Intakes(folder)) as intakes:
        for _batch in range(MOST_BATCHES):
            if move_batch(intakes) < BATCH:
                return


def move_batch(intakes: Intakes) -> int:
    """Take over the next mails; says how many were waiting."""
    leased = intakes.lease(BATCH, seconds=LEASE_SECONDS)
    kept = [(mail, stored) for mail in leased if (stored := _store(intakes, mail))]
    with transaction():
        arrivals = [operations.take_in(_envelope(mail, one), by=SYSTEM) for mail, one in kept]
        operations.ask_delivery(_waiting(arrivals), by=SYSTEM)
    for mail, _stored in kept:
        intakes.settle(mail)
    return len(leased)


def _waiting(arrivals: list[MailArrival]) -> list[MailArrival]:
    return [one for one in arrivals if one.message_id is None]


def _store(intakes: Intakes, mail: Mail) -> Stored | None:
    """A full disk lets the mail wait where it is safe; spoilt bytes wait for people."""
    try:
        return _copy(mail)
    except Spoilt as fault:
        log.error("intake_spoilt", key=mail.head.key)
        intakes.fail(mail, str(fault))
    except OSError as fault:
        log.warning("intake_waits", key=mail.head.key, exc_info=fault)
        intakes.put_off(mail, str(fault), seconds=TRY_AGAIN_SECONDS)
    return None


def _copy(mail: Mail) -> Stored:
    with mail.body_file.open("rb") if mail.body_file else BytesIO(mail.content()) as source:
        stored = blobs.put(source)
    if stored.sha256 != mail.head.sha256:
        raise Spoilt("the bytes are not those that were accepted")
    return stored


def _envelope(mail: Mail, stored: Stored) -> Envelope:
    head = mail.head
    return Envelope(
        key=f"intake:{head.key}",
        listener=head.listener,
        envelope_from=head.mail_from,
        recipients=[_in_words(one, "orcpt", from_xtext_address) for one in mail.recipients],
        sha256=stored.sha256,
        size=stored.size,
        received_at=datetime.fromisoformat(head.received_at),
        peer=head.peer,
        helo=head.helo,
        login=head.auth_user,
        options=_in_words(mail.options, "envid", from_xtext),
    )


def _in_words(wishes: dict[str, str], name: str, read: Callable[[str], str]) -> dict[str, str]:
    """One of the wishes in plain words: it is coded again where the mail goes on."""
    return wishes | {name: read(wishes[name])} if name in wishes else wishes


@every(name="mail.intake_prune", cron="50 3 * * *")
def prune(_body: dict[str, Any]) -> None:
    """Drop rows settled long ago; the arrivals stay."""
    folder = current_settings().data_dir / FOLDER
    if folder.is_dir():
        with closing(Intakes(folder)) as intakes:
            intakes.prune(before=clock.now() - KEPT_FOR)
