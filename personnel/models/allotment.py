"""Posts that a decision allots to a unit (biên chế), dated."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class Allotment(Base):
    """How many posts of a category, and how many deputies, a unit has from a day on.

    The last one that began on or before a day holds on it; one that was entered by mistake is
    ended, never changed.
    """

    __tablename__ = "allotment"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category: Mapped[str]
    year: Mapped[int]
    posts: Mapped[int]
    deputies: Mapped[int | None]
    valid_from: Mapped[date]
    decision_no: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_allotment_unit", "unit_id", "category", "valid_from"),)
