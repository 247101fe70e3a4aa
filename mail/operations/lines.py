"""Counting how private our lines were, for the daily reports of RFC 8460."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import delete, select, update

from mail.models import KnownPolicy, LineCount
from mail.policy import Can
from mail.wire.sts import Policy
from mail.wire.tls_reports import Seen
from office import clock
from office.db import db, insert_ignoring, operation
from office.permissions import Actor, require


@operation
def count_lines(counts: Mapping[Seen, int], *, by: Actor) -> None:
    """Add what was seen on the lines of one delivery to the counts of the day."""
    require(by, Can.CARRY_OUT)
    for seen, times in counts.items():
        facts = {"day": clock.today(), **asdict(seen)}
        insert_ignoring(LineCount, facts | {"times": 0, "is_told": False})
        mine = [getattr(LineCount, name) == value for name, value in facts.items()]
        change = update(LineCount).where(*mine).values(times=LineCount.count + times)
        db.session.execute(change.execution_options(synchronize_session=False))


@operation
def mark_told(rows: list[LineCount], *, by: Actor) -> None:
    """What a domain was told once is not told again."""
    require(by, Can.CARRY_OUT)
    ids = [row.id for row in rows]
    for row in db.session.scalars(select(LineCount).where(LineCount.id.in_(ids))):
        row.told = True


@operation
def keep_policy(domain: str, policy: Policy, *, by: Actor) -> None:
    """Remember what another domain promised, in place of what it promised before."""
    require(by, Can.CARRY_OUT)
    db.session.execute(delete(KnownPolicy).where(KnownPolicy.until < clock.now()))
    facts = {
        "version": policy.id,
        "mode": policy.mode,
        "hosts": list(policy.hosts),
        "until": policy.until,
    }
    if not insert_ignoring(KnownPolicy, {"domain": domain} | facts):
        change = update(KnownPolicy).where(KnownPolicy.domain == domain).values(**facts)
        db.session.execute(change.execution_options(synchronize_session=False))
