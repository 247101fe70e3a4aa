"""How much all boxes of a unit together may hold."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class MailPool(Base):
    """The space of a unit (dung lượng chung của đơn vị): its boxes share it, whatever each may use.

    What they use is counted when it is asked; `full_since` is when it last passed the mark.
    """

    __tablename__ = "mail_pool"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    quota_bytes: Mapped[int] = mapped_column(BigInteger)
    full_since: Mapped[datetime | None]
