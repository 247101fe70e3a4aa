"""Who is there, at any instant, and whether that is enough for the meeting's rule."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from meetings.models import AttendanceSpan, Meeting, Participant
from meetings.queries.seeing import people_of
from meetings.voting.rules import VoteRule, vote_rule
from office import clock
from office.config import current_settings
from office.db import db

STEP = 30
CODES = 10**6
ORDINARY = "ordinary"


@dataclass(frozen=True)
class Quorum:
    """How many members there are, how many must be there and how many are (túc số)."""

    members: int
    needed: int
    present: int
    people: int
    people_present: int

    @property
    def is_met(self) -> bool:
        """Whether enough members are there."""
        return self.present >= self.needed


# --------------------------------------------------------------------------- the code of the room


def code_at(meeting: Meeting, instant: datetime, *, steps: int = 0) -> str:
    """Six digits that change every half minute; they follow from the house's secret."""
    secret = current_settings().secret_key.encode()
    key = hmac.digest(secret, f"meetings.check-in:{meeting.uid}".encode(), "sha256")
    step = int(instant.timestamp()) // STEP + steps
    made = hmac.digest(key, step.to_bytes(8, "big"), "sha256")
    return f"{int.from_bytes(made[:8], 'big') % CODES:06d}"


def is_code(meeting: Meeting, given: str, *, at: datetime) -> bool:
    """Whether it is the code of now, of the last half minute or of the next."""
    digits = "".join(given.split())
    known = [code_at(meeting, at, steps=steps) for steps in (-1, 0, 1)]
    return any(hmac.compare_digest(code.encode(), digits.encode()) for code in known)


# ------------------------------------------------------------------------------------------ spans


def open_span(participant: Participant) -> AttendanceSpan | None:
    """The presence that goes on now."""
    wanted = select(AttendanceSpan).where(AttendanceSpan.open_for == participant.id)
    return db.session.scalars(wanted).first()


def spans_of(meeting: Meeting) -> dict[int, list[AttendanceSpan]]:
    """All spans by participant, in their order."""
    wanted = select(AttendanceSpan).where(AttendanceSpan.meeting_id == meeting.id)
    found: dict[int, list[AttendanceSpan]] = {}
    for span in db.session.scalars(wanted.order_by(AttendanceSpan.from_at, AttendanceSpan.id)):
        found.setdefault(span.participant_id, []).append(span)
    return found


def present_at(meeting: Meeting, instant: datetime | None = None) -> list[Participant]:
    """Who took part and was there at an instant (now, when none is given), by the list's order.

    Whoever came at that very instant was there, whoever left at it was not.
    """
    wanted = (
        select(Participant)
        .join(AttendanceSpan, AttendanceSpan.participant_id == Participant.id)
        .where(Participant.meeting_id == meeting.id, _covers(instant))
        .order_by(Participant.position, Participant.id)
        .distinct()
    )
    return [one for one in db.session.scalars(wanted) if one.is_admitted]


def _covers(instant: datetime | None) -> ColumnElement[bool]:
    if instant is None:
        return AttendanceSpan.open_for.is_not(None)
    ends = or_(AttendanceSpan.to_at.is_(None), AttendanceSpan.to_at > instant)
    return (AttendanceSpan.from_at <= instant) & ends


def total_of(spans: Sequence[AttendanceSpan], *, now: datetime | None = None) -> timedelta:
    """How long somebody was there in all."""
    until = now or clock.now()
    return sum(((span.to_at or until) - span.from_at for span in spans), timedelta())


# ----------------------------------------------------------------------------------------- quorum


def members_of(people: Collection[Participant]) -> list[Participant]:
    """Who has a vote: whoever sends somebody who may vote for him is not counted beside him."""
    admitted = [one for one in people if one.is_admitted and one.is_voting]
    replaced = {one.stands_for_id for one in admitted if one.stands_for_id is not None}
    return [one for one in admitted if one.id not in replaced]


def rule_of(meeting: Meeting) -> VoteRule:
    """How the meeting decides: by its own rule on its day, else as working meetings do."""
    day = clock.to_local(meeting.starts_at).date()
    return vote_rule(meeting.rule or ORDINARY, day)


def quorum(meeting: Meeting, *, at: datetime | None = None) -> Quorum:
    """The quorum at an instant; of a closed meeting, as it was when it closed."""
    people = [one for one in people_of(meeting) if one.is_admitted]
    if at is None and meeting.closed_at is not None:
        at = meeting.closed_at - timedelta(microseconds=1)
    there = {one.id for one in present_at(meeting, at)}
    members = members_of(people)
    return Quorum(
        members=len(members),
        needed=rule_of(meeting).quorum.needed(len(members)),
        present=sum(one.id in there for one in members),
        people=len(people),
        people_present=len(there & {one.id for one in people}),
    )
