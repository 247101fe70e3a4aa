"""Jobs that were given up, for the administrator's programs: listed, tried again."""

from datetime import datetime

from flask import Response, g
from pydantic import Field

from documents import operations
from documents.api.frame import api
from documents.policy.seeing import Can
from office import failed_jobs as jobs
from office.api import Closed, Paging, shown
from office.outbox import OutboxMessage
from office.permissions import require
from office.ui import paging


class JobOut(Closed):
    """A job by its number; of its fault the kind alone, whose words may tell of a document."""

    number: int
    topic: str
    asked_at: datetime
    attempts: int
    fault: str


class JobList(Closed):
    """A page of failed jobs, the newest first."""

    items: list[JobOut]
    next: str | None


class ByNumber(Closed):
    """A job by its number."""

    number: int = Field(ge=1)


@api.get("/failed-jobs", responses={200: JobList})
def failed_jobs(query: Paging) -> Response:
    """The jobs that were given up."""
    require(g.actor, Can.SEE_RUNNING, None)
    before = paging.decode(query.cursor, int)
    found = jobs.newest(query.limit + 1, before=before[0] if before else None)
    page = paging.page_of(found, key=lambda job: (job.id,), size=query.limit)
    return shown(JobList(items=[_out(job) for job in page.rows], next=page.after))


@api.post("/failed-jobs/<int:number>/again", responses={200: JobOut})
def try_job_again(path: ByNumber) -> Response:
    """Have a failed job tried again."""
    require(g.actor, Can.SEE_RUNNING, None)
    job = jobs.by_number(path.number)
    operations.try_job_again(job, by=g.actor)
    return shown(_out(job))


def _out(job: OutboxMessage) -> JobOut:
    return JobOut(
        number=job.id,
        topic=job.topic,
        asked_at=job.created_at,
        attempts=job.attempts,
        fault=jobs.fault_of(job),
    )
