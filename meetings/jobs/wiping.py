"""After a secret vote: what the database keeps of former rows is let go."""

from typing import Any

from meetings.models import BallotBox, BallotCast, BallotHalf
from office.db import db
from office.outbox import delivers
from office.traces import wipe_traces


@delivers("meetings.wipe_ballots")
def wipe_ballots(_body: dict[str, Any]) -> None:
    """Journal and dead rows with sealed papers and keys vanish; while others read it comes back."""
    db.session.rollback()
    wipe_traces(BallotCast, BallotHalf, BallotBox)
