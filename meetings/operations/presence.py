"""Coming, leaving and coming back (điểm danh): one presence of a person, however many devices."""

from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.models import (
    LIVE,
    AttendanceSpan,
    Form,
    How,
    Meeting,
    MeetingState,
    Participant,
)
from meetings.operations.planning import refuse_classified
from meetings.operations.telling import hold_chain, take_turn, tell
from meetings.policy import Can, admitted
from meetings.queries import presence
from office import audit, clock
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

DOORS_OPEN = timedelta(hours=1)


@operation
def check_in(meeting: Meeting, code: str, *, by: Actor) -> AttendanceSpan:
    """Come in with the code that the room shows (mã điểm danh)."""
    own = _own_place(meeting, by)
    return come_by_code(meeting, own, code, by)


@operation
def join_online(meeting: Meeting, *, by: Actor) -> AttendanceSpan:
    """Come in from afar, where the meeting is held online too."""
    own = _own_place(meeting, by)
    return come_online(meeting, own, by)


def come_by_code(
    meeting: Meeting, participant: Participant, code: str, by: Actor
) -> AttendanceSpan:
    """Somebody on the list is in the room, as its code proves; part of other acts."""
    refuse_closed_doors(meeting)
    if not presence.is_code(meeting, code, at=clock.now()):
        raise Invalid(
            _("This is not the code that the room shows now."),
            fields={"code": _("Type the six digits of the screen; they change every half minute.")},
        )
    return _come(meeting, participant, How.CODE, by)


def come_online(meeting: Meeting, participant: Participant, by: Actor) -> AttendanceSpan:
    """Somebody on the list takes part from afar; part of other acts."""
    refuse_closed_doors(meeting)
    if meeting.form == Form.IN_PERSON:
        raise Refusal(
            _("This meeting is held in the room only."),
            fix=_("Check in with the code on the screen of the room, or ask the secretary."),
        )
    return _come(meeting, participant, How.ONLINE, by)


@operation
def leave(meeting: Meeting, *, by: Actor) -> None:
    """Leave the room; whoever comes back checks in again."""
    go(meeting, _own_place(meeting, by), by)


@operation
def mark_present(participant: Participant, *, by: Actor) -> AttendanceSpan:
    """The secretary notes that somebody came: a guest, or whoever has no device."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.RUN, meeting)
    refuse_classified(meeting)
    return _come(meeting, participant, How.BY_HAND, by)


@operation
def mark_left(participant: Participant, *, by: Actor) -> None:
    """The secretary notes that somebody left."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.RUN, meeting)
    refuse_classified(meeting)
    go(meeting, participant, by)


def refuse_closed_doors(meeting: Meeting) -> None:
    """People come in from an hour before the beginning on, until the session is closed."""
    if meeting.state in LIVE:
        return
    soon = clock.now() >= meeting.starts_at - DOORS_OPEN
    if meeting.state != MeetingState.INVITED or not soon:
        raise Refusal(
            _("Nobody is checked in now."),
            fix=_("The doors open an hour before the meeting begins and close with the session."),
        )


def freeze(meeting: Meeting, at: datetime) -> list[str]:
    """Close every open presence with the session; gives the names of those who were there."""
    still = presence.present_at(meeting)
    wanted = select(AttendanceSpan).where(
        AttendanceSpan.meeting_id == meeting.id, AttendanceSpan.open_for.is_not(None)
    )
    for span in db.session.scalars(wanted):
        span.open_for, span.to_at = None, max(at, span.from_at)
    return [str(one.uid) for one in still]


def _own_place(meeting: Meeting, by: Actor) -> Participant:
    require(by, Can.ATTEND, meeting)
    own = admitted(by, meeting)
    if own is None:
        raise Forbidden(_("You are not on the list of this meeting."))
    return own


def _come(meeting: Meeting, participant: Participant, how: How, by: Actor) -> AttendanceSpan:
    """A second device, or a second click, finds the presence that is open already."""
    take_turn(meeting)
    refuse_closed_doors(meeting)
    db.session.refresh(participant)
    if not participant.is_admitted:
        raise Refusal(_("%(name)s does not take part yet.", name=participant.name))
    found = presence.open_span(participant)
    if found is not None:
        return found
    span = AttendanceSpan(
        meeting_id=meeting.id,
        participant_id=participant.id,
        open_for=participant.id,
        how=how,
        from_at=clock.now(),
        noted_by=by.name,
    )
    db.session.add(span)
    db.session.flush()
    audit.record("meeting.check_in", meeting, by=by, participant=participant.uid, how=how)
    tell(meeting, "came", by=by, participant=participant.uid, how=how)
    return span


def go(meeting: Meeting, participant: Participant, by: Actor) -> None:
    """Somebody is there no longer; part of other acts."""
    hold_chain(meeting)
    found = presence.open_span(participant)
    if found is None:
        return
    found.open_for, found.to_at = None, clock.now()
    audit.record("meeting.leave", meeting, by=by, participant=participant.uid)
    tell(meeting, "left", by=by, participant=participant.uid)
