"""What the invited were told, what they answered, their feeds, and the links of guests."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.meeting import Rsvp
from office.db import Base, uid_column
from office.i18n import _l


class CalendarCopy(Base):
    """What the calendar of one invited person was told last, by mail (iMIP, RFC 6047).

    `sequence` never falls, so that a person who is asked anew is believed; `digest` is that of what
    was told. `method` is REQUEST or CANCEL.
    """

    __tablename__ = "calendar_copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    address: Mapped[str]
    method: Mapped[str]
    sequence: Mapped[int]
    digest: Mapped[str]
    told_at: Mapped[datetime]


class Via(StrEnum):
    """Which way an answer came."""

    PAGE = "page"
    MAIL = "mail"
    LINK = "link"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Via.PAGE: _l("on this page"),
            Via.MAIL: _l("by mail"),
            Via.LINK: _l("by the guest's link"),
        }[self]


class MeetingAnswer(Base):
    """An answer as it came; what is not verified counts once a person has settled it.

    So does one that could not count as it was (`problem`): a stand-in who may not come, say.
    `stamp` is when its writer's program made it, `proposed_from` and `proposed_until` another time
    that he would like, `stand_in_address` who is to come for him.
    """

    __tablename__ = "meeting_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"), index=True)
    rsvp: Mapped[Rsvp]
    via: Mapped[Via]
    comment: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    is_verified: Mapped[bool]
    stand_in_address: Mapped[str] = mapped_column(default="")
    stand_in_name: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="", server_default="")
    proposed_from: Mapped[datetime | None]
    proposed_until: Mapped[datetime | None]
    message_uid: Mapped[UUID | None]
    stamp: Mapped[datetime | None]
    came_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("participant_id", "message_uid"),)


class CalendarFeed(Base):
    """A secret address under which programs fetch the calendar of one person, read only."""

    __tablename__ = "calendar_feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]


class GuestLink(Base):
    """A link by which a guest from elsewhere sees his invitation: one person, one meeting, a time.

    Of the link itself only the hash stays; each letter carries a fresh one. It belongs to the
    browser in which it was opened first, at `opened_at`.
    """

    __tablename__ = "guest_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"), index=True)
    address: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class MeetingReminder(Base):
    """That the invited were reminded of a meeting: once before each of its times."""

    __tablename__ = "meeting_reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    step: Mapped[str]
    sequence: Mapped[int]
    told_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("meeting_id", "step", "sequence"),)
