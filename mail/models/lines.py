"""How private the lines to other houses were, day by day (RFC 8460)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base


class LineCount(Base):
    """How often a line to a host was private on a day, or by which fault it was not."""

    __tablename__ = "mail_line_count"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    domain: Mapped[str]
    policy: Mapped[str]
    host: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column("times", default=0)
    told: Mapped[bool] = mapped_column("is_told", default=False)

    __table_args__ = (
        UniqueConstraint(
            "day", "domain", "policy", "host", "address", "fault", name="uq_mail_line_count"
        ),
    )


class KnownPolicy(Base):
    """What another domain promised of its lines (MTA-STS), kept through restarts until its time.

    `version` is the id that DNS announced with it.
    """

    __tablename__ = "mail_sts_policy"
    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(unique=True)
    version: Mapped[str]
    mode: Mapped[str]
    hosts: Mapped[list[str]]
    until: Mapped[datetime]


class Destination(Base):
    """Where letters go: a domain, or nothing where all go by the smarthost, and how it answers.

    While `rests_until` lies ahead one line at most tries it, and every letter to it waits;
    `failures` counts the tries in a row that reached nobody.
    """

    __tablename__ = "mail_destination"
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
