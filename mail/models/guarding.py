"""Against accounts in wrong hands and late viruses: sums of letters, freezes, rounds of scans."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class MailWritten(Base):
    """To how many addresses a letter of somebody goes, by page or by program: what limits sum up.

    `strangers` are those of them outside to which its box had not written before.
    """

    __tablename__ = "mail_written"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    recipients: Mapped[int]
    strangers: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_mail_written_person", "person_id", "written_at"),)


class MailFreeze(Base):
    """An account that looked taken over was frozen (đóng băng tài khoản), why, and by whom."""

    __tablename__ = "mail_freeze"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    reason: Mapped[str]
    frozen_by: Mapped[str]
    frozen_at: Mapped[datetime]
    ended_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]


class MailScan(Base):
    """A round through the mail of the last days with new signatures; how far it has come.

    `signatures` is what clamd says of itself.
    """

    __tablename__ = "mail_scan"
    id: Mapped[int] = mapped_column(primary_key=True)
    signatures: Mapped[str] = mapped_column(unique=True)
    seen_at: Mapped[datetime]
    last_id: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
