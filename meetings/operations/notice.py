"""A call at short notice says why (họp gấp; Decision 45/2018/QĐ-TTg)."""

from meetings.models import Meeting
from meetings.queries.notice import is_short, notice_days
from office.errors import Invalid
from office.i18n import _, ngettext


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
