"""The official layouts of forms that an administrator has loaded (mẫu chính thức)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column


class OfficialForm(Base):
    """A .docx template of one form; papers are made of it once somebody has compared it.

    `asked` lists the names that stand in it; `left_out` the items of the layout of the house that
    the official form does not have, as whoever compared it said. The newest that was not withdrawn
    stands for the agency and for the bodies below it that have none of their own.
    """

    __tablename__ = "official_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    form: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    asked: Mapped[list[str]] = mapped_column(Json, default=list)
    left_out: Mapped[list[str]] = mapped_column(Json, default=list)
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]
    compared_at: Mapped[datetime | None]
    compared_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_official_form_agency", "agency_id", "form"),)
