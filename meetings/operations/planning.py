"""Planning a meeting: what, who, when, in which order; calling it, putting it off, calling off."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from meetings.engines.port import Kind as Engine
from meetings.lifecycle import MEETING
from meetings.models import (
    AHEAD,
    Form,
    Kind,
    Meeting,
    MeetingCounter,
    MeetingState,
    NoMeeting,
    RecordingPolicy,
    Secrecy,
)
from meetings.operations.notice import refuse_short
from meetings.operations.rooms import hold_rooms, release_rooms
from meetings.operations.telling import begin_chain, take_turn, tell
from meetings.policy import Can
from meetings.voting.rules import vote_rules
from office import audit, clock, search
from office.db import db, insert_ignoring, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

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
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is filled in about a meeting; of a classified one only days and head count are kept."""

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
    cases: tuple[NoMeeting, ...] = ()
    needed_reason: str = ""
    rooms: tuple[UUID, ...] = ()
    recording: RecordingPolicy = RecordingPolicy.AUDIO
    engine: str = "none"
    rule: str = ""
    head_count: int | None = None


@operation
def plan_meeting(plan: Plan, *, by: Actor) -> Meeting:
    """Begin to plan a meeting (lập kế hoạch họp) at the acting desk."""
    require(by, Can.PLAN, by)
    where = {"agency_id": by.agency_id, "unit_id": by.unit_id, "desk_id": by.desk_id}
    return laid_out(plan, where, by=by)


def laid_out(plan: Plan, where: Mapping[str, Any], *, by: Actor) -> Meeting:
    """A new meeting of a desk of an agency, with its rooms; part of planning one or a series."""
    year = clock.to_local(plan.starts_at).year
    meeting = Meeting(
        **where,
        number=_next_number(where["agency_id"] or 0, year),
        year=year,
        state=MeetingState.DRAFT,
        created_at=clock.now(),
        **_kept(plan),
    )
    db.session.add(meeting)
    db.session.flush()
    begin_chain(meeting)
    hold_rooms(meeting, rooms_of(plan), by=by)
    audit.record("meeting.plan", meeting, by=by, number=meeting.code, starts_at=meeting.starts_at)
    tell(meeting, "planned", by=by, starts_at=meeting.starts_at)
    return meeting


@operation
def change_plan(meeting: Meeting, plan: Plan, *, by: Actor) -> None:
    """Change what was planned; a change of time or place makes calendars look again."""
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_begun(meeting)
    _refuse_other_secrecy(meeting, plan)
    changed = replanned(meeting, plan, by=by)
    if "starts_at" in changed and meeting.state == MeetingState.INVITED:
        refuse_short(meeting)
    meeting.is_apart = meeting.series_id is not None
    hold_rooms(meeting, rooms_of(plan), by=by)
    audit.record("meeting.change", meeting, by=by, changed=changed)


def _refuse_other_secrecy(meeting: Meeting, plan: Plan) -> None:
    """Nothing that was written down becomes an entry on paper by a change of its degree."""
    is_first = Secrecy.NONE in (plan.secrecy, meeting.secrecy)
    if plan.secrecy == meeting.secrecy:
        return
    if is_first or meeting.state != MeetingState.DRAFT:
        raise Refusal(
            _("The secrecy of a meeting that was called cannot change."),
            fix=_("Cancel it and plan another one."),
        )


def replanned(meeting: Meeting, plan: Plan, *, by: Actor) -> list[str]:
    """Put other words and times into a meeting and say which of its calendar facts changed."""
    before = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place")}
    for name, value in _kept(plan).items():
        setattr(meeting, name, value)
    changed = sorted(name for name, value in before.items() if getattr(meeting, name) != value)
    if changed:
        meeting.sequence += 1
    tell(meeting, "changed", by=by, changed=changed)
    return changed


def refuse_begun(meeting: Meeting) -> None:
    """The plan stands from the opening of the session on."""
    if meeting.state not in AHEAD:
        raise Refusal(_("The session has begun or the meeting was called off: its plan stands."))


def refuse_held(meeting: Meeting) -> None:
    """Lists stand once the session was closed."""
    if meeting.state not in AHEAD and not meeting.is_live:
        raise Refusal(_("The session is over: its lists stand."))


def refuse_classified(meeting: Meeting) -> None:
    """A classified meeting has an entry on paper and no content here."""
    if meeting.is_classified:
        raise Refusal(
            _("This meeting is classified: nothing about its content is kept here."),
            fix=_("Work on paper and see the security officer."),
        )


def rooms_of(plan: Plan) -> tuple[UUID, ...]:
    """The rooms to hold; of a classified meeting the place is not kept here."""
    return plan.rooms if plan.secrecy == Secrecy.NONE else ()


def _kept(plan: Plan) -> dict[str, Any]:
    _check(plan)
    kept = plan if plan.secrecy == Secrecy.NONE else _entry(plan)
    given = asdict(kept) | {"cases": [one.value for one in kept.cases]}
    del given["rooms"]
    for name in LONGEST:
        given[name] = given[name].strip()
    return given | {"folded": search.fold(given["title"])}


def _entry(plan: Plan) -> Plan:
    """What stands of a classified meeting: no hour, kind or way to meet (Decree 26/2020/NĐ-CP)."""
    last = clock.to_local(plan.ends_at - INSTANT).date()
    return Plan(
        title="",
        starts_at=clock.local_midnight(clock.to_local(plan.starts_at).date()),
        ends_at=clock.midnight_after(last),
        secrecy=plan.secrecy,
        recording=RecordingPolicy.OFF,
        head_count=plan.head_count,
    )


def _check(plan: Plan) -> None:
    wrong: dict[str, object] = {}
    if plan.secrecy == Secrecy.NONE and not plan.title.strip():
        wrong["title"] = _("Fill this in.")
    for name, longest in LONGEST.items():
        if len(getattr(plan, name)) > longest:
            wrong[name] = _("At most %(count)s characters.", count=longest)
    if plan.cases and not plan.needed_reason.strip():
        wrong["needed_reason"] = _("Say why a meeting is needed all the same.")
    if plan.ends_at <= plan.starts_at:
        wrong["ends_at"] = _("The end comes after the beginning.")
    elif plan.ends_at - plan.starts_at > LONGEST_MEETING:
        wrong["ends_at"] = _("A meeting lasts five days at most; plan a series.")
    wrong |= _unknown(plan)
    if wrong:
        raise Invalid(_("The meeting cannot be planned like this."), fields=wrong)


def _unknown(plan: Plan) -> dict[str, object]:
    """Engine and rule of voting are words of lists; a rule is one that holds on the day."""
    wrong: dict[str, object] = {}
    if plan.engine not in set(Engine):
        wrong["engine"] = _("There is no such conference engine.")
    if plan.rule != rule_on(plan.rule, clock.to_local(plan.starts_at).date()):
        wrong["rule"] = _("There is no such rule of voting on that day.")
    return wrong


def rule_on(code: str, day: date) -> str:
    """The code of a rule of voting that holds on a day; of another one nothing is left."""
    return code if code in {row.code for row in vote_rules(day)} else ""


def _next_number(agency_id: int, year: int) -> int:
    insert_ignoring(MeetingCounter, {"agency_id": agency_id, "year": year, "last": 0})
    held = select(MeetingCounter).where(
        MeetingCounter.agency_id == agency_id, MeetingCounter.year == year
    )
    held = held.with_for_update().execution_options(populate_existing=True)
    counter = db.session.scalars(held).one()
    counter.last += 1
    return counter.last


# ------------------------------------------------------------------------- being called


@operation
def call(meeting: Meeting, *, by: Actor) -> None:
    """Call the meeting: the invited hear of it; again after it was put off."""
    take_turn(meeting)
    if not by.is_machine:
        refuse_short(meeting)
    MEETING.advance(meeting, "invite", by, starts_at=meeting.starts_at)
    meeting.invited_at = clock.now()
    tell(meeting, "called", by=by, starts_at=meeting.starts_at)


@operation
def postpone(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """Put the meeting off (hoãn); it keeps its name in the calendars."""
    given = _reason(reason)
    take_turn(meeting)
    MEETING.advance(meeting, "postpone", by, reason=given)
    release_rooms(meeting)
    meeting.sequence += 1
    tell(meeting, "postponed", by=by)


@operation
def cancel(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """Call the meeting off (hủy)."""
    given = _reason(reason)
    take_turn(meeting)
    MEETING.advance(meeting, "cancel", by, reason=given)
    release_rooms(meeting)
    meeting.sequence += 1
    tell(meeting, "cancelled", by=by)


def _reason(text: str) -> str:
    given = text.strip()
    if not given:
        raise Invalid(_("Say why."), fields={"text": _("Say why.")})
    return given[:500]
