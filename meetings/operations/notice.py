"""How long before a meeting people are called (Decision 45/2018/QĐ-TTg; the agency says more)."""

from meetings.models import Meeting
from office import clock
from office.errors import Invalid
from office.i18n import _, ngettext
from office.units import queries as units
from office.units.settings import settings_of


def notice_days(meeting: Meeting) -> int:
    """Working days that the agency asks for between the call and the meeting."""
    return settings_of(units.successor_of(meeting.agency_id)).meeting_notice_days


def is_short(meeting: Meeting) -> bool:
    """Whether fewer working days are left than the agency asks for."""
    held_on = clock.to_local(meeting.starts_at).date()
    return clock.working_days_between(clock.today(), held_on) < notice_days(meeting)


def refuse_short(meeting: Meeting) -> None:
    """A call at short notice says its reason (họp gấp); a classified one keeps no reason here."""
    if meeting.is_classified or meeting.urgent_reason or not is_short(meeting):
        return
    days = notice_days(meeting)
    refusal = Invalid(
        ngettext(
            "People are called %(num)d working day ahead, and less is left.",
            "People are called %(num)d working days ahead, and less is left.",
            days,
        ),
        fields={"urgent_reason": _("Say why this meeting is urgent.")},
    )
    refusal.basis = _("Decision 45/2018/QĐ-TTg")
    refusal.fix = _("Say in the plan why the meeting is urgent, or choose a later day.")
    raise refusal
