"""The keys under which sensitive values lie, each wrapped with the secret of the installation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class DataKey(Base):
    """A key for sensitive values (AES-256-GCM); a retired one opens until nothing needs it."""

    __tablename__ = "data_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    wrapped: Mapped[str]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
