"""Who may answer an invitation, settle answers of others, and let guests in."""

from enum import StrEnum

from meetings.models import AHEAD, HELD, LIVE, Meeting, MeetingState, Participant
from meetings.policy import not_classified, prepares
from office.db import db
from office.permissions import Actor, rule


class Can(StrEnum):
    """The permissions over invitations and answers."""

    ANSWER = "answer"
    SEND_STAND_IN = "send_stand_in"
    SETTLE = "settle"
    LET_GUESTS_IN = "let_guests_in"
    SHUT_LINKS = "shut_links"
    COME_AS_GUEST = "come_as_guest"
    ANSWER_AS_GUEST = "answer_as_guest"
    READ_AS_GUEST = "read_as_guest"
    ENTER_AS_GUEST = "enter_as_guest"
    TELL_CALENDARS = "tell_calendars"
    KEEP_FEED = "keep_feed"
    KEEP_OUTSIDE = "keep_outside"
    FETCH = "fetch"
    REMIND = "remind"


def meeting_of(participant: Participant) -> Meeting:
    """The meeting on whose list somebody stands."""
    return db.session.get_one(Meeting, participant.meeting_id)


def is_to_come(meeting: Meeting) -> bool:
    """Whether answers still matter: it was called and has not begun."""
    return meeting.state == MeetingState.INVITED


@rule(Can.ANSWER)
def may_answer(actor: Actor, participant: Participant) -> bool:
    """Everybody answers for himself, in a post of his own, as long as the meeting is to come."""
    is_own = actor.person_id is not None and participant.person_id == actor.person_id
    in_own_post = is_own and actor.delegation_id is None
    asked = participant.removed_at is None and is_to_come(meeting_of(participant))
    return asked and (in_own_post or actor.is_machine)


@rule(Can.SEND_STAND_IN)
def may_send_stand_in(actor: Actor, participant: Participant) -> bool:
    """Who is invited may send another person, not who stands in for somebody already."""
    return may_answer(actor, participant) and participant.stands_for_id is None


@rule(Can.SETTLE)
def may_settle(actor: Actor, meeting: Meeting) -> bool:
    """Answers that nobody vouches for are settled by who prepares the meeting."""
    return prepares(actor, meeting) and actor.delegation_id is None


@rule(Can.LET_GUESTS_IN)
def may_let_guests_in(actor: Actor, meeting: Meeting) -> bool:
    """Links for guests are given by who prepares a meeting that is not classified."""
    is_open = meeting.state in (*AHEAD, *LIVE)
    return not_classified(meeting) and is_open and (actor.is_machine or prepares(actor, meeting))


@rule(Can.SHUT_LINKS)
def may_shut_links(actor: Actor, meeting: Meeting) -> bool:
    """Links of guests are shut by who prepares the meeting, however it stands."""
    return actor.is_machine or prepares(actor, meeting)


@rule(Can.COME_AS_GUEST)
def may_come_as_guest(actor: Actor, participant: Participant) -> bool:
    """A guest opens his link while he is on the list of a meeting that is not classified."""
    is_there = participant.is_guest and participant.is_admitted
    return actor.is_machine and is_there and not_classified(meeting_of(participant))


@rule(Can.ANSWER_AS_GUEST)
def may_answer_as_guest(actor: Actor, participant: Participant) -> bool:
    """A guest answers by his link, as long as the meeting is to come and is not classified."""
    meeting = meeting_of(participant)
    is_asked = participant.is_guest and participant.removed_at is None
    return actor.is_machine and is_asked and is_to_come(meeting) and not_classified(meeting)


@rule(Can.READ_AS_GUEST)
def may_read_as_guest(actor: Actor, participant: Participant) -> bool:
    """A guest reads agenda and papers by his link, while the meeting is called or was held."""
    is_on = meeting_of(participant).state in (MeetingState.INVITED, *LIVE, *HELD)
    return is_on and may_come_as_guest(actor, participant)


@rule(Can.ENTER_AS_GUEST)
def may_enter_as_guest(actor: Actor, participant: Participant) -> bool:
    """A guest enters the room by his link, from the call on until the session is closed."""
    meeting = meeting_of(participant)
    is_there = participant.is_guest and participant.is_admitted
    is_open = meeting.state in (MeetingState.INVITED, *LIVE)
    return actor.is_machine and is_there and is_open and not_classified(meeting)


@rule(Can.TELL_CALENDARS)
def may_tell_calendars(actor: Actor, meeting: Meeting) -> bool:
    """The house itself writes to the calendars of the invited, of no classified meeting."""
    return actor.is_machine and not_classified(meeting)


@rule(Can.KEEP_FEED)
def may_keep_feed(actor: Actor, person_id: int) -> bool:
    """Everybody has his own calendar brought to his programs, and nobody another's."""
    return actor.person_id == person_id and actor.delegation_id is None


@rule(Can.KEEP_OUTSIDE)
def may_keep_outside(actor: Actor, person_id: int) -> bool:
    """Everybody brings the busy times of his own other calendars, and nobody another's."""
    return actor.person_id == person_id and actor.delegation_id is None


@rule(Can.FETCH)
def may_fetch(actor: Actor, _feed: object) -> bool:
    """A calendar is given to whoever knows its secret address, by the house itself."""
    return actor.is_machine


@rule(Can.REMIND)
def may_remind(actor: Actor, _meeting: object) -> bool:
    """The house itself reminds of meetings."""
    return actor.is_machine
