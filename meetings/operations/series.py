"""Meetings that come again: a series begins from one meeting; the next ones are laid out ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from meetings.ical import recurring
from meetings.lifecycle import MEETING
from meetings.models import (
    AgendaItem,
    Form,
    ItemKind,
    Kind,
    Meeting,
    MeetingSeries,
    MeetingState,
    NoMeeting,
    Participant,
    RecordingPolicy,
    SeriesSeat,
    Shift,
)
from meetings.operations.agenda import Point, add_item
from meetings.operations.inviting import Seat, invite_person, tenure_at
from meetings.operations.planning import (
    Plan,
    laid_out,
    refuse_begun,
    refuse_classified,
    replanned,
    rule_on,
)
from meetings.operations.rooms import held_rooms, hold_rooms, release_rooms, uids_of
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from office import audit, clock, notices
from office.db import db, operation, savepoint
from office.errors import Conflict, Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

AHEAD_FOR = timedelta(days=60)
MOST_LEFT_OUT = 100
WORDS = ("title", "purpose", "basis", "requirements", "place", "engine", "rule", "needed_reason")
SEAT_WORDS = ("part", "is_voting", "desk_id")
GUEST_WORDS = ("name", "title", "organisation", "address")


@dataclass(frozen=True, kw_only=True)
class Repeating:
    """How meetings come again: the rule, what happens on days off, which days are left out."""

    rrule: str
    shift: Shift = Shift.AFTER
    left_out: tuple[date, ...] = ()


@operation
def begin_series(meeting: Meeting, wish: Repeating, *, by: Actor) -> MeetingSeries:
    """Let a meeting come again (chuỗi họp): the next ones begin with its plan, people, agenda."""
    require(by, Can.PREPARE, meeting)
    take_turn(meeting)
    refuse_classified(meeting)
    refuse_begun(meeting)
    if meeting.series_id is not None:
        raise Refusal(_("This meeting is one of a series already."))
    local = clock.to_local(meeting.starts_at)
    series = MeetingSeries(
        agency_id=units.successor_of(meeting.agency_id),
        unit_id=meeting.unit_id,
        desk_id=meeting.desk_id,
        starts_on=local.date(),
        created_at=clock.now(),
        **_facts(meeting),
        **_rule(wish, local.date()),
    )
    db.session.add(series)
    db.session.flush()
    _take_people(series, meeting)
    meeting.series_id, meeting.occurs_on = series.id, local.date()
    audit.record("series.begin", series, by=by, rrule=series.rrule, meeting=meeting.uid)
    tell(meeting, "series", by=by, series=series.uid)
    lay_out_ahead(series, by=by)
    return series


@operation
def change_series(series: MeetingSeries, wish: Repeating, *, by: Actor) -> None:
    """Let the meetings still being planned come by another rule; those changed singly stay."""
    require(by, CallingCan.KEEP_SERIES, series)
    _hold(series)
    _refuse_ended(series)
    for name, value in _rule(wish, series.starts_on).items():
        setattr(series, name, value)
    audit.record("series.change", series, by=by, rrule=series.rrule, shift=series.shift)
    following = _following(series, clock.today())
    first = min((one.occurs_on for one in following if one.occurs_on), default=clock.today())
    wanted = set(_days(series, since=first))
    for meeting in following:
        held_on = _held_on(series, meeting)
        if meeting.occurs_on not in wanted or held_on is None:
            _drop(meeting)
        elif held_on != clock.to_local(meeting.starts_at).date():
            _plan_anew(series, meeting, held_on)
    lay_out_ahead(series, by=by)


@operation
def follow_meeting(meeting: Meeting, *, by: Actor) -> int:
    """Make the later meetings of the series like this one: plan, hour, agenda, people, rooms."""
    require(by, Can.PREPARE, meeting)
    refuse_classified(meeting)
    refuse_begun(meeting)
    series = series_of(meeting)
    require(by, CallingCan.KEEP_SERIES, series)
    _hold(series)
    _refuse_ended(series)
    for name, value in _facts(meeting).items():
        setattr(series, name, value)
    for seat in db.session.scalars(_seats(series)):
        db.session.delete(seat)
    db.session.flush()
    _take_people(series, meeting)
    audit.record("series.follow", series, by=by, meeting=meeting.uid)
    later = [
        one
        for one in _following(series, clock.to_local(meeting.starts_at).date())
        if one.id != meeting.id
    ]
    for one in later:
        held_on = _held_on(series, one)
        _plan_anew(series, one, held_on or clock.to_local(one.starts_at).date())
        _ask_anew(series, one)
    return len(later)


@operation
def end_series(series: MeetingSeries, *, by: Actor) -> None:
    """No more meetings come; those still being planned are called off, those called stand."""
    require(by, CallingCan.KEEP_SERIES, series)
    _hold(series)
    _refuse_ended(series)
    series.ended_at = clock.now()
    for meeting in _following(series, clock.today() + timedelta(days=1)):
        _drop(meeting)
    audit.record("series.end", series, by=by)


@operation
def lay_out_ahead(series: MeetingSeries, *, by: Actor) -> list[Meeting]:
    """Lay out the meetings of the next sixty days that are not there yet; safe to repeat."""
    require(by, CallingCan.KEEP_SERIES, series)
    _hold(series)
    if series.ended_at is not None:
        return []
    known = set(db.session.scalars(select(Meeting.occurs_on).where(Meeting.series_id == series.id)))
    made = [
        _made(series, day, held_on)
        for day in _days(series, since=clock.today())
        if day not in known and (held_on := shifted(day, series.shift)) and held_on > clock.today()
    ]
    series.made_until = clock.today() + AHEAD_FOR
    return made


def shifted(day: date, shift: Shift) -> date | None:
    """The day on which a meeting takes place, or none when it is left out."""
    if shift is Shift.KEEP or clock.is_working_day(day):
        return day
    if shift is Shift.SKIP:
        return None
    return clock.add_working_days(day, 1 if shift is Shift.AFTER else -1)


def series_of(meeting: Meeting) -> MeetingSeries:
    """The series of a meeting; a single one has none."""
    if meeting.series_id is None:
        raise Refusal(_("This meeting does not come again."))
    return db.session.get_one(MeetingSeries, meeting.series_id)


# --------------------------------------------------------------------------- what is kept


def _rule(wish: Repeating, first: date) -> dict[str, Any]:
    if len(wish.left_out) > MOST_LEFT_OUT:
        wrong = _("At most %(count)s days are left out.", count=MOST_LEFT_OUT)
        raise Invalid(wrong, fields={"left_out": wrong})
    try:
        rrule = recurring.checked(wish.rrule, first)
    except recurring.BadRule:
        wrong = _("By day, week, month or year; at most 400 times, and at least once in 3 years.")
        raise Invalid(_("No meetings come by this rule."), fields={"rrule": wrong}) from None
    left_out = sorted({day.isoformat() for day in wish.left_out})
    return {"rrule": rrule, "shift": wish.shift, "left_out": left_out}


def _facts(meeting: Meeting) -> dict[str, Any]:
    """What later meetings take over."""
    length = meeting.ends_at - meeting.starts_at
    plan: dict[str, Any] = {name: getattr(meeting, name) for name in WORDS}
    plan |= {
        "kind": meeting.kind.value,
        "form": meeting.form.value,
        "recording": meeting.recording.value,
        "cases": list(meeting.cases),
        "is_restricted": meeting.is_restricted,
    }
    items = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None)
    )
    points = [
        {
            "title": item.title,
            "kind": item.kind.value,
            "planned_minutes": item.planned_minutes,
            "presenter": item.presenter,
        }
        for item in db.session.scalars(items.order_by(AgendaItem.position))
    ]
    return {
        "title": meeting.title,
        "starts_time": f"{clock.to_local(meeting.starts_at):%H:%M}",
        "minutes": int(length.total_seconds() // 60),
        "plan": plan,
        "points": points,
        "rooms": sorted(held_rooms(meeting)),
    }


def _take_people(series: MeetingSeries, meeting: Meeting) -> None:
    people = select(Participant).where(
        Participant.meeting_id == meeting.id,
        Participant.removed_at.is_(None),
        Participant.stands_for_id.is_(None),
    )
    for place, one in enumerate(db.session.scalars(people.order_by(Participant.position)), 1):
        words = GUEST_WORDS if one.is_guest else ()
        kept = {name: getattr(one, name) for name in (*SEAT_WORDS, *words)}
        db.session.add(SeriesSeat(series_id=series.id, position=place, **kept))
    db.session.flush()


def _seats(series: MeetingSeries) -> Any:
    wanted = select(SeriesSeat).where(SeriesSeat.series_id == series.id)
    return wanted.order_by(SeriesSeat.position)


# ------------------------------------------------------------------------ single meetings


def _days(series: MeetingSeries, *, since: date) -> list[date]:
    return recurring.days(
        series.rrule,
        series.starts_on,
        since=max(since, series.starts_on),
        until=clock.today() + AHEAD_FOR,
        left_out=series.left_out,
    )


def _held_on(series: MeetingSeries, meeting: Meeting) -> date | None:
    return shifted(meeting.occurs_on, series.shift) if meeting.occurs_on else None


def _following(series: MeetingSeries, since: date) -> Sequence[Meeting]:
    """The meetings from a day on that are still being planned and were not changed singly."""
    wanted = select(Meeting).where(
        Meeting.series_id == series.id,
        Meeting.state == MeetingState.DRAFT,
        Meeting.is_apart.is_(False),
        Meeting.starts_at >= clock.local_midnight(since),
    )
    return db.session.scalars(wanted.order_by(Meeting.starts_at)).all()


def _plan(series: MeetingSeries, held_on: date) -> Plan:
    given = series.plan
    hour = time.fromisoformat(series.starts_time)
    starts = datetime.combine(held_on, hour, clock.LOCAL).astimezone(clock.now().tzinfo)
    return Plan(
        **{name: given[name] for name in WORDS if name != "rule"},
        rule=rule_on(given["rule"], held_on),
        kind=Kind(given["kind"]),
        form=Form(given["form"]),
        recording=RecordingPolicy(given["recording"]),
        cases=tuple(NoMeeting(one) for one in given["cases"]),
        is_restricted=given["is_restricted"],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=series.minutes),
    )


def _made(series: MeetingSeries, day: date, held_on: date) -> Meeting:
    where = {name: getattr(series, name) for name in ("agency_id", "unit_id", "desk_id")}
    meeting = laid_out(_plan(series, held_on), where, by=SYSTEM)
    meeting.series_id, meeting.occurs_on = series.id, day
    _try_rooms(series, meeting)
    _ask_anew(series, meeting)
    return meeting


def _plan_anew(series: MeetingSeries, meeting: Meeting, held_on: date) -> None:
    take_turn(meeting)
    release_rooms(meeting)
    replanned(meeting, _plan(series, held_on), by=SYSTEM)
    _try_rooms(series, meeting)


def _try_rooms(series: MeetingSeries, meeting: Meeting) -> None:
    """Rooms that are taken leave the meeting without one, and its desk hears of it."""
    try:
        with savepoint():
            hold_rooms(meeting, uids_of(series.rooms), by=SYSTEM)
    except Conflict:
        notices.tell(
            series.desk_id,
            kind="meetings.room_taken",
            text=_l("A meeting of a series has no room: it is taken at that time."),
            url=f"/meetings/{meeting.uid}",
            key=f"room-taken:{meeting.uid}:{meeting.starts_at.isoformat()}",
        )


def _ask_anew(series: MeetingSeries, meeting: Meeting) -> None:
    """Agenda and people of the series in place of what the meeting had."""
    now = clock.now()
    models: tuple[type[AgendaItem] | type[Participant], ...] = (AgendaItem, Participant)
    for model in models:
        rows = update(model).where(model.meeting_id == meeting.id, model.removed_at.is_(None))
        db.session.execute(rows.values(removed_at=now))
    db.session.flush()
    for point in series.points:
        add_item(meeting, Point(**point | {"kind": ItemKind(point["kind"])}), by=SYSTEM)
    for seat in db.session.scalars(_seats(series)):
        _ask(meeting, seat)


def _ask(meeting: Meeting, seat: SeriesSeat) -> None:
    """Whoever sits at the desk now; an empty one is left out."""
    words = {name: getattr(seat, name) for name in GUEST_WORDS} if seat.desk_id is None else {}
    tenure = tenure_at(seat.desk_id) if seat.desk_id else None
    if seat.desk_id is None or tenure:
        given = Seat(part=seat.part, is_voting=seat.is_voting, tenure_id=tenure, **words)
        try:
            with savepoint():
                invite_person(meeting, given, by=SYSTEM)
        except Refusal:
            return


def _drop(meeting: Meeting) -> None:
    """A meeting that comes no more; its day may be taken by another one later."""
    take_turn(meeting)
    MEETING.advance(meeting, "cancel", SYSTEM, reason=str(_("Its series was changed.")))
    meeting.occurs_on = None
    meeting.sequence += 1
    release_rooms(meeting)
    tell(meeting, "cancelled", by=SYSTEM)


def _hold(series: MeetingSeries) -> None:
    """Acts at one series take turns, before those at its meetings; it is read anew."""
    own = select(MeetingSeries).where(MeetingSeries.id == series.id)
    held = own.with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def _refuse_ended(series: MeetingSeries) -> None:
    if series.ended_at is not None:
        raise Refusal(_("This series has ended."))
