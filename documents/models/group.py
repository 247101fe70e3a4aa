"""Sets of receivers that are used again and again."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class RecipientGroup(Base):
    """A named set of receivers (nhóm nơi nhận), of one desk or, without one, of the agency."""

    __tablename__ = "recipient_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    name: Mapped[str]
    members: Mapped[list[str]]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_recipient_group_agency", "agency_id", "name"),)
