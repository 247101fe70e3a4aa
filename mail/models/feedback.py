"""What other houses report about our mail: DMARC (RFC 7489) and TLS (RFC 8460)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class FeedbackKind(StrEnum):
    """What a report is about; a broken one could not be read."""

    DMARC = "dmarc"
    TLS = "tls"
    BROKEN = "broken"


class MailFeedback(Base):
    """A report of another house; one that could not be read has its reason in `problem`.

    `is_proven` is whether the letter that brought it came from whom it names.
    """

    __tablename__ = "mail_feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    domain_id: Mapped[int] = mapped_column(ForeignKey("mail_domain.id"))
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[FeedbackKind]
    organisation: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    is_proven: Mapped[bool] = mapped_column(default=False)
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    policy: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    is_cut: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]

    __table_args__ = (Index("ix_mail_feedback_domain", "domain_id", "kind", "id"),)


class FeedbackSource(Base):
    """How many letters under our name others saw from one address, and how they judged them."""

    __tablename__ = "mail_feedback_source"
    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("mail_feedback.id"), index=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("mail_domain.id"))
    day: Mapped[date]
    source: Mapped[str]
    count: Mapped[int] = mapped_column("times", BigInteger)
    disposition: Mapped[str] = mapped_column(default="")
    dkim: Mapped[str] = mapped_column(default="")
    spf: Mapped[str] = mapped_column(default="")
    signers: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_mail_feedback_source_day", "domain_id", "day"),)


class FeedbackLine(Base):
    """How many lines to our hosts were private, or by which fault they were not."""

    __tablename__ = "mail_feedback_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("mail_feedback.id"), index=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("mail_domain.id"))
    day: Mapped[date]
    policy: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column("times", BigInteger)

    __table_args__ = (Index("ix_mail_feedback_line_day", "domain_id", "day"),)
