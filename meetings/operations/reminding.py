"""Reminders: a day before a meeting and two hours before, at the desk of everybody who comes."""

from collections.abc import Mapping
from datetime import timedelta

from meetings.models import Meeting, MeetingReminder
from meetings.operations import texting
from meetings.policy.answering import Can, is_to_come
from office import clock, notices
from office.db import insert_ignoring, operation
from office.i18n import _l
from office.permissions import Actor, require

KIND = "meeting_reminder"
STEPS: Mapping[str, timedelta] = {"hours": timedelta(hours=2), "day": timedelta(days=1)}
EARLIEST = max(STEPS.values())
TEXTS = {
    "hours": _l("Your meeting begins within two hours"),
    "day": _l("Your meeting is within a day"),
}


@operation
def remind(meeting: Meeting, *, by: Actor) -> int:
    """Tell everybody who comes, once at each step, by text too; says how many desks were told.

    Of a classified meeting no hour is kept: it is told once, a day ahead.
    """
    require(by, Can.REMIND, meeting)
    step = step_of(meeting)
    if step is None or not is_to_come(meeting) or not _is_first(meeting, step):
        return 0
    told, people = 0, texting.comers(meeting)
    for one in people:
        if one.desk_id is None:
            continue
        told += notices.tell(
            one.desk_id,
            kind=KIND,
            text=TEXTS[step],
            url=f"/meetings/{meeting.uid}",
            key=f"{KIND}:{meeting.uid}:{step}:{meeting.sequence}:{one.uid}",
        )
    about = f"{step}:{meeting.sequence}"
    texting.tell(meeting, [one.person_id for one in people], about=about)
    return told


def step_of(meeting: Meeting) -> str | None:
    """Which reminder is due; none once the hour has come."""
    left = meeting.starts_at - clock.now()
    if left <= timedelta(0):
        return None
    steps = {"day": STEPS["day"]} if meeting.is_classified else STEPS
    return next((name for name, before in steps.items() if left <= before), None)


def _is_first(meeting: Meeting, step: str) -> bool:
    row = {"meeting_id": meeting.id, "step": step, "sequence": meeting.sequence}
    return insert_ignoring(MeetingReminder, row | {"told_at": clock.now()})
