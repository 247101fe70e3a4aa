"""What comes when it is late: before the signatures it voids the paper, after them it lies aside.

The manifest of signed minutes stays true, and nothing that reached the house is lost.
"""

from sqlalchemy import Select, select

from meetings import queries
from meetings.models import (
    AsideState,
    Meeting,
    MeetingState,
    PaperState,
    Part,
    RecAside,
    RecordingDestruction,
)
from meetings.operations.minutes_papers import void_paper
from meetings.operations.telling import hold_chain, tell
from meetings.policy import recording as rules
from office import audit, blob_uses, clock, notices, outbox
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import Actor, require

DESTROY = "meetings.destroy_recording"
STANDS = (MeetingState.MINUTES_SIGNED, MeetingState.ARCHIVED)


class Destroyed(Refusal):
    """What was destroyed by a record does not come back."""

    status = 410
    code = "destroyed"


@blob_uses.narrows("rec_aside")
def _still_held(found: Select[int]) -> Select[int]:
    """The hash of what was dropped is a fact; what was taken is held by the recording itself."""
    return found.where(RecAside.state.not_in([AsideState.DROPPED, AsideState.TAKEN]))


def refuse_destroyed(meeting: Meeting) -> None:
    """Nothing is added to a recording whose content was destroyed."""
    gone = select(RecordingDestruction.id).where(RecordingDestruction.meeting_id == meeting.id)
    if db.session.scalar(gone) is not None:
        raise Destroyed(
            _("The content of this recording was destroyed already."),
            fix=_("Drop the part on your device too."),
        )


def is_bound(meeting: Meeting) -> bool:
    """Whether signed minutes bind the recording; no signature is put on while this is asked."""
    if meeting.is_live:
        return False
    hold_chain(meeting)
    db.session.refresh(meeting, ["state"])
    return meeting.state in STANDS


def void_former_paper(meeting: Meeting, *, by: Actor) -> None:
    """A paper made without this part does not say what is kept: the secretary is told why."""
    if meeting.is_live:
        return
    paper = queries.present_paper(meeting)
    if paper is None or paper.state is PaperState.SIGNED:
        return
    reason = _("A part of the recording arrived after this paper was made.")
    void_paper(meeting, reason, by=by)
    _tell_secretary(
        meeting,
        kind="minutes_void",
        text=_l(
            "A part of the recording of meeting %(number)s came late: have its minutes made anew.",
            number=meeting.code,
        ),
        page="closing",
        key=f"minutes:late:{paper.uid}",
    )


def lay(meeting: Meeting, made: RecAside, *, by: Actor) -> RecAside:
    """Keep something beside the recording, once; the first of its kind is told."""
    own = select(RecAside).where(RecAside.meeting_id == meeting.id)
    of_run = own.where(RecAside.recording_id == made.recording_id, RecAside.source == made.source)
    run = list(db.session.scalars(of_run.where(RecAside.segment == made.segment)))
    same = (one for one in run if (one.seq, one.sha256) == (made.seq, made.sha256))
    found = next(same, None)
    if found is not None:
        return found
    made.meeting_id, made.received_at, made.received_by = meeting.id, clock.now(), by.name
    db.session.add(made)
    db.session.flush()
    if not run:
        _tell(meeting, made, by)
    return made


def _tell(meeting: Meeting, made: RecAside, by: Actor) -> None:
    facts = {"aside": made.uid, "why": made.state, "sha256": made.sha256}
    tell(meeting, "recording_aside", by=by, **facts)
    audit.record("meeting.recording_aside", meeting, by=by, **facts)
    if made.state is AsideState.LATE:
        _tell_secretary(
            meeting,
            kind="recording_late",
            text=_l(
                "A part of the recording of meeting %(number)s came after the signature.",
                number=meeting.code,
            ),
            page="recording",
            key=f"recording:late:{made.uid}",
        )


def _tell_secretary(meeting: Meeting, *, kind: str, text: object, page: str, key: str) -> None:
    for one in queries.people_of(meeting):
        if one.part == Part.SECRETARY and one.desk_id is not None:
            url = f"/meetings/{meeting.uid}/{page}"
            notices.tell(one.desk_id, kind=kind, text=text, url=url, key=key)


@operation
def drop_aside(aside: RecAside, *, by: Actor) -> None:
    """Drop what lies aside, with all that came of the same run; hashes and names stay."""
    meeting = db.session.get_one(Meeting, aside.meeting_id)
    require(by, rules.Can.RECORD, meeting)
    hashes = settle(run_of(aside), by=by)
    audit.record("meeting.aside_dropped", meeting, by=by, aside=aside.uid, pieces=len(hashes))
    tell(meeting, "recording_aside_dropped", by=by, aside=aside.uid, pieces=len(hashes))
    key = f"drop:{aside.uid}"
    outbox.enqueue(DESTROY, key=key, lane=outbox.Lane.BULK, hashes=sorted(hashes))


def run_of(aside: RecAside) -> list[RecAside]:
    """What lies aside of the same run of the same source, in its order."""
    if aside.recording_id is None:
        return [aside]
    wanted = select(RecAside).where(
        RecAside.recording_id == aside.recording_id,
        RecAside.segment == aside.segment,
        RecAside.state == aside.state,
    )
    return list(db.session.scalars(wanted.order_by(RecAside.seq, RecAside.id)))


def settle(rows: list[RecAside], *, by: Actor) -> set[str]:
    """Nothing of these rows is kept any longer; says which files they were."""
    for row in rows:
        row.state, row.settled_at, row.settled_by = AsideState.DROPPED, clock.now(), by.name
    return {row.sha256 for row in rows}


@operation
def note_aside_copy(aside: RecAside, *, by: Actor) -> None:
    """Somebody took a copy of what lies aside out of the house."""
    meeting = db.session.get_one(Meeting, aside.meeting_id)
    require(by, rules.Can.RECORD, meeting)
    audit.record("meeting.recording_copied", meeting, by=by, aside=aside.uid)
