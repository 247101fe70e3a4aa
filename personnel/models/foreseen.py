"""What comes for officials as it was last reckoned, and the runs that reckoned it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class Foreseen(Base):
    """One thing that comes for an official; `kind` is of `law.forecast.Coming`.

    Made anew whenever rows come or a night passes; what did not change stays, with the instant
    from which its staff desk knows of it.
    """

    __tablename__ = "foreseen"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    kind: Mapped[str]
    due_on: Mapped[date]
    step: Mapped[int] = mapped_column(default=0)
    over_grade: Mapped[int] = mapped_column(default=0)
    coefficient: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    problem: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_foreseen_due", "due_on", "id"),)


class ForecastRun(Base):
    """One run over the dossiers of a body, or of all; `reached` is the last that was reckoned."""

    __tablename__ = "forecast_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    asked_by: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reached: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    unclear: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
