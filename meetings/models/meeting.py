"""A meeting (cuộc họp), whoever takes part, its agenda and the papers of each item.

Decision 45/2018/QĐ-TTg on meetings of state administrative agencies.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office import clock
from office.db import Base, uid_column
from office.i18n import _l

ZONE = "Asia/Ho_Chi_Minh"


class MeetingState(StrEnum):
    """Where a meeting stands; `meetings.lifecycle` says which moves exist."""

    DRAFT = "draft"
    INVITED = "invited"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    MINUTES_REVIEW = "minutes_review"
    MINUTES_SIGNED = "minutes_signed"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    MeetingState.DRAFT: _l("Being planned"),
    MeetingState.INVITED: _l("Called"),
    MeetingState.OPEN: _l("In session"),
    MeetingState.PAUSED: _l("Paused"),
    MeetingState.CLOSED: _l("Closed, minutes to come"),
    MeetingState.MINUTES_REVIEW: _l("Minutes being read"),
    MeetingState.MINUTES_SIGNED: _l("Minutes signed"),
    MeetingState.ARCHIVED: _l("In its work file"),
    MeetingState.POSTPONED: _l("Postponed"),
    MeetingState.CANCELLED: _l("Cancelled"),
}
LIVE = (MeetingState.OPEN, MeetingState.PAUSED)
AHEAD = (MeetingState.DRAFT, MeetingState.INVITED, MeetingState.POSTPONED)
HELD = (
    MeetingState.CLOSED,
    MeetingState.MINUTES_REVIEW,
    MeetingState.MINUTES_SIGNED,
    MeetingState.ARCHIVED,
)


class Kind(StrEnum):
    """The five kinds of meetings (Decision 45/2018/QĐ-TTg art. 5)."""

    ADVISORY = "advisory"
    WORK = "work"
    PROFESSIONAL = "professional"
    BRIEFING = "briefing"
    REVIEW = "review"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.ADVISORY: _l("Advisory meeting"),
    Kind.WORK: _l("Work-solving meeting"),
    Kind.PROFESSIONAL: _l("Professional meeting"),
    Kind.BRIEFING: _l("Briefing"),
    Kind.REVIEW: _l("Review conference"),
}


class Form(StrEnum):
    """Where people meet; the chair chooses (Decision 45/2018/QĐ-TTg art. 7)."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Form.IN_PERSON: _l("In the room"),
            Form.ONLINE: _l("Online"),
            Form.HYBRID: _l("In the room and online"),
        }[self]


class Secrecy(StrEnum):
    """The degree of secrecy (Mật, Tối mật, Tuyệt mật); any but none leaves an entry on paper."""

    NONE = "none"
    SECRET = "secret"  # noqa: S105 - a degree of secrecy
    TOP_SECRET = "top_secret"  # noqa: S105 - a degree of secrecy
    HIGHEST = "highest"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Secrecy.NONE: _l("Not classified"),
            Secrecy.SECRET: _l("Secret (Mật)"),
            Secrecy.TOP_SECRET: _l("Top secret (Tối mật)"),
            Secrecy.HIGHEST: _l("Highest secrecy (Tuyệt mật)"),
        }[self]


class RecordingPolicy(StrEnum):
    """What may be recorded; the chair decides (Decision 45/2018/QĐ-TTg, on the record)."""

    OFF = "off"
    AUDIO = "audio"
    VIDEO = "video"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            RecordingPolicy.OFF: _l("No recording"),
            RecordingPolicy.AUDIO: _l("Sound"),
            RecordingPolicy.VIDEO: _l("Sound and picture"),
        }[self]


class Meeting(Base):
    """One meeting; a classified one has neither title nor content, only number, day and chair.

    The hours of such a day are those from midnight to midnight: which ones it takes is not kept.

    `iuid` and `sequence` are those of the calendars of the invited (RFC 5545); `rule` is the code
    of the rule of voting in `meetings.voting`; `desk_id` is the desk that prepares the meeting.
    Of a series it is the one of the day `occurs_on`; one that `is_apart` was changed by itself.
    """

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    number: Mapped[int]
    year: Mapped[int]
    state: Mapped[MeetingState]
    kind: Mapped[Kind]
    form: Mapped[Form]
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.NONE)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    requirements: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default=ZONE)
    place: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    urgent_reason: Mapped[str] = mapped_column(default="")
    cases: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    needed_reason: Mapped[str] = mapped_column(default="")
    recording: Mapped[RecordingPolicy] = mapped_column(default=RecordingPolicy.AUDIO)
    engine: Mapped[str] = mapped_column(default="none")
    engine_room: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    head_count: Mapped[int | None]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"))
    occurs_on: Mapped[date | None]
    is_apart: Mapped[bool] = mapped_column(default=False, server_default="0")
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        Index("ix_meeting_when", "agency_id", "starts_at"),
        Index("ix_meeting_occurrence", "series_id", "occurs_on", unique=True),
    )

    @property
    def iuid(self) -> str:
        """The name of the meeting in calendars: the same through all changes."""
        return f"{self.uid}@meetings"

    @property
    def code(self) -> str:
        """Number and year, as people say it."""
        return f"{self.number}/{self.year}"

    @property
    def is_classified(self) -> bool:
        """Whether only an entry on paper stands here (Decree 26/2020/NĐ-CP art. 6)."""
        return self.secrecy != Secrecy.NONE

    @property
    def last_day(self) -> date:
        """The day in Vietnam on which it ends; midnight still belongs to the day before."""
        return clock.to_local(self.ends_at - timedelta(microseconds=1)).date()

    @property
    def is_live(self) -> bool:
        """Whether it is in session or paused."""
        return self.state in LIVE


class MeetingCounter(Base):
    """The last number that an agency gave to a meeting in a year."""

    __tablename__ = "meeting_counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("agency_id", "year"),)


class Part(StrEnum):
    """What somebody is at a meeting."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    INVITED = "invited"
    OBSERVER = "observer"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Part.CHAIR: _l("Chair"),
            Part.SECRETARY: _l("Secretary"),
            Part.MEMBER: _l("Member"),
            Part.INVITED: _l("Invited"),
            Part.OBSERVER: _l("Observer"),
        }[self]


class Rsvp(StrEnum):
    """What an invited person answered."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Rsvp.NONE: _l("No answer yet"),
            Rsvp.ACCEPTED: _l("Will come"),
            Rsvp.TENTATIVE: _l("Perhaps"),
            Rsvp.DECLINED: _l("Cannot come"),
            Rsvp.DELEGATED: _l("Sends somebody"),
        }[self]


class Participant(Base):
    """A person at a meeting: an official in a post, or a guest from elsewhere (no person, no desk).

    Name, title and unit are those of the day of the invitation: minutes print them. Whoever came
    for another has `stands_for_id`; he takes part from the chair's consent on (`consented_at`).
    """

    __tablename__ = "meeting_participant"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    part: Mapped[Part]
    is_voting: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    rsvp: Mapped[Rsvp] = mapped_column(default=Rsvp.NONE)
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    consented_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    @property
    def is_guest(self) -> bool:
        """Whether he has no account in this house."""
        return self.person_id is None

    @property
    def is_admitted(self) -> bool:
        """Whether he takes part: not removed, and a stand-in only with the chair's consent."""
        stands_in = self.stands_for_id is not None
        return self.removed_at is None and (not stands_in or self.consented_at is not None)


class ItemKind(StrEnum):
    """What becomes of an item: heard, decided, or a decision about a person (secret by default)."""

    INFORM = "inform"
    DECIDE = "decide"
    PERSONNEL = "personnel"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            ItemKind.INFORM: _l("For information"),
            ItemKind.DECIDE: _l("For decision"),
            ItemKind.PERSONNEL: _l("About a person"),
        }[self]


class AgendaItem(Base):
    """An item of the agenda (nội dung chương trình) and what was concluded on it."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    kind: Mapped[ItemKind]
    presenter: Mapped[str] = mapped_column(default="")
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    planned_minutes: Mapped[int]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    conclusion: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}


class AgendaPaper(Base):
    """A paper of an item: these very bytes of a document of the register, or of a file put here.

    The blob is fixed by its hash when the paper is laid before the meeting; a later version of the
    document is another paper.
    """

    __tablename__ = "agenda_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int]
    document_uid: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    must_read: Mapped[bool] = mapped_column(default=False)
    laid_by: Mapped[str]
    laid_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
