"""Looks at what DNS shows of a domain; pages show what was seen last."""

from typing import Any

from mail import operations
from mail.jobs.ways import the_resolver
from mail.models import MailDomain
from mail.operations.keys import CHECK
from mail.queries.domains import sending_of
from mail.wire.records import Purpose, Standing, check
from office import outbox
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM

outbox.RETRIES[CHECK] = outbox.Retry(limit=2)


@delivers(CHECK)
def look(body: dict[str, Any]) -> None:
    """Ask for every record once."""
    domain = db.session.get_one(MailDomain, body["domain"])
    found = check(sending_of(domain), the_resolver())
    seen: dict[str, dict[str, object]] = {
        one.record.name + "/" + one.record.purpose: {
            "standing": one.standing.value,
            "found": [text[:500] for text in one.found[:5]],
        }
        for one in found
    }
    operations.note_dns(domain, seen, by=SYSTEM)
    if any(one.record.purpose is Purpose.PROOF and one.standing is Standing.SEEN for one in found):
        operations.prove_domain(domain, how="DNS", by=SYSTEM)
