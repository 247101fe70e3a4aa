"""What the administrator looks after: what is missing, the last backup, jobs that were given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations
from documents.policy.seeing import Can
from documents.views.blueprint import actor, home
from office import failed_jobs as jobs
from office import missing
from office.config import current_settings
from office.i18n import _
from office.i18n import number as shown_number
from office.permissions import require
from office.ui import menu, paging
from office.ui.toasts import toast
from office.units.versions import unit_uids

MOST = 1000


@dataclass(frozen=True)
class Backups:
    """When the last one was made and proven, and whether something is wrong."""

    made_at: datetime | None
    verified_at: datetime | None
    is_wrong: bool


@dataclass(frozen=True)
class Lacking:
    """What the agency still lacks, and the page that mends it."""

    label: str
    url: str
    is_advised: bool


@dataclass(frozen=True)
class Running:
    """The state of the installation."""

    lacking: Sequence[Lacking]
    backups: Backups
    failed: int
    failed_shown: str
    failed_url: str


def running() -> Running:
    """For the overview of an administrator."""
    failed = jobs.count(MOST)
    return Running(
        lacking=_lacking(),
        backups=_backups(),
        failed=failed,
        failed_shown=f"{shown_number(MOST)}+" if failed > MOST else shown_number(failed),
        failed_url=url_for("work.failed_jobs"),
    )


def _lacking() -> list[Lacking]:
    agency_id = actor().agency_id or 0
    uid = unit_uids([agency_id]).get(agency_id)
    open_lines = [
        line for line in missing.lines_of(agency_id) if line.state is not missing.State.DONE
    ]
    return [
        Lacking(
            str(line.asked.label),
            url_for(line.asked.endpoint, uid=uid) if line.asked.endpoint else "",
            line.state is missing.State.ADVISED,
        )
        for line in open_lines
    ]


def _backups() -> Backups:
    from office import backup  # a web process needs it for two pages alone

    known, wrong = backup.state_of(current_settings()), list(backup.faults())
    return Backups(
        made_at=backup.moment_of(known.made_at),
        verified_at=backup.moment_of(known.verified_at),
        is_wrong=bool(wrong),
    )


@home.get("/overview/jobs")
def failed_jobs() -> str:
    """The jobs that were given up, newest first: what, when, how often tried, which fault."""
    require(actor(), Can.SEE_RUNNING, None)
    menu.mark_current("work.overview")
    before = paging.decode(request.args.get("after"), int)
    found = jobs.newest(paging.SIZE + 1, before=before[0] if before else None)
    page = paging.page_of(found, key=lambda job: (job.id,))
    url = url_for("work.failed_jobs")
    return render_template(
        "documents/failed_jobs.html",
        jobs=[(job, jobs.fault_of(job)) for job in page.rows],
        next_url=f"{url}?after={page.after}" if page.after else "",
        first_url=url if before else "",
    )


@home.post("/overview/jobs/<int:number>/again")
def try_job_again(number: int) -> Response:
    """Have one tried again; the page shows it no longer unless it fails anew."""
    require(actor(), Can.SEE_RUNNING, None)
    operations.try_job_again(jobs.by_number(number), by=actor())
    toast(_("The job is tried again; it comes back to this list if it fails once more."))
    return redirect(url_for("work.failed_jobs"), code=303)
