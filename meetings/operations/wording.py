"""The words of letters about a meeting, in Vietnamese whatever language their sender reads."""

from dataclasses import dataclass

from meetings.models import Meeting, MeetingState, Part, Participant
from meetings.queries.calendars import agenda_lines, place_of, web_address
from meetings.queries.seeing import people_of
from office.i18n import _, day, force_locale, time_of_day


@dataclass(frozen=True)
class Words:
    """Subject and text; `text` without any link is what stands in the calendar too."""

    subject: str
    text: str


def invitation(meeting: Meeting, participant: Participant, *, is_change: bool) -> Words:
    """What an invitation says, or the word of a change."""
    with force_locale("vi"):
        told = {"what": meeting.title}
        subject = (
            _("Meeting changed: %(what)s", **told)
            if is_change
            else _("Invitation to a meeting: %(what)s", **told)
        )
        lines = [_facts(meeting), _agenda(meeting), meeting.requirements]
        if participant.stands_for_id is not None:
            lines.insert(0, str(_("You come in place of another, with the consent of the chair.")))
    return Words(subject, "\n\n".join(one for one in lines if one))


def withdrawal(meeting: Meeting, participant: Participant) -> Words:
    """What somebody reads whose invitation does not hold any more."""
    with force_locale("vi"):
        told = {"what": meeting.title}
        if participant.removed_at is not None:
            subject = _("You are not awaited at the meeting: %(what)s", **told)
        elif meeting.state == MeetingState.POSTPONED:
            subject = _("Meeting put off: %(what)s", **told)
        else:
            subject = _("Meeting called off: %(what)s", **told)
        later = _("The new time will be told by another invitation.")
        is_later = meeting.state == MeetingState.POSTPONED and participant.removed_at is None
        text = f"{_facts(meeting)}\n\n{later}" if is_later else _facts(meeting)
    return Words(subject, text)


def with_links(text: str, meeting: Meeting, participant: Participant, link: str) -> str:
    """The text of a letter: how to answer, and where the invitation is read."""
    with force_locale("vi"):
        lines = [text, _("Answer with the buttons of your mail program.")]
        place = link if participant.is_guest else web_address(f"/meetings/{meeting.uid}")
        if place:
            lines.append(_("The invitation with its papers: %(place)s", place=place))
        if link:
            lines.append(_("This link is for you alone; please do not pass it on."))
    return "\n\n".join(lines)


def _facts(meeting: Meeting) -> str:
    begin, end = meeting.starts_at, meeting.ends_at
    until = time_of_day(end) if day(begin) == day(end) else f"{time_of_day(end)} {day(end)}"
    lines = [_("Time: %(begin)s – %(end)s, %(day)s", begin=time_of_day(begin), end=until,
               day=day(begin))]  # fmt: skip
    if place := place_of(meeting):
        lines.append(_("Place: %(place)s", place=place))
    chair = next((one for one in people_of(meeting) if one.part == Part.CHAIR), None)
    if chair is not None:
        lines.append(_("Chair: %(name)s", name=", ".join(filter(None, [chair.name, chair.title]))))
    return "\n".join(f"- {one}" for one in lines)


def _agenda(meeting: Meeting) -> str:
    lines = agenda_lines(meeting)
    return "\n".join([_("Agenda:"), "", *lines]) if lines else ""
