"""Mail on its way in, for programs of the administrator; numbers and reasons, no content."""

from datetime import datetime
from uuid import UUID

from flask import Response, g

from mail import operations
from mail.api.blueprint import bp
from mail.policy import Can
from mail.queries.pressure import failed_of, pressure
from office.api import Closed, scope, shown
from office.permissions import require


class FailedMail(Closed):
    """A mail that could not be delivered."""

    uid: UUID
    sender: str
    recipients: list[str]
    received_at: datetime
    problem: str


class Intake(Closed):
    """How mail comes in; `failed` is of the agency alone."""

    accepted: int
    spoilt: int
    given_up: int
    queued: int
    oldest: datetime | None
    is_late: bool
    is_open: bool
    failed: list[FailedMail]


class TriedAgain(Closed):
    """How many are tried again."""

    count: int


@bp.get("/mail-intake", responses={200: Intake})
@scope("admin")
def show_intake() -> Response:
    """What waits, what failed and why."""
    require(g.actor, Can.KEEP_DOOR)
    now = pressure()
    failed = [
        FailedMail(
            uid=one.uid,
            sender=one.envelope_from,
            recipients=[str(each["address"]) for each in one.recipients],
            received_at=one.received_at,
            problem=one.problem,
        )
        for one in failed_of(g.actor)
    ]
    return shown(
        Intake(
            accepted=now.accepted,
            spoilt=now.spoilt,
            given_up=now.given_up,
            queued=now.queued,
            oldest=now.oldest,
            is_late=now.is_late,
            is_open=bool(now.open_doors),
            failed=failed,
        )
    )


@bp.post("/mail-intake/retry", responses={200: TriedAgain})
@scope("admin")
def retry_intake() -> Response:
    """Try all failed mail of the agency once more."""
    return shown(TriedAgain(count=operations.try_again(by=g.actor)))
