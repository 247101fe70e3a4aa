"""Reports of other houses about our mail, for programs of the administrator."""

from datetime import date, datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import queries
from mail.api.blueprint import bp
from mail.api.keeping_frame import guard
from mail.models import FeedbackKind, MailFeedback
from mail.queries import feedback
from office.api import Closed, Paging, scope, shown
from office.ui import paging


class Span(Closed):
    """How many days back."""

    days: int = Field(30, ge=1, le=400)


class LetterDay(Closed):
    """Letters under the name of a domain on a day."""

    day: date
    domain: str
    count: int
    good: int
    stopped: int


class LetterSource(Closed):
    """Letters from one address."""

    source: str
    count: int
    dkim: int
    spf: int
    stopped: int
    reporters: int
    signers: str


class LineDay(Closed):
    """Lines to the hosts of a domain on a day."""

    day: date
    domain: str
    good: int
    failed: int


class LineFault(Closed):
    """Lines that failed alike."""

    fault: str
    policy: str
    host: str
    count: int
    last: date


class Sums(Closed):
    """What the reports of a span come to."""

    letters: list[LetterDay]
    sources: list[LetterSource]
    lines: list[LineDay]
    faults: list[LineFault]


class Report(Closed):
    """One report; `problem` is why it could not be read."""

    uid: UUID
    kind: FeedbackKind
    domain: str
    organisation: str
    sender: str
    is_proven: bool
    begins_at: datetime | None
    ends_at: datetime | None
    problem: str
    received_at: datetime


class Reports(Closed):
    """Reports, the latest first."""

    items: list[Report]
    next: str | None


@bp.get("/mail-reports", responses={200: Sums})
@scope("admin")
def sum_reports(query: Span) -> Response:
    """Letters under our name and lines to our hosts, as others saw them."""
    guard()
    domains = {one.id: one.name for one in queries.domains_of(g.actor.agency_id)}
    first = feedback.since(query.days)
    letters = [
        LetterDay(
            day=one.day,
            domain=domains[one.domain_id],
            count=one.count,
            good=one.good,
            stopped=one.stopped,
        )
        for one in feedback.dmarc_days(domains, first)
    ]
    lines = [
        LineDay(day=one.day, domain=domains[one.domain_id], good=one.good, failed=one.failed)
        for one in feedback.tls_days(domains, first)
    ]
    return shown(
        Sums(
            letters=letters,
            sources=[LetterSource(**vars(one)) for one in feedback.dmarc_sources(domains, first)],
            lines=lines,
            faults=[LineFault(**vars(one)) for one in feedback.tls_faults(domains, first)],
        )
    )


@bp.get("/mail-reports/received", responses={200: Reports})
@scope("admin")
def list_reports(query: Paging) -> Response:
    """The reports that came, with what was wrong with them."""
    guard()
    domains = {one.id: one.name for one in queries.domains_of(g.actor.agency_id)}
    wanted = feedback.received(domains)
    found = paging.latest(wanted, MailFeedback.id, query.cursor, size=query.limit)
    return shown(Reports(items=[_report(row, domains) for row in found.rows], next=found.after))


def _report(row: MailFeedback, domains: dict[int, str]) -> Report:
    return Report(
        uid=row.uid,
        kind=row.kind,
        domain=domains[row.domain_id],
        organisation=row.organisation,
        sender=row.sender,
        is_proven=row.is_proven,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        problem=row.problem,
        received_at=row.received_at,
    )
