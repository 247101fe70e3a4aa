"""Planning a meeting: what, who, when, in which order; calling it, putting it off, calling off."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.lifecycle import MEETING
from meetings.models import (
    AHEAD,
    AgendaItem,
    Form,
    ItemKind,
    Kind,
    Meeting,
    MeetingCounter,
    MeetingState,
    Part,
    Participant,
    RecordingPolicy,
    Rsvp,
    Secrecy,
)
from meetings.operations.telling import begin_chain, tell
from meetings.policy import Can
from office import audit, clock, search
from office.accounts.models import Person
from office.db import db, insert_ignoring, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Tenure

LONGEST = {
    "title": 500,
    "purpose": 4000,
    "basis": 500,
    "requirements": 2000,
    "place": 300,
    "urgent_reason": 500,
    "needed_reason": 500,
}
LONGEST_MEETING = timedelta(days=5)
MOST_PEOPLE = 1000
MOST_ITEMS = 100
LONGEST_ITEM = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is filled in about a meeting; of a classified one only day, form and chair are kept."""

    title: str
    starts_at: datetime
    ends_at: datetime
    kind: Kind = Kind.WORK
    form: Form = Form.IN_PERSON
    secrecy: Secrecy = Secrecy.NONE
    is_restricted: bool = False
    purpose: str = ""
    basis: str = ""
    requirements: str = ""
    place: str = ""
    urgent_reason: str = ""
    needed_reason: str = ""
    recording: RecordingPolicy = RecordingPolicy.AUDIO
    engine: str = "none"
    rule: str = ""
    head_count: int | None = None


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


@dataclass(frozen=True, kw_only=True)
class Point:
    """An item of the agenda as it is filled in."""

    title: str
    kind: ItemKind = ItemKind.INFORM
    planned_minutes: int = 15
    presenter: str = ""
    presenter_id: int | None = None


@operation
def plan_meeting(plan: Plan, *, by: Actor) -> Meeting:
    """Begin to plan a meeting (lập kế hoạch họp) at the acting desk."""
    require(by, Can.PLAN, by)
    kept = _kept(plan)
    meeting = Meeting(
        agency_id=by.agency_id,
        unit_id=by.unit_id,
        desk_id=by.desk_id,
        number=_next_number(by.agency_id or 0, clock.to_local(plan.starts_at).year),
        year=clock.to_local(plan.starts_at).year,
        state=MeetingState.DRAFT,
        created_at=clock.now(),
        **kept,
    )
    db.session.add(meeting)
    db.session.flush()
    begin_chain(meeting)
    audit.record("meeting.plan", meeting, by=by, number=meeting.code, starts_at=meeting.starts_at)
    tell(meeting, "planned", by=by, starts_at=meeting.starts_at)
    return meeting


@operation
def change_plan(meeting: Meeting, plan: Plan, *, by: Actor) -> None:
    """Change what was planned; a change of time or place makes calendars look again."""
    require(by, Can.PREPARE, meeting)
    refuse_begun(meeting)
    if plan.secrecy != meeting.secrecy and meeting.state != MeetingState.DRAFT:
        raise Refusal(
            _("The secrecy of a meeting that was called cannot change."),
            fix=_("Cancel it and plan another one."),
        )
    before = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place")}
    kept = _kept(plan)
    for name, value in kept.items():
        setattr(meeting, name, value)
    changed = sorted(name for name, value in before.items() if getattr(meeting, name) != value)
    if changed:
        meeting.sequence += 1
    audit.record("meeting.change", meeting, by=by, changed=changed)
    tell(meeting, "changed", by=by, changed=changed)


def refuse_begun(meeting: Meeting) -> None:
    """The plan stands from the opening of the session on."""
    if meeting.state not in AHEAD:
        raise Refusal(_("The session has begun or the meeting was called off: its plan stands."))


def _kept(plan: Plan) -> dict[str, Any]:
    given = asdict(plan)
    _check(plan)
    for name in LONGEST:
        given[name] = given[name].strip()
    if plan.secrecy != Secrecy.NONE:
        empty = dict.fromkeys(LONGEST, "")
        given |= empty | {"recording": RecordingPolicy.OFF, "engine": "none"}
    return given | {"folded": search.fold(given["title"])}


def _check(plan: Plan) -> None:
    wrong: dict[str, object] = {}
    if plan.secrecy == Secrecy.NONE and not plan.title.strip():
        wrong["title"] = _("Fill this in.")
    for name, longest in LONGEST.items():
        if len(getattr(plan, name)) > longest:
            wrong[name] = _("At most %(count)s characters.", count=longest)
    if plan.ends_at <= plan.starts_at:
        wrong["ends_at"] = _("The end comes after the beginning.")
    elif plan.ends_at - plan.starts_at > LONGEST_MEETING:
        wrong["ends_at"] = _("A meeting lasts five days at most; plan a series.")
    if wrong:
        raise Invalid(_("The meeting cannot be planned like this."), fields=wrong)


def _next_number(agency_id: int, year: int) -> int:
    insert_ignoring(MeetingCounter, {"agency_id": agency_id, "year": year, "last": 0})
    held = select(MeetingCounter).where(
        MeetingCounter.agency_id == agency_id, MeetingCounter.year == year
    )
    held = held.with_for_update().execution_options(populate_existing=True)
    counter = db.session.scalars(held).one()
    counter.last += 1
    return counter.last


# ------------------------------------------------------------------------------ people


@operation
def invite_person(meeting: Meeting, seat: Seat, *, by: Actor) -> Participant:
    """Put somebody on the list (thành phần dự họp); there is one chair."""
    require(by, Can.PREPARE, meeting)
    refuse_held(meeting)
    made = _guest(meeting, seat) if seat.tenure_id is None else _official(meeting, seat)
    _refuse_second_chair(meeting, made)
    made.position = _count(meeting) + 1
    db.session.add(made)
    db.session.flush()
    audit.record("meeting.invite_person", meeting, by=by, participant=made.uid, part=made.part)
    tell(meeting, "participant", by=by, participant=made.uid, part=made.part)
    return made


def refuse_held(meeting: Meeting) -> None:
    """Lists stand once the session was closed."""
    if meeting.state not in AHEAD and not meeting.is_live:
        raise Refusal(_("The session is over: its lists stand."))


@operation
def remove_person(participant: Participant, *, by: Actor) -> None:
    """Take somebody off the list; what he did at the meeting stays."""
    meeting = db.session.get_one(Meeting, participant.meeting_id)
    require(by, Can.PREPARE, meeting)
    refuse_held(meeting)
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
    return Participant(
        meeting_id=meeting.id,
        part=seat.part,
        is_voting=False,
        name=seat.name.strip()[:200],
        title=seat.title.strip()[:200],
        organisation=seat.organisation.strip()[:300],
        address=seat.address.strip()[:254],
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


def _count(meeting: Meeting) -> int:
    positions = select(Participant.position).where(Participant.meeting_id == meeting.id)
    last = db.session.scalar(positions.order_by(Participant.position.desc()).limit(1)) or 0
    if last >= MOST_PEOPLE:
        raise Refusal(_("At most %(count)s people are invited.", count=MOST_PEOPLE))
    return last


# ------------------------------------------------------------------------------ agenda


@operation
def add_item(meeting: Meeting, point: Point, *, by: Actor) -> AgendaItem:
    """Put an item at the end of the agenda (chương trình)."""
    require(by, Can.PREPARE, meeting)
    refuse_classified(meeting)
    refuse_held(meeting)
    positions = select(AgendaItem.position).where(AgendaItem.meeting_id == meeting.id)
    last = db.session.scalar(positions.order_by(AgendaItem.position.desc()).limit(1)) or 0
    if last >= MOST_ITEMS:
        raise Refusal(_("An agenda has at most %(count)s items.", count=MOST_ITEMS))
    item = AgendaItem(meeting_id=meeting.id, position=last + 1, **_point(point))
    db.session.add(item)
    db.session.flush()
    audit.record("meeting.add_item", meeting, by=by, item=item.uid, position=item.position)
    tell(meeting, "agenda", by=by, item=item.uid)
    return item


@operation
def change_item(item: AgendaItem, point: Point, *, by: Actor) -> None:
    """Word an item anew before it is treated."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.PREPARE, meeting)
    refuse_held(meeting)
    if item.started_at is not None:
        raise Refusal(_("The item was begun: it stands as it is."))
    for name, value in _point(point).items():
        setattr(item, name, value)
    audit.record("meeting.change_item", meeting, by=by, item=item.uid)
    tell(meeting, "agenda", by=by, item=item.uid)


def refuse_classified(meeting: Meeting) -> None:
    """A classified meeting has an entry on paper and no content here."""
    if meeting.is_classified:
        raise Refusal(
            _("This meeting is classified: nothing about its content is kept here."),
            fix=_("Work on paper and see the security officer."),
        )


def _point(point: Point) -> dict[str, Any]:
    wrong: dict[str, object] = {}
    if not point.title.strip():
        wrong["title"] = _("Fill this in.")
    elif len(point.title) > LONGEST["title"]:
        wrong["title"] = _("At most %(count)s characters.", count=LONGEST["title"])
    if not 1 <= point.planned_minutes <= LONGEST_ITEM:
        wrong["planned_minutes"] = _("Between 1 minute and a day.")
    if wrong:
        raise Invalid(_("The item cannot be kept like this."), fields=wrong)
    return asdict(point) | {"title": point.title.strip(), "presenter": point.presenter.strip()}


# ------------------------------------------------------------------------- being called


@operation
def call(meeting: Meeting, *, by: Actor) -> None:
    """Call the meeting: the invited hear of it; again after it was put off."""
    MEETING.advance(meeting, "invite", by, starts_at=meeting.starts_at)
    meeting.invited_at = clock.now()
    tell(meeting, "called", by=by, starts_at=meeting.starts_at)


@operation
def postpone(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """Put the meeting off (hoãn); it keeps its name in the calendars."""
    given = _reason(reason)
    MEETING.advance(meeting, "postpone", by, reason=given)
    meeting.sequence += 1
    tell(meeting, "postponed", by=by)


@operation
def cancel(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """Call the meeting off (hủy)."""
    given = _reason(reason)
    MEETING.advance(meeting, "cancel", by, reason=given)
    meeting.sequence += 1
    tell(meeting, "cancelled", by=by)


def _reason(text: str) -> str:
    given = text.strip()
    if not given:
        raise Invalid(_("Say why."), fields={"text": _("Say why.")})
    return given[:500]
