"""Answers of the invited: they come, perhaps, not, or another comes with the chair's consent.

A head who cannot come reports to the chair and may send another person with his consent
(Decision 45/2018/QĐ-TTg, on attendance).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from meetings.models import Meeting, MeetingAnswer, Part, Participant, Rsvp, Via
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can as Meetings
from meetings.policy.answering import Can, meeting_of
from meetings.queries.answers import stand_in_of
from meetings.queries.people import tenure_at
from meetings.queries.seeing import people_of
from office import audit, clock, notices
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk, Tenure

LONGEST = 500
KIND = "meeting_answer"
SEATED = (Part.CHAIR, Part.SECRETARY)
NEEDS_REASON = (Part.MEMBER, Part.CHAIR, Part.SECRETARY)


@dataclass(frozen=True)
class Said:
    """An answer and the way it came; `stamp` is when its writer's program made it.

    `problem` is why it does not count by itself.
    """

    rsvp: Rsvp
    via: Via
    comment: str = ""
    sender: str = ""
    is_verified: bool = True
    stamp: datetime | None = None
    message_uid: UUID | None = None
    stand_in_address: str = ""
    stand_in_name: str = ""
    problem: str = ""
    proposed_from: datetime | None = None
    proposed_until: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a person has to look at it."""
        return not self.is_verified or bool(self.problem) or self.proposed_from is not None


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Who is to come instead: an official by his tenure, or somebody of a guest's own house."""

    tenure_id: int | None = None
    name: str = ""
    title: str = ""
    address: str = ""


@operation
def answer(participant: Participant, rsvp: Rsvp, *, reason: str = "", by: Actor) -> None:
    """Say whether one comes (trả lời giấy mời); who cannot, reports to the chair why."""
    take_turn(meeting_of(participant))
    require(by, Can.ANSWER, participant)
    refuse_without_reason(rsvp, reason)
    take(participant, Said(rsvp, Via.PAGE, comment=reason.strip()), by=by)


def refuse_without_reason(rsvp: Rsvp, reason: str) -> None:
    """Who does not come says why; a stand-in is sent by another act."""
    if rsvp not in (Rsvp.ACCEPTED, Rsvp.TENTATIVE, Rsvp.DECLINED):
        raise Invalid(_("This is no answer to an invitation."), fields={"rsvp": _("Choose one.")})
    if rsvp == Rsvp.DECLINED and not reason.strip():
        raise Invalid(_("Say why you cannot come."), fields={"reason": _("Fill this in.")})
    if len(reason.strip()) > LONGEST:
        told = _("At most %(count)s characters.", count=LONGEST)
        raise Invalid(told, fields={"reason": told})


def take(participant: Participant, said: Said, *, by: Actor) -> MeetingAnswer:
    """Keep an answer; one that nobody has to look at counts at once. Part of other acts."""
    meeting = meeting_of(participant)
    row = MeetingAnswer(
        meeting_id=meeting.id,
        participant_id=participant.id,
        rsvp=said.rsvp,
        via=said.via,
        comment=said.comment[:LONGEST],
        sender=said.sender,
        is_verified=said.is_verified,
        stand_in_address=said.stand_in_address,
        stand_in_name=said.stand_in_name[:200],
        problem=said.problem[:LONGEST],
        proposed_from=said.proposed_from,
        proposed_until=said.proposed_until,
        message_uid=said.message_uid,
        stamp=said.stamp,
        came_at=clock.now(),
        settled_at=None if said.waits else clock.now(),
        settled_by="" if said.waits else by.name,
    )
    db.session.add(row)
    db.session.flush()
    if said.waits:
        _tell_desk(meeting, row)
    if said.is_verified and not said.problem:
        count(participant, row, by=by)
    return row


def count(participant: Participant, row: MeetingAnswer, *, by: Actor) -> None:
    """Let an answer count: it replaces the one before. Part of other acts."""
    meeting = meeting_of(participant)
    if row.rsvp == Rsvp.DELEGATED and row.stand_in_address:
        _send(participant, _stand_in_at(row), by)
    elif row.rsvp not in (Rsvp.NONE, Rsvp.DELEGATED):
        _recall_stand_in(participant, by)
        participant.rsvp, participant.answered_at = row.rsvp, row.came_at
        participant.reason = row.comment
    facts = {"participant": participant.uid, "rsvp": participant.rsvp, "via": row.via}
    audit.record("meeting.answer", meeting, by=by, **facts)
    tell(meeting, "answered", by=by, **facts)
    if row.rsvp == Rsvp.DECLINED and participant.part in NEEDS_REASON:
        _tell_chair(meeting, _l("Somebody cannot come to a meeting"), f"declined:{row.uid}")


# -------------------------------------------------------------------------- stand-ins


@operation
def send_stand_in(
    participant: Participant, stand_in: StandIn, *, reason: str, by: Actor
) -> Participant:
    """Send another person (cử người dự thay); he takes part once the chair has consented."""
    take_turn(meeting_of(participant))
    require(by, Can.SEND_STAND_IN, participant)
    if not reason.strip():
        raise Invalid(_("Say why you cannot come."), fields={"reason": _("Fill this in.")})
    participant.reason = reason.strip()[:LONGEST]
    return _send(participant, stand_in, by)


def _send(participant: Participant, stand_in: StandIn, by: Actor) -> Participant:
    meeting = meeting_of(participant)
    if participant.part in SEATED:
        raise Refusal(
            _("For the chair and the secretary nobody stands in."),
            fix=_("Whoever prepares the meeting names another chair or secretary."),
        )
    _recall_stand_in(participant, by)
    made = _seated(meeting, participant, stand_in)
    made.part, made.is_voting = participant.part, False
    made.stands_for_id, made.consented_at, made.removed_at = participant.id, None, None
    made.rsvp, made.answered_at = Rsvp.NONE, None
    made.position = made.position or 1 + max(one.position for one in people_of(meeting))
    participant.rsvp, participant.answered_at = Rsvp.DELEGATED, clock.now()
    db.session.add(made)
    db.session.flush()
    facts = {"participant": participant.uid, "stand_in": made.uid}
    audit.record("meeting.stand_in", meeting, by=by, **facts)
    tell(meeting, "stand_in", by=by, **facts)
    told = _l("Somebody asks to send another person to a meeting")
    _tell_chair(meeting, told, f"stand-in:{made.uid}:{participant.answered_at.isoformat()}")
    return made


def _seated(meeting: Meeting, participant: Participant, stand_in: StandIn) -> Participant:
    if stand_in.tenure_id is None:
        return _guest(meeting, participant, stand_in)
    tenure = db.session.get(Tenure, stand_in.tenure_id)
    if tenure is None or tenure.person_id is None:
        raise NotFound(_("There is nobody in this post."))
    _refuse_stranger(participant, tenure)
    known = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.person_id == tenure.person_id
    )
    found = db.session.scalars(known).first()
    if found is not None and found.removed_at is None:
        raise Invalid(_("%(name)s is on the list already.", name=found.name))
    made = found or Participant(meeting_id=meeting.id, person_id=tenure.person_id)
    made.desk_id, made.unit_id, made.title = tenure.desk_id, tenure.unit_id, tenure.title
    made.name = db.session.get_one(Person, tenure.person_id).full_name
    made.organisation = units.name_of(tenure.unit_id)
    return made


def _refuse_stranger(participant: Participant, tenure: Tenure) -> None:
    own = db.session.get(Desk, participant.desk_id) if participant.desk_id else None
    his = db.session.get(Desk, tenure.desk_id) if tenure.desk_id else None
    if own is None or his is None or own.agency_id != his.agency_id:
        raise Refusal(_("Only somebody of the same agency stands in."))


def _guest(meeting: Meeting, participant: Participant, stand_in: StandIn) -> Participant:
    if not participant.is_guest and not stand_in.address:
        raise Invalid(_("Choose who comes instead."), fields={"stand_in": _("Choose one.")})
    name = stand_in.name.strip() or stand_in.address
    if not name:
        raise Invalid(_("A guest has a name."), fields={"name": _("Fill this in.")})
    return Participant(
        meeting_id=meeting.id,
        name=name[:200],
        title=stand_in.title.strip()[:200],
        organisation=participant.organisation,
        address=stand_in.address.strip()[:254],
    )


def _stand_in_at(row: MeetingAnswer) -> StandIn:
    """Who was named by an address: one of ours by his post, else somebody from elsewhere."""
    tenure = tenure_at(row.stand_in_address)
    if tenure is not None:
        return StandIn(tenure_id=tenure.id)
    return StandIn(name=row.stand_in_name, address=row.stand_in_address)


def _recall_stand_in(participant: Participant, by: Actor) -> None:
    other = stand_in_of(participant)
    if other is None:
        return
    other.removed_at = clock.now()
    tell(meeting_of(participant), "participant_removed", by=by, participant=other.uid)


@operation
def admit_stand_in(stand_in: Participant, *, by: Actor) -> None:
    """Consent to who comes instead (đồng ý cử người dự thay), as the chair."""
    meeting = _asked(stand_in, by)
    stand_in.consented_at = clock.now()
    audit.record("meeting.stand_in_admitted", meeting, by=by, participant=stand_in.uid)
    tell(meeting, "stand_in_admitted", by=by, participant=stand_in.uid)
    told = _l("The chair has consented to who comes in your place")
    _tell_delegator(meeting, stand_in, told)


@operation
def refuse_stand_in(stand_in: Participant, *, reason: str, by: Actor) -> None:
    """Insist on who was invited, as the chair: he is asked again."""
    meeting = _asked(stand_in, by)
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": _("Fill this in.")})
    stand_in.removed_at = clock.now()
    invited = db.session.get_one(Participant, stand_in.stands_for_id)
    invited.rsvp, invited.answered_at = Rsvp.NONE, None
    reason = reason.strip()[:LONGEST]
    audit.record(
        "meeting.stand_in_refused", meeting, by=by, participant=stand_in.uid, reason=reason
    )
    tell(meeting, "participant_removed", by=by, participant=stand_in.uid)
    told = _l("The chair asks you to come to the meeting yourself")
    _tell_delegator(meeting, stand_in, told)


def _asked(stand_in: Participant, by: Actor) -> Meeting:
    meeting = meeting_of(stand_in)
    take_turn(meeting)
    require(by, Meetings.LEAD, meeting)
    db.session.refresh(stand_in)
    if stand_in.stands_for_id is None or stand_in.removed_at is not None:
        raise Refusal(_("Nobody asks to send this person any more."))
    if stand_in.consented_at is not None:
        raise Refusal(_("The chair has consented already."))
    return meeting


# --------------------------------------------------------------------- settling, telling


@operation
def accept_answer(row: MeetingAnswer, *, by: Actor) -> None:
    """Let an answer count that nobody vouched for, or take note of a proposal."""
    is_open = not row.is_verified or bool(row.problem)
    participant = _settle(row, by)
    if is_open and participant.removed_at is None:
        row.is_verified, row.problem = True, ""
        count(participant, row, by=by)


@operation
def set_answer_aside(row: MeetingAnswer, *, by: Actor) -> None:
    """Set an answer aside: whoever was invited is still asked."""
    _settle(row, by)


def _settle(row: MeetingAnswer, by: Actor) -> Participant:
    meeting = db.session.get_one(Meeting, row.meeting_id)
    require(by, Can.SETTLE, meeting)
    take_turn(meeting)
    db.session.refresh(row)
    if row.settled_at is not None:
        raise Refusal(_("Somebody has looked at this answer already."))
    row.settled_at, row.settled_by = clock.now(), by.name
    audit.record("meeting.answer_settled", meeting, by=by, answer=row.uid)
    return db.session.get_one(Participant, row.participant_id)


def _tell_desk(meeting: Meeting, row: MeetingAnswer) -> None:
    _notice(meeting.desk_id, meeting, _l("An answer to an invitation waits for you"), f"{row.uid}")


def _tell_chair(meeting: Meeting, text: object, key: str) -> None:
    chair = next((one for one in people_of(meeting) if one.part == Part.CHAIR), None)
    if chair is not None and chair.desk_id is not None:
        _notice(chair.desk_id, meeting, text, key)


def _tell_delegator(meeting: Meeting, stand_in: Participant, text: object) -> None:
    invited = db.session.get_one(Participant, stand_in.stands_for_id)
    if invited.desk_id is not None:
        key = f"{stand_in.uid}:{clock.now().isoformat()}"
        _notice(invited.desk_id, meeting, text, key)


def _notice(desk_id: int, meeting: Meeting, text: object, key: str) -> None:
    url = f"/meetings/{meeting.uid}/answers"
    notices.tell(desk_id, kind=KIND, text=text, url=url, key=f"{KIND}:{key}")
