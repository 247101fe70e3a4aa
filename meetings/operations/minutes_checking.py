"""Having a file checked: its signatures, and whether what it was made of is still the same."""

from collections.abc import Mapping
from typing import Any

from meetings.models import MinutesCheck
from meetings.policy.minutes import Can
from office import audit, blobs, clock, outbox
from office.db import db, operation
from office.permissions import Actor, require
from signing import operations as signing

LONGEST_NAME = 200


@operation
def ask_check(stored: blobs.Stored, name: str, *, by: Actor) -> MinutesCheck:
    """Have minutes checked; the file is kept with the check and shown to nobody else."""
    require(by, Can.CHECK, by)
    made = MinutesCheck(
        person_id=by.person_id,
        name=name.strip()[:LONGEST_NAME] or "bien-ban.pdf",
        sha256=stored.sha256,
        asked_at=clock.now(),
        report={},
    )
    db.session.add(made)
    db.session.flush()
    audit.record("minutes.check", made, by=by, sha256=stored.sha256)
    signing.ask_verdict(stored.sha256, by=by)
    outbox.enqueue(
        "meetings.check_minutes", key=f"minutes-check:{made.uid}", urgent=True, check_id=made.id
    )
    return made


@operation
def keep_check(check: MinutesCheck, report: Mapping[str, Any], *, by: Actor) -> None:
    """Keep what was found."""
    require(by, Can.RECORD, check)
    check.report, check.checked_at = dict(report), clock.now()
