"""Recordings of a meeting: the chair's order, sources, segments, chunks by hash, gaps and turns."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.media.chunks import Codec
from meetings.models.meeting import Part
from office.db import Base, uid_column
from office.i18n import _l


class RecordingSpan(Base):
    """What the chair ordered to be recorded: from the word that begins it to the word that ends it.

    Everybody in the room is told of the row in the transaction that makes it, before any chunk.
    """

    __tablename__ = "recording_span"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    began_at: Mapped[datetime]
    began_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


ORIGINS: dict[str, object] = {part.value: part.label for part in Part} | {
    "conference": _l("Conference"),
    "brought": _l("Brought from elsewhere"),
}


class Recording(Base):
    """One source: a device of a participant, or a track of a conference server.

    `source` is what the manifest calls it; two sources of one meeting cover each other's gaps.
    """

    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    source: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    codec: Mapped[Codec]
    is_of_engine: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[datetime]

    @property
    def origin(self) -> object:
        """Whose it is, as people say it: the device's own name, a part at the meeting, a room."""
        return self.device or ORIGINS.get(self.source, self.source)


class RecSegment(Base):
    """One run of a recorder; its chunks follow each other, those of another one never do.

    `started_at` is by the server's clock; `clock_offset_ms` is what the device's clock lacked, None
    where the device could not ask. `chunks`, `size` and `length_ms` tell of what arrived,
    `film_chunks` of how many chunks the film was made. `raw_sha256` is the joined chunks, once they
    were put into the work file.
    """

    __tablename__ = "rec_segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    clock_offset_ms: Mapped[int | None]
    last_seq: Mapped[int | None]
    stopped_ms: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    chunks: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    length_ms: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    film_sha256: Mapped[str | None]
    film_ms: Mapped[int | None]
    film_chunks: Mapped[int] = mapped_column(default=0)
    raw_sha256: Mapped[str | None]
    problem: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("recording_id", "number"),)

    @property
    def ended_at(self) -> datetime:
        """When it stopped, as far as it is known."""
        return self.started_at + timedelta(milliseconds=self.film_ms or self.length_ms)


class RecChunk(Base):
    """A slice of a segment in the store; its hash stays when its content was destroyed."""

    __tablename__ = "rec_chunk"
    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("rec_segment.id"))
    seq: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    from_ms: Mapped[int]
    to_ms: Mapped[int]
    received_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("segment_id", "seq"),)


class AsideState(StrEnum):
    """Why something received does not stand in the recording, and what became of it."""

    LATE = "late"
    WAITING = "waiting"
    UNREADABLE = "unreadable"
    TAKEN = "taken"
    DROPPED = "dropped"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            AsideState.LATE: _l("Came after the signature"),
            AsideState.WAITING: _l("Being checked"),
            AsideState.UNREADABLE: _l("Could not be read"),
            AsideState.TAKEN: _l("Stands in the recording"),
            AsideState.DROPPED: _l("Dropped"),
        }[self]


class RecAside(Base):
    """What was received and is not part of the recording: nothing that reached the house is lost.

    A slice or a track that came after the minutes were signed has `recording_id` or `source` of
    where it belongs; a file brought from elsewhere waits here until the house has read it.
    """

    __tablename__ = "rec_aside"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"))
    segment: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    codec: Mapped[Codec]
    source: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    from_ms: Mapped[int] = mapped_column(default=0)
    to_ms: Mapped[int] = mapped_column(default=0)
    state: Mapped[AsideState]
    problem: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("recording_id", "segment", "seq", "sha256"),)

    @property
    def origin(self) -> object:
        """Whose it is, as people say it."""
        return ORIGINS.get(self.source, self.source)

    @property
    def began_at(self) -> datetime:
        """When it was taken."""
        return self.started_at + timedelta(milliseconds=self.from_ms)

    @property
    def ended_at(self) -> datetime:
        """When it stopped, as far as it is known."""
        return self.started_at + timedelta(milliseconds=self.to_ms)


class RecGap(Base):
    """Time that was ordered to be recorded and that no source holds: it stands in the minutes."""

    __tablename__ = "rec_gap"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class TurnSource(StrEnum):
    """How a turn was found: by voice activity, by the conference server, or by hand."""

    VAD = "vad"
    ENGINE = "engine"
    MANUAL = "manual"


class TextState(StrEnum):
    """Where the words of a turn stand; a machine's words are no text until a person took them."""

    NONE = "none"
    ASKED = "asked"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            TextState.NONE: _l("No text"),
            TextState.ASKED: _l("Being written"),
            TextState.PROPOSED: _l("Written by a machine, not checked"),
            TextState.ACCEPTED: _l("Checked"),
            TextState.REFUSED: _l("Not kept"),
            TextState.FAILED: _l("No text could be made"),
        }[self]


class Turn(Base):
    """Somebody speaking (lượt phát biểu), in a segment and on the clock of the meeting."""

    __tablename__ = "turn"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("rec_segment.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    source: Mapped[TurnSource]
    text: Mapped[str] = mapped_column(default="")
    text_source: Mapped[str] = mapped_column(default="")
    text_state: Mapped[TextState] = mapped_column(default=TextState.NONE)
    checked_by: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_turn_when", "meeting_id", "began_at"),)


class Transcribing(Base):
    """That the words of one meeting may be asked for; without a row they may not."""

    __tablename__ = "transcribing"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    allowed_at: Mapped[datetime]
    allowed_by: Mapped[str]


class RecordingDestruction(Base):
    """That the content of a meeting's recordings was destroyed; the hashes stay."""

    __tablename__ = "recording_destruction"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    record_number: Mapped[str]
    basis: Mapped[str]
    chunks: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    destroyed_at: Mapped[datetime]
    destroyed_by: Mapped[str]
