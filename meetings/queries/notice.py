"""How long before a meeting people are called (Decision 45/2018/QĐ-TTg; the agency says more)."""

from meetings.models import Meeting
from office import clock
from office.units import queries as units
from office.units.settings import settings_of


def notice_days(meeting: Meeting) -> int:
    """Working days that the agency asks for between the call and the meeting."""
    return settings_of(units.successor_of(meeting.agency_id)).meeting_notice_days


def is_short(meeting: Meeting) -> bool:
    """Whether fewer working days are left than the agency asks for."""
    held_on = clock.to_local(meeting.starts_at).date()
    return clock.working_days_between(clock.today(), held_on) < notice_days(meeting)
