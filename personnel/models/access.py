"""Who has looked into a dossier, and who may see more than his post alone allows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class Scope(StrEnum):
    """What a grant adds to a post.

    A branch is a unit with all that stands under it; who approves changes nothing himself; the
    restricted groups are former regimes, travel, assets and clearance.
    """

    BRANCH = "branch"
    APPROVE = "approve"
    RESTRICTED = "restricted"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Scope.BRANCH: _l("Keeps the dossiers of a branch"),
            Scope.APPROVE: _l("Approves without changing"),
            Scope.RESTRICTED: _l("Sees the restricted groups"),
        }[self]


class RegisterGrant(Base):
    """A desk may do more in the register, for the unit named and what stands under it."""

    __tablename__ = "register_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    scope: Mapped[Scope]
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DossierAccess(Base):
    """Somebody has read in a dossier: who, in which post, what and why; the official sees it."""

    __tablename__ = "dossier_access"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    title: Mapped[str]
    what: Mapped[str]
    groups: Mapped[list[str]]
    purpose: Mapped[str]

    __table_args__ = (Index("ix_dossier_access_dossier", "dossier_id", "id"),)
