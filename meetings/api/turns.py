"""Turns of a recording over HTTP: who spoke when, the words a person took, the end of it all."""

from datetime import datetime
from uuid import UUID

from flask import Response
from pydantic import Field

from meetings.api.blueprint import actor, bp, visible
from meetings.models import Meeting, Turn
from meetings.operations import quoting, recording_end, turn_texts
from meetings.policy import recording as rules
from meetings.queries import agenda_of, people_of
from meetings.queries import recordings as queries
from office.api import ByUid, Closed, shown
from office.permissions import require


class ByTurn(Closed):
    """One turn of one meeting."""

    uid: UUID
    part_uid: UUID


class TurnOut(Closed):
    """A turn; its text is nobody's word until its state is `accepted`."""

    uid: UUID
    began_at: datetime
    ended_at: datetime
    speaker: UUID | None
    item: UUID | None
    text: str
    text_state: str
    text_source: str


class GapOut(Closed):
    """Time that was ordered to be recorded and is in no source."""

    began_at: datetime
    ended_at: datetime


class RecordingOut(Closed):
    """The turns and the gaps of a meeting's recording."""

    is_recorded: bool
    turns: list[TurnOut]
    gaps: list[GapOut]


class TextIn(Closed):
    """The words of a turn as the secretary takes them; none drops what the machine wrote."""

    text: str = Field("", max_length=4000)


class DestroyIn(Closed):
    """The record by which the content is destroyed."""

    record_number: str = Field(min_length=1, max_length=100)
    basis: str = Field(min_length=1, max_length=500)


class DestroyedOut(Closed):
    """What was destroyed."""

    uid: UUID
    record_number: str
    chunks: int
    size: int


class TranscribingOut(Closed):
    """Whether a machine may write down what is said at this meeting."""

    is_allowed: bool


@bp.get("/meetings/<uuid:uid>/recording", responses={200: RecordingOut})
def recording(path: ByUid) -> Response:
    """What there is of the recording of a meeting."""
    found = visible(path.uid)
    require(actor(), rules.Can.HEAR, found)
    return shown(
        RecordingOut(
            is_recorded=queries.is_recorded_now(found),
            turns=_turns(found),
            gaps=[
                GapOut(began_at=one.began_at, ended_at=one.ended_at)
                for one in queries.gaps_of(found)
            ],
        )
    )


@bp.put("/meetings/<uuid:uid>/turns/<uuid:part_uid>/text", responses={200: TurnOut})
def turn_text(path: ByTurn, body: TextIn) -> Response:
    """The secretary takes the words of a turn, or drops them."""
    found = visible(path.uid)
    turn = queries.turn_by(found, path.part_uid)
    if body.text.strip():
        turn_texts.accept_text(turn, body.text, by=actor())
    else:
        turn_texts.refuse_text(turn, by=actor())
    return shown(next(one for one in _turns(found, [turn])))


@bp.post("/meetings/<uuid:uid>/turns/<uuid:part_uid>/quote", responses={200: TurnOut})
def quote_turn(path: ByTurn) -> Response:
    """The words of a turn go into the minutes of its item."""
    found = visible(path.uid)
    turn = queries.turn_by(found, path.part_uid)
    quoting.quote_turn(turn, by=actor())
    return shown(next(one for one in _turns(found, [turn])))


@bp.post("/meetings/<uuid:uid>/transcribing", responses={200: TranscribingOut})
def allow_transcribing(path: ByUid) -> Response:
    """The chair lets a machine write down what is said."""
    turn_texts.allow_transcribing(visible(path.uid), by=actor())
    return shown(TranscribingOut(is_allowed=True))


@bp.delete("/meetings/<uuid:uid>/transcribing", responses={200: TranscribingOut})
def forbid_transcribing(path: ByUid) -> Response:
    """Nothing more is sent to the machine."""
    turn_texts.forbid_transcribing(visible(path.uid), by=actor())
    return shown(TranscribingOut(is_allowed=False))


@bp.post("/meetings/<uuid:uid>/recording/destruction", responses={200: DestroyedOut})
def destroy_recording(path: ByUid, body: DestroyIn) -> Response:
    """Destroy the content when its time of keeping is over; the hashes stay."""
    facts = body.model_dump()
    made = recording_end.destroy_recording(visible(path.uid), **facts, by=actor())
    return shown(
        DestroyedOut(
            uid=made.uid, record_number=made.record_number, chunks=made.chunks, size=made.size
        )
    )


def _turns(meeting: Meeting, rows: list[Turn] | None = None) -> list[TurnOut]:
    people = {one.id: one.uid for one in people_of(meeting)}
    items = {one.id: one.uid for one in agenda_of(meeting)}
    return [
        TurnOut(
            uid=one.uid,
            began_at=one.began_at,
            ended_at=one.ended_at,
            speaker=people.get(one.participant_id or 0),
            item=items.get(one.item_id or 0),
            text=one.text,
            text_state=one.text_state.value,
            text_source=one.text_source,
        )
        for one in (queries.turns_of(meeting) if rows is None else rows)
    ]
