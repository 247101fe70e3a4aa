"""What others reported about the mail of an agency: sums by day, by source and by fault."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, func, or_, select

from mail.models import (
    FeedbackKind,
    FeedbackLine,
    FeedbackSource,
    MailDomain,
    MailFeedback,
)
from mail.wire import names
from office import clock
from office.db import db

MOST_ROWS = 60
REPORTS = "postmaster"
STOPPED = ("quarantine", "reject")


@dataclass(frozen=True)
class DmarcDay:
    """Letters under the name of a domain on a day; a good one passed SPF or DKIM in alignment."""

    day: date
    domain_id: int
    count: int
    good: int
    stopped: int

    @property
    def bad(self) -> int:
        """Those that passed neither."""
        return self.count - self.good


@dataclass(frozen=True)
class DmarcSource:
    """Letters from one address; `reporters` is how many houses saw them."""

    source: str
    count: int
    dkim: int
    spf: int
    stopped: int
    reporters: int
    signers: str


@dataclass(frozen=True)
class TlsDay:
    """Lines to the hosts of a domain on a day."""

    day: date
    domain_id: int
    good: int
    failed: int


@dataclass(frozen=True)
class TlsFault:
    """Lines that failed alike."""

    fault: str
    policy: str
    host: str
    count: int
    last: date


def report_domains(addresses: Collection[str]) -> Sequence[MailDomain]:
    """The domains whose reports come to one of these addresses, as our DNS lines name it."""
    found = {names.domain_of(one) for one in addresses if names.split(one)[0].lower() == REPORTS}
    wanted = select(MailDomain).where(MailDomain.name.in_(found), MailDomain.closed_at.is_(None))
    return db.session.scalars(wanted.order_by(MailDomain.id)).all()


def all_domains() -> Sequence[MailDomain]:
    """Every domain that the house has or had."""
    return db.session.scalars(select(MailDomain).order_by(MailDomain.id)).all()


def since(days: int) -> date:
    """The first of the last days."""
    return clock.today() - timedelta(days=days - 1)


def dmarc_days(domain_ids: Collection[int], first: date) -> list[DmarcDay]:
    """Day by day, the latest first."""
    row = FeedbackSource
    good = or_(row.dkim == "pass", row.spf == "pass")
    sums = (
        func.sum(row.count),
        func.coalesce(func.sum(row.count).filter(good), 0),
        func.coalesce(func.sum(row.count).filter(row.disposition.in_(STOPPED)), 0),
    )
    wanted = (
        select(row.day, row.domain_id, *sums)
        .join(MailFeedback, and_(MailFeedback.id == row.feedback_id, MailFeedback.is_proven))
        .where(row.domain_id.in_(domain_ids), row.day >= first)
        .group_by(row.day, row.domain_id)
        .order_by(row.day.desc(), row.domain_id)
    )
    return [
        DmarcDay(day, of, int(count), int(good), int(stopped))
        for day, of, count, good, stopped in db.session.execute(wanted)
    ]


def dmarc_sources(domain_ids: Collection[int], first: date) -> list[DmarcSource]:
    """From where letters under our name came; those that nobody confirms first."""
    row = FeedbackSource
    passed = or_(row.dkim == "pass", row.spf == "pass")
    bad = func.coalesce(func.sum(row.count).filter(~passed), 0)
    wanted = (
        select(
            row.source,
            func.sum(row.count),
            func.coalesce(func.sum(row.count).filter(row.dkim == "pass"), 0),
            func.coalesce(func.sum(row.count).filter(row.spf == "pass"), 0),
            func.coalesce(func.sum(row.count).filter(row.disposition.in_(STOPPED)), 0),
            func.count(MailFeedback.organisation.distinct()),
            func.max(row.signers),
        )
        .join(MailFeedback, and_(MailFeedback.id == row.feedback_id, MailFeedback.is_proven))
        .where(row.domain_id.in_(domain_ids), row.day >= first)
        .group_by(row.source)
        .order_by(bad.desc(), func.sum(row.count).desc(), row.source)
        .limit(MOST_ROWS)
    )
    return [
        DmarcSource(source, int(count), int(dkim), int(spf), int(stopped), reporters, signers)
        for source, count, dkim, spf, stopped, reporters, signers in db.session.execute(wanted)
    ]


def tls_days(domain_ids: Collection[int], first: date) -> list[TlsDay]:
    """Day by day, the latest first."""
    row = FeedbackLine
    wanted = (
        select(
            row.day,
            row.domain_id,
            func.coalesce(func.sum(row.count).filter(row.fault == ""), 0),
            func.coalesce(func.sum(row.count).filter(row.fault != ""), 0),
        )
        .join(MailFeedback, and_(MailFeedback.id == row.feedback_id, MailFeedback.is_proven))
        .where(row.domain_id.in_(domain_ids), row.day >= first)
        .group_by(row.day, row.domain_id)
        .order_by(row.day.desc(), row.domain_id)
    )
    return [
        TlsDay(day, of, int(good), int(failed))
        for day, of, good, failed in db.session.execute(wanted)
    ]


def tls_faults(domain_ids: Collection[int], first: date) -> list[TlsFault]:
    """Why lines were not private, the most frequent fault first."""
    row = FeedbackLine
    number = func.sum(row.count)
    wanted = (
        select(row.fault, row.policy, row.host, number, func.max(row.day))
        .join(MailFeedback, and_(MailFeedback.id == row.feedback_id, MailFeedback.is_proven))
        .where(row.domain_id.in_(domain_ids), row.day >= first, row.fault != "")
        .group_by(row.fault, row.policy, row.host)
        .order_by(number.desc(), row.fault)
        .limit(MOST_ROWS)
    )
    return [
        TlsFault(fault, policy, host, int(count), last)
        for fault, policy, host, count, last in db.session.execute(wanted)
    ]


def received(
    domain_ids: Collection[int], kinds: Collection[FeedbackKind] = ()
) -> Select[MailFeedback]:
    """The reports themselves, the latest first."""
    found = select(MailFeedback).where(MailFeedback.domain_id.in_(domain_ids))
    if kinds:
        found = found.where(MailFeedback.kind.in_(kinds))
    return found.order_by(MailFeedback.id.desc())
