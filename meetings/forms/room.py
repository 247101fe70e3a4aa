"""What the room sends: one of some words, a code that is not guessed, and when it was done."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask import request

from meetings import operations
from meetings.models import AttendanceSpan, Meeting
from office import clock
from office.accounts import throttle
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor

TRIES = throttle.Limit(free=5, first=timedelta(seconds=5), longest=timedelta(minutes=5))
LONGEST_AWAY = timedelta(days=7)


def choice(field: str, known: Collection[str]) -> str:
    """A field that holds one of these words."""
    given = request.form.get(field, "")
    if given not in known:
        raise Invalid(_("Choose one of the possibilities."), fields={field: _("Choose.")})
    return given


def checked_in(meeting: Meeting, code: str, *, by: Actor) -> AttendanceSpan:
    """Check in by the code; wrong codes are counted, so that nobody finds it by trying."""
    bucket = throttle.key_of("check-in", f"{meeting.uid}:{by.person_id}")
    throttle.take(bucket, limit=TRIES)
    span = operations.check_in(meeting, code, by=by)
    throttle.forget(bucket)
    return span


def acted_at(client_at: datetime | None, sent_at: datetime | None) -> datetime | None:
    """When something was done on a device, by our clock: it lay there as long as its clock says.

    Both moments are of the same clock, so that a clock that is wrong does not matter.
    """
    if client_at is None or sent_at is None:
        return None
    lay = max(timedelta(0), sent_at - client_at)
    return clock.now() - min(lay, LONGEST_AWAY)
