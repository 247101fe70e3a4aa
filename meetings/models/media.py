"""Conference engines of meetings: what an agency usually takes, who sits in a room, who spoke."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class AgencyEngine(Base):
    """The engine that meetings of an agency have when nobody chooses another."""

    __tablename__ = "agency_engine"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    engine: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class MediaSeat(Base):
    """One connection of a participant to the embedded server; three devices have three.

    The numbers are those of the server: any process of ours finds the connection by them, and
    nobody can use them without the secret of the data folder.
    """

    __tablename__ = "media_seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    feed: Mapped[str] = mapped_column(unique=True)
    session: Mapped[int] = mapped_column(BigInteger)
    sends: Mapped[int] = mapped_column(BigInteger)
    receives: Mapped[int] = mapped_column(BigInteger, default=0)
    mid: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class MediaVoice(Base):
    """Somebody speaking as the server heard it at once; the recording is measured more closely."""

    __tablename__ = "media_voice"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class EngineReport(Base):
    """A report of another server that was believed once; told again, it is nothing new."""

    __tablename__ = "engine_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    engine: Mapped[str]
    number: Mapped[str]
    taken_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("engine", "number"),)
