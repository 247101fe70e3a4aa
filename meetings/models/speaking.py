"""What people say at an item: the speaking queue, opinions, and notes for oneself."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SpeechKind(StrEnum):
    """What somebody asks the floor for; a point of order goes first, a reply before a speech."""

    POINT_OF_ORDER = "point_of_order"
    REPLY = "reply"
    SPEAK = "speak"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            SpeechKind.POINT_OF_ORDER: _l("Point of order"),
            SpeechKind.REPLY: _l("Reply to a speech"),
            SpeechKind.SPEAK: _l("Speak"),
        }[self]


class SpeechState(StrEnum):
    """Where a wish to speak stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Speech(Base):
    """A wish to speak (đăng ký phát biểu) at an item, and when it was heard."""

    __tablename__ = "meeting_speech"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    kind: Mapped[SpeechKind]
    state: Mapped[SpeechState]
    asked_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_meeting_speech_queue", "meeting_id", "state"),)


class Stance(StrEnum):
    """What somebody thinks of an item."""

    AGREE = "agree"
    WITH_CHANGE = "with_change"
    DISAGREE = "disagree"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Stance.AGREE: _l("Agree"),
            Stance.WITH_CHANGE: _l("Agree with a change"),
            Stance.DISAGREE: _l("Disagree"),
        }[self]


class ItemOpinion(Base):
    """An opinion (ý kiến) on an item; a later one of the same person replaces it and both stay."""

    __tablename__ = "meeting_opinion"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    stance: Mapped[Stance]
    text: Mapped[str]
    is_before: Mapped[bool]
    at: Mapped[datetime]
    came_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_meeting_opinion_item", "item_id", "participant_id"),)


class ItemNote(Base):
    """A note for oneself at an item: nobody else reads it, and no event or log tells of it."""

    __tablename__ = "meeting_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("item_id", "person_id"),)
