"""What an identity system wants remembered of an account or a unit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base


class ScimName(Base):
    """The name of an account or unit in an identity system, and whether it was given up there.

    `record` is the public name of the account or unit. Who was deleted by SCIM is closed and kept
    here; for the identity system he is gone (RFC 7644 section 3.6).
    """

    __tablename__ = "scim_name"
    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[UUID] = mapped_column(unique=True)
    external_id: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
