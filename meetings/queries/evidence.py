"""What the fingerprint of a meeting is made of: recording, course, presence, votes and papers."""

from datetime import datetime

from sqlalchemy import select

from meetings.compose.facts import Vote
from meetings.compose.manifest import (
    Manifest,
    PaperMark,
    Segment,
    VoteMark,
    attendance_hash,
)
from meetings.models import AgendaItem, BoxMode, Meeting, MeetingEvent, Participant
from meetings.queries import recordings
from meetings.queries.presence import spans_of
from meetings.queries.seeing import agenda_of, all_people_of, papers_of
from meetings.queries.votes import Result, results_of
from meetings.voting import words
from office.db import db


def manifest_of(meeting: Meeting) -> Manifest:
    """The manifest of a meeting as everything stands now."""
    return Manifest(
        meeting=str(meeting.uid),
        segments=segment_marks(meeting),
        events_head=events_head(meeting),
        attendance=attendance_hash(presence_of(meeting)),
        votes=vote_marks(meeting),
        papers=paper_marks(meeting),
    )


def segment_marks(meeting: Meeting) -> list[Segment]:
    """The runs of the recorders with the hashes of their pieces."""
    return [Segment(**one) for one in recordings.manifest_segments(meeting)]


def presence_of(meeting: Meeting) -> list[dict[str, str]]:
    """Who was there from when to when, as it is hashed."""
    names = {one.id: str(one.uid) for one in all_people_of(meeting)}
    return [
        {
            "participant": names.get(participant, ""),
            "from": span.from_at.isoformat(),
            "to": span.to_at.isoformat() if span.to_at else "",
            "how": span.how.value,
        }
        for participant, spans in sorted(spans_of(meeting).items())
        for span in spans
    ]


def vote_marks(meeting: Meeting) -> list[VoteMark]:
    """The counted boxes by the hashes of their results."""
    return [
        VoteMark(box=str(one.box), question=one.question, result_hash=one.result_hash)
        for one in results_of(meeting)
    ]


def paper_marks(meeting: Meeting) -> list[PaperMark]:
    """The papers that lay before the meeting, in the order of the agenda."""
    by_item = papers_of(meeting)
    return [
        PaperMark(
            uid=str(paper.document_uid or paper.uid),
            name=paper.name[:500],
            version=str(paper.version),
            sha256=paper.sha256,
        )
        for item in agenda_of(meeting)
        for paper in by_item.get(item.id, ())
    ]


def events_head(meeting: Meeting) -> str:
    """The hash of the last line of the course of the meeting."""
    own = select(MeetingEvent.hash).where(MeetingEvent.meeting_id == meeting.id)
    return db.session.scalar(own.order_by(MeetingEvent.number.desc()).limit(1)) or ""


def second_of(meeting: Meeting, at: datetime) -> int | None:
    """At which second of the recording something was; without one, after the opening."""
    since = recordings.begun_at(meeting) or meeting.opened_at
    return None if since is None else max(0, round((at - since).total_seconds()))


def unrecorded(meeting: Meeting) -> list[tuple[datetime, datetime]]:
    """The times that were ordered to be recorded and are not."""
    return [(one.began_at, one.ended_at) for one in recordings.gaps_of(meeting)]


def recorded_seconds(meeting: Meeting) -> int:
    """How long the source recorded that has most."""
    by_source: dict[int, int] = {}
    for recording, segment in recordings.segments_of(meeting):
        length = segment.film_ms or segment.length_ms
        by_source[recording.id] = by_source.get(recording.id, 0) + length
    return round(max(by_source.values(), default=0) / 1000)


def who_was_there(meeting: Meeting) -> frozenset[int]:
    """The participants with a span of presence; nobody while the door was not kept."""
    return frozenset(spans_of(meeting))


def people_for_minutes(meeting: Meeting) -> list[Participant]:
    """Who stands on the list, and whoever was there and was taken off it during the session."""
    there = who_was_there(meeting)
    return [one for one in all_people_of(meeting) if one.removed_at is None or one.id in there]


def votes_on(item: AgendaItem) -> list[Vote]:
    """The counted votes on an item, as minutes print them."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    return [vote for of_item, vote in counted_votes(meeting) if of_item == item.id]


def counted_votes(meeting: Meeting) -> list[tuple[int | None, Vote]]:
    """All counted votes with the item each was on; None for those on no item."""
    return [(one.item, _vote(one)) for one in results_of(meeting)]


def _vote(one: Result) -> Vote:
    """Minutes are written in Vietnamese whatever the reader's language is."""
    numbers = one.numbers
    votes: dict[str, int] = numbers.get("votes", {})
    named = [(one.names.get(key) or words.OPTIONS[key], count) for key, count in votes.items()]
    spoilt = [(words.INVALID, numbers["invalid"])] if numbers.get("invalid") else []
    base = words.BASES[numbers["base"]] if votes else ""
    return Vote(
        question=one.question,
        manner=words.MANNERS[one.mode],
        counts=(*named, *spoilt),
        entitled=numbers["entitled"],
        present=numbers["present_closing"],
        cast=numbers["papers"],
        base=base,
        outcome=words.OUTCOMES[numbers["outcome"]],
        by_name=_by_name(one),
    )


def _by_name(one: Result) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who chose what, in the order of the paper; of a vote by name only."""
    if one.mode != BoxMode.NAMED.value:
        return ()
    said: list[tuple[str, str, list[str]]] = one.numbers.get("by_name", [])
    chosen: dict[str, list[str]] = {key: [] for key in one.numbers.get("votes", {})}
    for _uid, name, choices in said:
        for key in choices or [""]:
            chosen.setdefault(key, []).append(name)
    return tuple(
        (one.names.get(key) or words.OPTIONS.get(key, words.INVALID), tuple(names))
        for key, names in chosen.items()
        if names
    )


def destroyed_at(meeting: Meeting) -> datetime | None:
    """When the content of the recordings was destroyed at the end of its keeping."""
    found = recordings.destruction_of(meeting)
    return found.destroyed_at if found else None
