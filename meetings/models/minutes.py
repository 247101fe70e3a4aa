"""The minutes on their way: sections with every version, what is suggested, papers to be signed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SectionPlace(StrEnum):
    """Where a section stands: before the agenda, at an item of it, or behind it."""

    HEAD = "head"
    ITEM = "item"
    TAIL = "tail"


class MinuteSection(Base):
    """One section of the minutes: one writer at a time, so that clashes are rare.

    Who writes holds it until `lease_until`, renewed with every change; who stops without giving it
    back may be off line, so nobody else takes it before `kept_until`.
    """

    __tablename__ = "minute_section"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    place: Mapped[SectionPlace]
    number: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(default="")
    lease_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lease_by: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": number, "version_id_generator": False}
    __table_args__ = (UniqueConstraint("meeting_id", "place", "item_id"),)


class MinuteVersion(Base):
    """What a section said at one time; every version is kept."""

    __tablename__ = "minute_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("minute_section.id"))
    number: Mapped[int]
    body: Mapped[str]
    sha256: Mapped[str] = mapped_column("digest")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column("by_name")
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("section_id", "number"),)


class SuggestionKind(StrEnum):
    """A wish of a reader for one paragraph, or a text that comes back from a cut line."""

    READING = "reading"
    RETURNING = "returning"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            SuggestionKind.READING: _l("Suggestion"),
            SuggestionKind.RETURNING: _l("Text that came back"),
        }[self]


class SuggestionState(StrEnum):
    """Whether somebody decided on it."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            SuggestionState.OPEN: _l("Not decided yet"),
            SuggestionState.TAKEN: _l("Taken in"),
            SuggestionState.DECLINED: _l("Not taken in"),
        }[self]


class Suggestion(Base):
    """Words that would stand in place of others; they change nothing until they are taken in.

    Of a reader: for the paragraph `paragraph` that said `before`. Of a writer who was off line: for
    the whole section, begun from version `base`.
    """

    __tablename__ = "minute_suggestion"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("minute_section.id"), index=True)
    kind: Mapped[SuggestionKind]
    state: Mapped[SuggestionState]
    base: Mapped[int]
    paragraph: Mapped[int] = mapped_column(default=0)
    before: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column("by_name")
    at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class PaperState(StrEnum):
    """How far the paper of the minutes is."""

    COMPOSING = "composing"
    READY = "ready"
    SIGNED_BY_SECRETARY = "signed_by_secretary"
    SIGNED = "signed"
    VOID = "void"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            PaperState.COMPOSING: _l("Being made"),
            PaperState.READY: _l("Ready for the signatures"),
            PaperState.SIGNED_BY_SECRETARY: _l("Signed by the secretary"),
            PaperState.SIGNED: _l("Signed by both"),
            PaperState.VOID: _l("Void"),
        }[self]


class MinutePaper(Base):
    """One making of the minutes as PDF; a comment after the first signature voids it for a new one.

    `manifest_sha256` is the fingerprint printed in it and the name of the manifest in the store;
    `sha256` is the newest revision, `first_sha256` the pages without signatures.
    """

    __tablename__ = "minute_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    state: Mapped[PaperState]
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    first_sha256: Mapped[str] = mapped_column(default="")
    docx_sha256: Mapped[str] = mapped_column(default="")
    manifest_sha256: Mapped[str] = mapped_column(default="", index=True)
    problem: Mapped[str] = mapped_column(default="")
    void_reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    secretary_signed_at: Mapped[datetime | None]
    chair_signed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)


class MeetingClosing(Base):
    """What follows a session: reading, documents made of it, the work file, signed paper scanned.

    The notice of conclusions is due five working days after the end (Decision 45/2018/QĐ-TTg).
    """

    __tablename__ = "meeting_closing"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    read_until: Mapped[datetime | None]
    notice_due_on: Mapped[date]
    notice_uid: Mapped[UUID | None] = mapped_column(index=True)
    notice_issued_at: Mapped[datetime | None]
    minutes_uid: Mapped[UUID | None] = mapped_column(index=True)
    work_file_uid: Mapped[UUID | None]
    ink_sha256: Mapped[str] = mapped_column(default="")
    ink_size: Mapped[int] = mapped_column(default=0)
    ink_at: Mapped[datetime | None]
    ink_by: Mapped[str] = mapped_column(default="")


class MinutesCheck(Base):
    """A file that somebody had checked against the minutes, papers and recordings kept here."""

    __tablename__ = "minutes_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    sha256: Mapped[str]
    asked_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
