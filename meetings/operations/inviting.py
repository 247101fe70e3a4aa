"""Who is asked to a meeting: officials by their posts, guests by their names, in an order."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select

from mail.queries import checked_address
from meetings.models import Meeting, Part, Participant, Rsvp
from meetings.operations.planning import refuse_held
from meetings.operations.presence import go
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can
from office import audit, clock
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Tenure

MOST_PEOPLE = 1000


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody to invite: an official by his tenure, or a guest by name and address."""

    part: Part
    tenure_id: int | None = None
    is_voting: bool = False
    name: str = ""
    title: str = ""
    organisation: str = ""
    address: str = ""


@operation
def invite_person(meeting: Meeting, seat: Seat, *, by: Actor) -> Participant:
    """Put somebody on the list (thành phần dự họp); there is one chair."""
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    _refuse_on_paper(meeting, seat.part)
    made = _guest(meeting, seat) if seat.tenure_id is None else _official(meeting, seat)
    _refuse_second_chair(meeting, made)
    made.position = _next_position(meeting)
    db.session.add(made)
    db.session.flush()
    audit.record("meeting.invite_person", meeting, by=by, participant=made.uid, part=made.part)
    tell(meeting, "participant", by=by, participant=made.uid, part=made.part)
    return made


@operation
def remove_person(participant: Participant, *, by: Actor) -> None:
    """Take somebody off the list; what he did at the meeting stays, his presence ends now."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    go(meeting, participant, by)
    participant.removed_at = clock.now()
    audit.record("meeting.remove_person", meeting, by=by, participant=participant.uid)
    tell(meeting, "participant_removed", by=by, participant=participant.uid)


def _official(meeting: Meeting, seat: Seat) -> Participant:
    tenure = db.session.get(Tenure, seat.tenure_id)
    if tenure is None or tenure.person_id is None:
        raise NotFound(_("There is nobody in this post."))
    earlier = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.person_id == tenure.person_id
    )
    found = db.session.scalars(earlier).first()
    if found and found.removed_at is None:
        raise Invalid(_("%(name)s is on the list already.", name=found.name))
    made = found or Participant(meeting_id=meeting.id, person_id=tenure.person_id)
    made.removed_at, made.rsvp, made.answered_at = None, Rsvp.NONE, None
    made.stands_for_id = made.consented_at = None
    made.part, made.is_voting = seat.part, seat.is_voting
    made.desk_id, made.unit_id, made.title = tenure.desk_id, tenure.unit_id, tenure.title
    made.name = db.session.get_one(Person, tenure.person_id).full_name
    made.organisation = units.name_of(tenure.unit_id)
    return made


def _guest(meeting: Meeting, seat: Seat) -> Participant:
    if not seat.name.strip():
        raise Invalid(_("A guest has a name."), fields={"name": _("Fill this in.")})
    if seat.part in (Part.CHAIR, Part.SECRETARY):
        raise Invalid(_("The chair and the secretary are officials of this house."))
    address = checked_address(seat.address) if seat.address.strip() else ""
    return Participant(
        meeting_id=meeting.id,
        part=seat.part,
        is_voting=False,
        name=seat.name.strip()[:200],
        title=seat.title.strip()[:200],
        organisation=seat.organisation.strip()[:300],
        address=address,
        rsvp=Rsvp.NONE,
    )


def _refuse_second_chair(meeting: Meeting, made: Participant) -> None:
    if made.part != Part.CHAIR:
        return
    other = select(Participant.id).where(
        Participant.meeting_id == meeting.id,
        Participant.part == Part.CHAIR,
        Participant.removed_at.is_(None),
        Participant.person_id != made.person_id,
    )
    if db.session.scalar(other):
        raise Refusal(
            _("A meeting has one chair."), fix=_("Take the present one off the list first.")
        )


def _next_position(meeting: Meeting) -> int:
    """Behind the last one; whoever was taken off the list keeps his place and does not count."""
    own = Participant.meeting_id == meeting.id
    standing = select(func.count()).where(own, Participant.removed_at.is_(None))
    if (db.session.scalar(standing) or 0) >= MOST_PEOPLE:
        raise Refusal(_("At most %(count)s people are invited.", count=MOST_PEOPLE))
    return (db.session.scalar(select(func.max(Participant.position)).where(own)) or 0) + 1


def _refuse_on_paper(meeting: Meeting, part: Part) -> None:
    """Of a classified meeting the list of those who come is kept on paper."""
    if meeting.is_classified and part not in (Part.CHAIR, Part.SECRETARY):
        raise Refusal(
            _("This meeting is classified: only its chair and who prepares it stand here."),
            fix=_("Keep the list on paper and see the security officer."),
        )


@operation
def invite_desks(meeting: Meeting, desks: Mapping[int, Part], *, by: Actor) -> list[Participant]:
    """Put those who sit at these desks on the list at once; who stands there already stays."""
    require(by, Can.PREPARE, meeting)
    return [
        invite_person(meeting, _seat(part, tenure), by=by)
        for desk, part in desks.items()
        if (tenure := _unlisted(meeting, desk))
    ]


def _seat(part: Part, tenure_id: int) -> Seat:
    return Seat(part=part, tenure_id=tenure_id, is_voting=part in (Part.CHAIR, Part.MEMBER))


def _unlisted(meeting: Meeting, desk_id: int) -> int | None:
    """The tenure of who sits at a desk, unless he is on the list."""
    listed = exists().where(
        Participant.meeting_id == meeting.id,
        Participant.person_id == Tenure.person_id,
        Participant.removed_at.is_(None),
    )
    return db.session.scalar(_holding(desk_id).where(~listed))


def tenure_at(desk_id: int) -> int | None:
    """The tenure of who sits at a desk now."""
    return db.session.scalar(_holding(desk_id))


def _holding(desk_id: int) -> Select[int]:
    held = select(Tenure.id).where(
        Tenure.desk_id == desk_id,
        Tenure.person_id.is_not(None),
        units.held_at(Tenure, clock.now()),
    )
    return held.order_by(Tenure.valid_from).limit(1)


@operation
def change_seat(participant: Participant, part: Part, *, votes: bool, by: Actor) -> None:
    """Let somebody take another part, or vote; guests of other houses do not vote."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    _refuse_on_paper(meeting, part)
    db.session.refresh(participant)
    if participant.is_guest and (votes or part in (Part.CHAIR, Part.SECRETARY)):
        raise Invalid(_("A guest neither votes nor chairs nor keeps the minutes."))
    before, participant.part = participant.part, part
    if before != part:
        _refuse_second_chair(meeting, participant)
    participant.is_voting = votes
    audit.record(
        "meeting.change_seat", meeting, by=by, participant=participant.uid, part=part, votes=votes
    )
    tell(meeting, "participant", by=by, participant=participant.uid, part=part)


@operation
def move_person(participant: Participant, *, up: bool, by: Actor) -> None:
    """Change places with the neighbour: the order of the list is the order of the seats."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    db.session.refresh(participant)
    own = Participant.position
    beside = own < participant.position if up else own > participant.position
    others = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.removed_at.is_(None), beside
    )
    other = db.session.scalars(others.order_by(own.desc() if up else own).limit(1)).first()
    if other is not None:
        participant.position, other.position = other.position, participant.position
        audit.record("meeting.order_people", meeting, by=by, participant=participant.uid)
        tell(meeting, "participant", by=by, participant=participant.uid, part=participant.part)
