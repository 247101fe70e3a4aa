"""Asking for verdicts and keeping them."""

from collections.abc import Sequence

from sqlalchemy import select

from office import clock, outbox
from office.db import db, insert_ignoring, new_uid, operation
from office.events import publish
from office.permissions import Actor, require
from signing import queries
from signing.events import Verified
from signing.models import StoredVerdict
from signing.pades.answers import Expected, Verdict
from signing.policy import Can


@operation
def ask_verdict(sha256: str, *, expected: Sequence[Expected] = (), by: Actor) -> None:
    """Have a file judged again; who is expected stays known for later questions."""
    require(by, Can.READ_VERDICT, sha256)
    stored = _row(sha256)
    if expected:
        stored.expected = [one.organisation for one in expected if one.organisation]
    stored.asked_at = clock.now()
    outbox.enqueue(
        "signing.verify",
        key=f"signing:verify:{sha256}:{stored.asked_at.isoformat()}",
        lane=outbox.Lane.BULK,
        urgent=True,
        sha256=sha256,
    )


@operation
def keep_verdict(sha256: str, found: Verdict, *, by: Actor) -> None:
    """Keep what was found and tell those who show the file."""
    require(by, Can.CARRY_OUT, sha256)
    stored = _row(sha256)
    stored.report = queries.REPORTS.dump_python(found, mode="json")
    stored.state, stored.count = found.state.value, len(found.signatures)
    stored.judged_at = clock.now()
    publish(Verified(sha256, stored.state, stored.count))


def _row(sha256: str) -> StoredVerdict:
    insert_ignoring(
        StoredVerdict,
        {
            "uid": new_uid(),
            "sha256": sha256,
            "expected": [],
            "state": "",
            "signature_count": 0,
            "report": {},
            "asked_at": clock.now(),
        },
    )
    found = select(StoredVerdict).where(StoredVerdict.sha256 == sha256)
    return db.session.scalars(found).one()
