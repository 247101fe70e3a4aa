"""The verbs of meetings."""

from meetings.operations.planning import (
    Plan,
    Point,
    Seat,
    add_item,
    call,
    cancel,
    change_item,
    change_plan,
    invite_person,
    plan_meeting,
    postpone,
    remove_person,
)
from meetings.operations.running import (
    begin_item,
    close_session,
    end_item,
    open_session,
    pause_session,
    resume_session,
)

__all__ = [
    "Plan",
    "Point",
    "Seat",
    "add_item",
    "begin_item",
    "call",
    "cancel",
    "change_item",
    "change_plan",
    "close_session",
    "end_item",
    "invite_person",
    "open_session",
    "pause_session",
    "plan_meeting",
    "postpone",
    "remove_person",
    "resume_session",
]
