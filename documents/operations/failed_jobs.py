"""Jobs that were given up are tried once more by an administrator."""

from documents.policy.seeing import Can
from office import audit, outbox
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.outbox import JobState, OutboxMessage
from office.permissions import Actor, require
from office.units.models import Unit


@operation
def try_job_again(job: OutboxMessage, *, by: Actor) -> None:
    """Give a failed job all its tries again; what it did before it does not do twice."""
    require(by, Can.TRY_JOBS_AGAIN, None)
    if job.state is not JobState.DEAD:
        raise Refusal(
            _("This job does not lie with the failed ones any more."),
            fix=_("Reload the page to see what is possible now."),
        )
    agency = db.session.get_one(Unit, by.agency_id)
    facts = {"topic": job.topic, "key": job.key, "attempts": job.attempts}
    audit.record("job.tried_again", agency, by=by, **facts)
    outbox.revive(job)
