"""Recognises reports of other houses among what came, and has them read by the limited child."""

import re
from collections.abc import Iterator
from typing import Any

from mail import operations
from mail.jobs.judging import FROM_OUTSIDE, Found
from mail.models import MailArrival
from mail.operations import Brought, Kept
from mail.operations.feedback import FEEDBACK
from mail.queries.feedback import report_domains
from office import blobs, outbox
from office.foreign.feedback import feedback
from office.foreign.letters import Letter, Part
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers
from office.permissions import SYSTEM

outbox.RETRIES[FEEDBACK] = outbox.Retry(limit=5)
SUBJECT = re.compile(r"\breport[ -]domain:", re.IGNORECASE)
FILE = re.compile(r"[^!]+![^!]+!\d+!\d+.*\.(xml|json|gz|zip)", re.IGNORECASE)
ENDS = (".xml", ".xml.gz", ".gz", ".zip", ".json")
MOST_FILES = 4


def brought_by(arrival: MailArrival, letter: Letter, kept: Kept, found: Found) -> Iterator[Brought]:
    """The reports in a mail that came to where the DNS lines of a domain want them."""
    if arrival.listener not in FROM_OUTSIDE or found.judged.hold:
        return
    parts = zip(letter.parts, kept.files, strict=False)
    files = [file for part, file in parts if _is_report(part, letter)][:MOST_FILES]
    if not files:
        return
    for domain in report_domains([str(one["address"]) for one in arrival.recipients]):
        for file in files:
            yield Brought(
                domain_id=domain.id,
                sha256=file.sha256,
                sender=kept.sender.address,
                is_proven=found.verdicts.get("dmarc") == "pass",
                received_at=arrival.received_at.isoformat(),
            )


def _is_report(part: Part, letter: Letter) -> bool:
    """By its name (RFC 7489 7.2.1.1, RFC 8460 5.1), its type, or the subject of its letter."""
    if FILE.fullmatch(part.name) or part.claimed.lower().startswith("application/tlsrpt"):
        return True
    return bool(SUBJECT.search(letter.head.subject)) and part.name.lower().endswith(ENDS)


@delivers(FEEDBACK)
def read(body: dict[str, Any]) -> None:
    """Keep what a report says, or why it says nothing."""
    brought = Brought(**body)
    try:
        told = feedback(blobs.path_of(brought.sha256))
    except ForeignFileRefused as fault:
        operations.keep_broken(brought, fault.reason.value, by=SYSTEM)
    else:
        operations.keep_feedback(brought, told, by=SYSTEM)
