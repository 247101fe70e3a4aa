"""Whether minutes are those of a meeting here, and what of that meeting was changed since.

Every piece is hashed anew from its bytes; what differs is named, one line for each part.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from meetings import queries
from meetings.compose import manifest as manifests
from meetings.compose.manifest import Manifest, Segment
from meetings.models import Meeting, MinutePaper
from meetings.operations.counting import hash_of as hash_of_votes
from meetings.operations.telling import GENESIS, hash_of
from meetings.queries.votes import boxes_of
from office import blobs, clock
from office.db import db
from office.foreign.reading import enclosed
from office.foreign.refusals import ForeignFileRefused

GOOD, BAD, GONE = "good", "bad", "gone"
PIECE = 1 << 20
Line = dict[str, Any]


def report_on(sha256: str) -> dict[str, Any]:
    """What was found: whose minutes these are, and one line for each part of the fingerprint."""
    try:
        data = enclosed(blobs.path_of(sha256), manifests.NAME)
    except ForeignFileRefused:
        return {"found": "unreadable", "lines": []}
    if data is None:
        return {"found": "no_manifest", "lines": []}
    mark = manifests.fingerprint(data)
    try:
        signed = manifests.read(data)
    except manifests.Unread:
        return {"found": "no_manifest", "fingerprint": mark, "lines": []}
    paper = queries.paper_with(mark)
    if paper is None:
        return {"found": "unknown", "fingerprint": mark, "lines": []}
    return _compared(paper, signed, mark)


def _compared(paper: MinutePaper, signed: Manifest, mark: str) -> dict[str, Any]:
    meeting = db.session.get_one(Meeting, paper.meeting_id)
    lines = [
        *_recordings(meeting, signed),
        _course(meeting, signed),
        _presence(meeting, signed),
        *_votes(meeting, signed),
        *_papers(signed),
    ]
    return {
        "found": "ours",
        "fingerprint": mark,
        "meeting": meeting.code,
        "paper": paper.number,
        "state": paper.state.value,
        "lines": lines,
    }


def _line(part: str, state: str, name: str = "", **more: Any) -> Line:
    return {"part": part, "state": state, "name": name, **more}


# ----------------------------------------------------------------------------- recording


def _recordings(meeting: Meeting, signed: Manifest) -> Iterator[Line]:
    names = {str(one.uid): one.name for one in queries.people_of(meeting)}
    destroyed = queries.destroyed_at(meeting)
    for segment in signed.segments:
        name = _named(segment, names)
        if destroyed is not None:
            day = f"{clock.to_local(destroyed):%d/%m/%Y}"
            yield _line("recording", GONE, name, day=day)
            continue
        wrong = [number for number, one in enumerate(segment.chunks) if not holds(one)]
        state = BAD if wrong else GOOD
        facts = {"pieces": len(segment.chunks), "wrong": wrong[:20]}
        yield _line("recording", state, name, **facts)


def _named(segment: Segment, names: Mapping[str, str]) -> str:
    """Whose device it was, and which run of it."""
    whose = names.get(segment.participant) or segment.source.partition("/")[0][:8]
    return f"{whose} · {segment.source.partition('/')[2] or 1}"


def holds(sha256: str) -> bool:
    """Whether the bytes in the store still have the hash under which they lie."""
    if not blobs.exists(sha256):
        return False
    counted = hashlib.sha256()
    with blobs.open_blob(sha256) as stream:
        while piece := stream.read(PIECE):
            counted.update(piece)
    return counted.hexdigest() == sha256


# ------------------------------------------------------------------------------ the rest


def _course(meeting: Meeting, signed: Manifest) -> Line:
    """The lines up to the signed one still follow each other, each with its hash."""
    broken = _broken_line(meeting, signed.events_head)
    return _line("course", BAD if broken is not None else GOOD, wrong=broken)


def _broken_line(meeting: Meeting, head: str) -> int | None:
    """The first line whose hash does not hold; 0 where the signed one is not there."""
    previous, number = GENESIS, 0
    while lines := queries.events_of(meeting, after=number):
        for line in lines:
            number = line.number
            if line.previous != previous or hash_of(meeting.uid, line) != line.hash:
                return number
            if line.hash == head:
                return None
            previous = line.hash
    return 0


def _presence(meeting: Meeting, signed: Manifest) -> Line:
    now = manifests.attendance_hash(queries.presence_of(meeting))
    return _line("attendance", GOOD if now == signed.attendance else BAD)


def _votes(meeting: Meeting, signed: Manifest) -> Iterator[Line]:
    """The hash is made anew from question, rule and numbers: the one kept beside proves nothing."""
    now = {str(one.uid): hash_of_votes(one) for one in boxes_of(meeting)}
    for vote in signed.votes:
        is_same = now.get(vote.box) == vote.result_hash
        yield _line("vote", GOOD if is_same else BAD, vote.question)


def _papers(signed: Manifest) -> Iterator[Line]:
    for paper in signed.papers:
        yield _line("paper", GOOD if holds(paper.sha256) else BAD, paper.name)
