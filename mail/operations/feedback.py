"""Keeping what other houses report about our mail: rows, or the reason why there are none."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from mail.models import (
    FeedbackKind,
    FeedbackLine,
    FeedbackSource,
    MailDomain,
    MailFeedback,
    rules_of,
)
from mail.policy import Can
from mail.wire import names
from office import clock, outbox
from office.db import db, insert_ignoring, new_uid, operation
from office.foreign.feedback import Dmarc, Promise, Source, Tls
from office.permissions import Actor, require

FEEDBACK = "mail.feedback"
NOT_OURS, NO_DAY = "not-ours", "no-day"
KEPT_DAYS = 400
OLDEST = timedelta(days=400)
PIECE = 500


@dataclass(frozen=True)
class Brought:
    """A file that came as a report: its domain and bytes, who sent it, when."""

    domain_id: int
    sha256: str
    sender: str
    is_proven: bool
    received_at: str


@operation
def ask_feedback(brought: Brought, *, by: Actor) -> None:
    """Have a report read; the same file for the same domain is read once."""
    require(by, Can.CARRY_OUT, brought)
    key = f"{FEEDBACK}:{brought.domain_id}:{brought.sha256}"
    outbox.enqueue(FEEDBACK, key=key, lane=outbox.Lane.BULK, **asdict(brought))


@operation
def keep_feedback(brought: Brought, told: Dmarc | Tls, *, by: Actor) -> None:
    """Keep what a report says of its domain; a report that came twice counts once."""
    require(by, Can.CARRY_OUT, brought)
    domain = db.session.get_one(MailDomain, brought.domain_id)
    day = _day(told, brought)
    rows = list(_rows(told, domain))
    if day is None or not rows:
        keep_broken(brought, NO_DAY if rows else NOT_OURS, by=by)
        return
    # An unproven report cannot keep out the true one.
    source = _from(brought) if brought.is_proven else "?"
    key = f"{told.kind}:{domain.id}:{source}:{told.organisation.lower()}:{told.report_id}"
    kept = _keep(
        brought,
        key=key,
        kind=FeedbackKind(told.kind),
        organisation=told.organisation,
        begins_at=_moment(told.begins),
        ends_at=_moment(told.ends),
        policy=told.policy if isinstance(told, Dmarc) else "",
        is_cut=told.cut,
    )
    if kept is not None:
        for table, facts in rows:
            db.session.add(table(feedback_id=kept.id, domain_id=domain.id, day=day, **facts))


@operation
def keep_broken(brought: Brought, problem: str, *, by: Actor) -> None:
    """Keep that a report came which says nothing to us, and why; its letter lies in the box."""
    require(by, Can.CARRY_OUT, brought)
    key = f"broken:{brought.domain_id}:{brought.sha256}"
    _keep(brought, key=key, kind=FeedbackKind.BROKEN, problem=problem)


@operation
def drop_aged_feedback(domain: MailDomain, *, by: Actor) -> int:
    """Let reports go with the mail of their domain (KEPT_DAYS where that has no end)."""
    require(by, Can.CARRY_OUT, domain)
    days = rules_of(domain).keep_days or KEPT_DAYS
    old = clock.now() - timedelta(days=days)
    wanted = select(MailFeedback.id).where(
        MailFeedback.domain_id == domain.id, MailFeedback.received_at < old
    )
    ids = list(db.session.scalars(wanted.order_by(MailFeedback.id).limit(PIECE)))
    if not ids:
        return 0
    for table in (FeedbackSource, FeedbackLine):
        db.session.execute(delete(table).where(table.feedback_id.in_(ids)))
    db.session.execute(delete(MailFeedback).where(MailFeedback.id.in_(ids)))
    return len(ids)


def _keep(brought: Brought, **facts: Any) -> MailFeedback | None:
    """The new row; none when the report is known."""
    row = {
        "uid": new_uid(),
        "domain_id": brought.domain_id,
        "organisation": "",
        "sender": brought.sender,
        "is_proven": brought.is_proven,
        "policy": "",
        "problem": "",
        "is_cut": False,
        "received_at": datetime.fromisoformat(brought.received_at),
    }
    if not insert_ignoring(MailFeedback, row | facts):
        return None
    found = select(MailFeedback).where(MailFeedback.key == facts["key"])
    return db.session.scalars(found).one()


def _from(brought: Brought) -> str:
    return names.domain_of(brought.sender)


# -------------------------------------------------------------------------------- rows


def _rows(told: Dmarc | Tls, domain: MailDomain) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    """What the report says of this domain and those below it."""
    if isinstance(told, Dmarc):
        if _is_of(told.domain, domain):
            yield from ((FeedbackSource, _source(one)) for one in told.rows)
        return
    for promise in told.rows:
        if _is_of(promise.domain, domain):
            yield from ((FeedbackLine, facts) for facts in _lines(promise))


def _is_of(name: str, domain: MailDomain) -> bool:
    plain = name.rstrip(".")
    return plain == domain.name or plain.endswith(f".{domain.name}")


def _source(one: Source) -> dict[str, Any]:
    signers = (f"{found.domain} {found.result}" for found in one.dkim_results if found.domain)
    return {
        "source": one.source,
        "count": one.count,
        "disposition": one.disposition.lower(),
        "dkim": one.dkim.lower(),
        "spf": one.spf.lower(),
        "signers": ", ".join(dict.fromkeys(signers))[:500],
    }


def _lines(promise: Promise) -> Iterator[dict[str, Any]]:
    """Good lines, each fault, and what the faults do not explain."""
    plain = {"policy": promise.policy, "host": ""}
    if promise.good or not promise.failed:
        yield plain | {"fault": "", "count": promise.good}
    for one in promise.faults:
        yield plain | {"fault": one.fault or "unknown", "host": one.host, "count": one.count}
    left = promise.failed - sum(one.count for one in promise.faults)
    if left > 0:
        yield plain | {"fault": "unknown", "count": left}


def _day(told: Dmarc | Tls, brought: Brought) -> date | None:
    """The day that a report is about; none when it lies in the future or long ago."""
    begins, came = _moment(told.begins), datetime.fromisoformat(brought.received_at)
    if begins is None or not came - OLDEST <= begins <= came + timedelta(days=1):
        return None
    return clock.to_local(begins).date()


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else None
    except ValueError:
        return None
