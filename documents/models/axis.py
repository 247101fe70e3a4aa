"""The connector's ledgers: connections, packages as they came, messages sent, statuses."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class AxisConnection(Base):
    """How one agency reaches the axis; the secret is stored encrypted."""

    SEALED_FOR: ClassVar[str] = "axis connection"
    __tablename__ = "axis_connection"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    transport: Mapped[str]
    base_url: Mapped[str]
    system_id: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    attachment_mode: Mapped[str] = mapped_column(default="raw")
    also_send_13: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_active: Mapped[bool] = mapped_column(default=True)
    polled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")


class DeliveryState(StrEnum):
    """What became of a package that came in."""

    KEPT = "kept"
    READ = "read"
    BROKEN = "broken"
    QUARANTINED = "quarantined"
    DESTROYED = "destroyed"


OTHER_BYTES = " ≠ "


class AxisDelivery(Base):
    """A package as it came, kept before it is acknowledged; broken ones stay with their reason."""

    __tablename__ = "axis_delivery"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    connection_id: Mapped[int] = mapped_column(ForeignKey("axis_connection.id"))
    axis_id: Mapped[str]
    kind: Mapped[str]
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.KEPT)
    sha256: Mapped[str]
    size: Mapped[int]
    repeats: Mapped[int] = mapped_column(default=0)
    problem_kind: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    sender_code: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    identifier: Mapped[str] = mapped_column(default="", index=True)
    subject: Mapped[str] = mapped_column(default="")
    meaning: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    received_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("connection_id", "axis_id"),
        Index("ix_axis_delivery_state", "agency_id", "state", "id"),
    )

    @property
    def name_at_axis(self) -> str:
        """What the axis calls it; what came under a name already taken carries its hash behind."""
        return self.axis_id.partition(OTHER_BYTES)[0]


class OutgoingKind(StrEnum):
    """What is sent through the axis."""

    DOCUMENT = "edoc"
    REQUEST = "request"
    STATUS = "status"


class AxisOutgoing(Base):
    """A message sent: its bytes are made once, so a retry sends the same."""

    __tablename__ = "axis_outgoing"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[OutgoingKind]
    key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    axis_id: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")


class DispatchState(StrEnum):
    """How far a document got at one receiver."""

    QUEUED = "queued"
    SENT = "sent"
    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    COMPLETED = "06"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return DISPATCH_LABELS[self]


DISPATCH_LABELS = {
    DispatchState.QUEUED: _l("Waiting to be sent"),
    DispatchState.SENT: _l("Sent"),
    DispatchState.ARRIVED: _l("Arrived"),
    DispatchState.REFUSED: _l("Refused by the receiver"),
    DispatchState.ACCEPTED: _l("Accepted"),
    DispatchState.ASSIGNED: _l("Assigned"),
    DispatchState.PROCESSING: _l("In progress"),
    DispatchState.COMPLETED: _l("Completed"),
    DispatchState.FAILED: _l("Could not be sent"),
    DispatchState.WITHDRAWN: _l("Withdrawn before it left"),
}


class Channel(StrEnum):
    """By which way a document reaches one receiver."""

    AXIS = "axis"
    LOCAL = "local"
    INTERNAL = "internal"
    MAIL = "mail"
    PAPER = "paper"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return CHANNEL_LABELS[self]


CHANNEL_LABELS = {
    Channel.AXIS: _l("National axis"),
    Channel.LOCAL: _l("Within this installation"),
    Channel.INTERNAL: _l("Own units"),
    Channel.MAIL: _l("Mail"),
    Channel.PAPER: _l("Paper, by post"),
}


class Dispatch(Base):
    """One receiver of an issued document and how far it got there.

    `asked` is what we asked of the receiver after the issue, `answered` the code that came back.
    """

    __tablename__ = "dispatch"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    receiver_code: Mapped[str]
    receiver_name: Mapped[str]
    local_agency_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[DispatchState] = mapped_column(default=DispatchState.QUEUED)
    changed_at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel] = mapped_column(default=Channel.AXIS, server_default="axis")
    address: Mapped[str] = mapped_column(default="", server_default="")
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    asked: Mapped[str] = mapped_column(default="", server_default="")
    answered: Mapped[str] = mapped_column(default="", server_default="")
    answer: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        UniqueConstraint("document_id", "receiver_code"),
        Index("ix_dispatch_state", "state", "id"),
    )


class StatusEvent(Base):
    """A status of Decision 28/2018/QĐ-TTg that came or went, as it was said."""

    __tablename__ = "status_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    is_outgoing: Mapped[bool]
    party_code: Mapped[str]
    party_name: Mapped[str]
    code: Mapped[str]
    description: Mapped[str]
    said_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("document_id", "is_outgoing", "party_code", "code", "said_at"),
    )


class AxisAgency(Base):
    """An agency in the axis's address book; gone ones are marked, never dropped."""

    __tablename__ = "axis_agency"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    old_code: Mapped[str] = mapped_column(default="", index=True)
    name: Mapped[str]
    is_listed: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime]
