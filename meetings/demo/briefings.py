"""Briefings of an agency: two that were held, with signed minutes and tasks, one in session."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings import operations, queries
from meetings.demo.people import People, unit_of
from meetings.demo.sessions import come_in, decide
from meetings.demo.speech import record, spoken
from meetings.demo.texts import briefings
from meetings.models import (
    ItemKind,
    Kind,
    Meeting,
    MeetingState,
    PaperState,
    Part,
    RecordingPolicy,
)
from office import clock
from office.db import db
from office.demo import Demo, demo_step, in_turn
from office.i18n import _l
from office.permissions import Actor
from signing import operations as signing

PATIENCE = 120.0
PAUSE = 0.3
BEGINS, LASTS = 8, timedelta(hours=1, minutes=30)
CALLED_BEFORE = 5  # working days
WEEKLY = "FREQ=WEEKLY;BYDAY=MO"


class TooSlow(Exception):
    """The workers did not come to it in time; the step is begun anew at the next start."""


@demo_step(170, "briefings-held", label=_l("Meetings that were held"))
def hold_briefings(demo: Demo) -> None:
    """The weekly briefings of the last weeks, with their minutes signed and registered."""
    people = People(demo)
    for row in in_turn(briefings()["held"], demo.tell):
        meeting = _held(people, row)
        _written(people, meeting, row)
        _signed(people, meeting)


@demo_step(171, "briefing-open", label=_l("A meeting in session"))
def open_briefing(demo: Demo) -> None:
    """This week's briefing, open to join at once."""
    people = People(demo)
    if db.session.scalars(select(Meeting.id).where(Meeting.state == MeetingState.OPEN)).first():
        return
    said = briefings()
    now = clock.now()
    _call_off_usual(people)
    with _at(now - timedelta(days=7)):
        meeting = _planned(people, now, said["open"]["items"])
    operations.open_session(meeting, by=people.actor(said["chair"]))
    first = queries.agenda_of(meeting)[0]
    operations.begin_item(first, by=people.actor(said["secretary"]))


def _call_off_usual(people: People) -> None:
    """This week's briefing of the series gives way to the one that is in session."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    wanted = select(Meeting).where(Meeting.occurs_on == monday, Meeting.state == MeetingState.DRAFT)
    for usual in db.session.scalars(wanted).all():
        operations.cancel(
            usual, briefings()["called_off"], by=people.actor(briefings()["secretary"])
        )


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    with clock.standing_at(moment):
        yield


def _planned(people: People, starts: datetime, items: list[Mapping[str, Any]]) -> Meeting:
    secretary = people.actor(briefings()["secretary"])
    meeting = _listed(people, starts)
    set_agenda(people, meeting, items)
    operations.call(meeting, by=secretary)
    return meeting


def _listed(people: People, starts: datetime) -> Meeting:
    """A briefing with everybody on its list."""
    said = briefings()
    secretary = people.actor(said["secretary"])
    plan = operations.Plan(
        title=said["series"],
        starts_at=starts,
        ends_at=starts + LASTS,
        kind=Kind.BRIEFING,
        place=said["place"],
        recording=RecordingPolicy.AUDIO,
    )
    meeting = operations.plan_meeting(plan, by=secretary)
    for part, logins in _places(said):
        for login in logins:
            invite(meeting, part, people.actor(login), secretary)
    return meeting


def set_agenda(people: People, meeting: Meeting, items: list[Mapping[str, Any]]) -> None:
    """These items, and no others."""
    secretary = people.actor(briefings()["secretary"])
    for usual in queries.agenda_of(meeting):
        operations.remove_item(usual, by=secretary)
    for one in items:
        point = operations.Point(
            title=one["title"],
            kind=ItemKind(one["kind"]),
            planned_minutes=one["minutes"],
            presenter=people.actor(one["presenter"]).name,
        )
        operations.add_item(meeting, point, by=secretary)


def _of_series(people: People, day: date, items: list[Mapping[str, Any]]) -> Meeting:
    """The briefing of a week; the first one lets the others come every week."""
    secretary = people.actor(briefings()["secretary"])
    wanted = select(Meeting).where(Meeting.series_id.is_not(None), Meeting.occurs_on == day)
    meeting = db.session.scalars(wanted).first()
    if meeting is None:
        meeting = _listed(people, _begin(day))
        set_agenda(people, meeting, [*briefings()["usual"]])
        operations.begin_series(meeting, operations.Repeating(rrule=WEEKLY), by=secretary)
    set_agenda(people, meeting, items)
    operations.call(meeting, by=secretary)
    return meeting


def _places(said: Mapping[str, Any]) -> list[tuple[Part, list[str]]]:
    return [
        (Part.CHAIR, [said["chair"]]),
        (Part.SECRETARY, [said["secretary"]]),
        (Part.MEMBER, said["members"]),
        (Part.INVITED, said["invited"]),
    ]


def invite(meeting: Meeting, part: Part, actor: Actor, by: Actor) -> None:
    """Put an official on the list."""
    voting = part in (Part.CHAIR, Part.MEMBER)
    seat = operations.Seat(part=part, tenure_id=actor.tenure_id, is_voting=voting)
    operations.invite_person(meeting, seat, by=by)


def _held(people: People, row: Mapping[str, Any]) -> Meeting:
    """Planned, called, opened, item by item, closed: on the day on which it was."""
    said = briefings()
    chair, secretary = people.actor(said["chair"]), people.actor(said["secretary"])
    members = [people.actor(login) for login in said["members"]]
    day = clock.today() - timedelta(days=clock.today().weekday(), weeks=row["weeks_ago"])
    with _at(_begin(clock.add_working_days(day, -CALLED_BEFORE))):
        meeting = _of_series(people, day, row["items"])
    now = meeting.starts_at
    with _at(now):
        operations.open_session(meeting, by=chair)
        come_in(meeting, late=members[-1], secretary=secretary)
    record(meeting, spoken(said["speech"]), at=now, chair=chair)
    for item, words in zip(queries.agenda_of(meeting), row["items"], strict=True):
        with _at(now):
            operations.begin_item(item, by=secretary)
        if item.kind == ItemKind.DECIDE:
            decide(item, at=now, chair=chair, members=members)
        now += timedelta(minutes=words["minutes"])
        with _at(now):
            operations.conclude_item(item, words["conclusion"], by=secretary)
    with _at(now):
        _hand_out(people, meeting, row)
        operations.close_session(meeting, by=chair)
    return meeting


def _begin(day: date) -> datetime:
    return clock.local_midnight(day) + timedelta(hours=BEGINS)


def _hand_out(people: People, meeting: Meeting, row: Mapping[str, Any]) -> None:
    said = briefings()
    chair, secretary = people.actor(said["chair"]), people.actor(said["secretary"])
    items = queries.agenda_of(meeting)
    for one in row["tasks"]:
        given = operations.HandOut(
            text=one["text"],
            lead_unit_id=unit_of(one["lead"]),
            due_on=clock.today() + timedelta(days=one["days"]),
            product=one["product"],
            item=items[one["item"]],
        )
        task = operations.hand_out(meeting, given, by=secretary)
        operations.confirm_hand_out(task, by=chair)


def _written(people: People, meeting: Meeting, row: Mapping[str, Any]) -> None:
    """What the secretary wrote, item by item; nobody had anything to add."""
    secretary = people.actor(briefings()["secretary"])
    operations.begin_minutes(meeting, by=secretary)
    words = [one["said"] for one in row["items"]]
    sections = [one for one in queries.sections_of(meeting) if one.item_id]
    for section, body in zip(sections, words, strict=True):
        operations.hold_section(section, by=secretary)
        operations.save_section(section, body, base=section.number, by=secretary)
        operations.release_section(section, by=secretary)
    operations.send_for_reading(meeting, hours=24, by=secretary)
    operations.end_reading(meeting, by=secretary)
    wait(lambda: _stands(meeting, PaperState.READY))


def _signed(people: People, meeting: Meeting) -> None:
    said = briefings()
    steps = (
        (operations.prepare_secretary_signature, said["secretary"], PaperState.SIGNED_BY_SECRETARY),
        (operations.prepare_chair_signature, said["chair"], PaperState.SIGNED),
    )
    for prepare, login, reached in steps:
        actor = people.actor(login)
        request = prepare(meeting, by=actor)
        wait(lambda request=request: state_of(request) == "ready")  # type: ignore[misc]
        signing.sign_value(request, pin=people.pin(login), by=actor)
        wait(lambda reached=reached: _stands(meeting, reached))  # type: ignore[misc]


def state_of(request: signing.SigningRequest) -> str:
    """How far a signature is, as the workers left it."""
    db.session.rollback()
    db.session.refresh(request)
    return str(request.state.value)


def _stands(meeting: Meeting, state: PaperState) -> bool:
    db.session.rollback()
    db.session.expire_all()
    paper = queries.present_paper(meeting)
    return paper is not None and paper.state == state


def wait(reached: Callable[[], bool]) -> None:
    """Look again until it is so; the patience is bounded."""
    ends = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > ends:
            raise TooSlow
        time.sleep(PAUSE)
