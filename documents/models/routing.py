"""Where a document lies, who took part in it and what was directed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.document import Direction, DocumentState, Urgency
from office.db import Base, uid_column
from office.i18n import _l


class Duty(StrEnum):
    """What a desk owes a document or a task: the verb of the work list."""

    REGISTER = "register"
    PRESENT = "present"
    PROPOSE = "propose"
    DIRECT = "direct"
    LEAD = "lead"
    COOPERATE = "cooperate"
    INFORM = "inform"
    OPINION = "opinion"
    DRAFT = "draft"
    CHECK = "check"
    CO_DRAFT = "co_draft"
    EXTEND = "extend"
    SIGN = "sign"
    NUMBER = "number"
    SEAL = "seal"
    ISSUE = "issue"
    TASK_ACCEPT = "task_accept"
    TASK_CARRY_OUT = "task_carry_out"
    TASK_COOPERATE = "task_cooperate"
    TASK_EVALUATE = "task_evaluate"
    TASK_DECIDE = "task_decide"
    TASK_RENEW = "task_renew"
    ANSWER = "answer"
    ACCESS = "access"
    PERMIT_COPY = "permit_copy"

    @property
    def label(self) -> object:
        """The verb as the work list shows it."""
        return DUTY_LABELS[self]


DUTY_LABELS = {
    Duty.REGISTER: _l("Register"),
    Duty.PRESENT: _l("Present"),
    Duty.PROPOSE: _l("Propose a direction"),
    Duty.DIRECT: _l("Give a direction"),
    Duty.LEAD: _l("Handle as lead"),
    Duty.COOPERATE: _l("Cooperate"),
    Duty.INFORM: _l("Take note"),
    Duty.OPINION: _l("Give an opinion"),
    Duty.DRAFT: _l("Finish the draft"),
    Duty.CHECK: _l("Check the draft"),
    Duty.CO_DRAFT: _l("Help with the draft"),
    Duty.EXTEND: _l("Decide on more time"),
    Duty.SIGN: _l("Sign"),
    Duty.NUMBER: _l("Give a number"),
    Duty.SEAL: _l("Seal"),
    Duty.ISSUE: _l("Issue"),
    Duty.TASK_ACCEPT: _l("Accept the task"),
    Duty.TASK_CARRY_OUT: _l("Carry out the task"),
    Duty.TASK_COOPERATE: _l("Cooperate on the task"),
    Duty.TASK_EVALUATE: _l("Evaluate the result"),
    Duty.TASK_DECIDE: _l("Decide on the extension"),
    Duty.TASK_RENEW: _l("Assign the task anew"),
    Duty.ANSWER: _l("Answer the sender"),
    Duty.ACCESS: _l("Confirm the change of access"),
    Duty.PERMIT_COPY: _l("Decide on the copy"),
}


class RoutingState(StrEnum):
    """Whether the duty is still owed; a handed-on lead waits for the one below."""

    OPEN = "open"
    HANDED = "handed"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Routing(Base):
    """A duty laid on a desk; the columns after `note` repeat the document for the hot lists."""

    __tablename__ = "routing"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    from_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("routing.id"))
    duty: Mapped[Duty]
    state: Mapped[RoutingState] = mapped_column(default=RoutingState.OPEN)
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    direction: Mapped[Direction]
    subject: Mapped[str]
    symbol: Mapped[str]
    sender: Mapped[str]
    urgency: Mapped[Urgency]
    arrival_no: Mapped[int | None]
    document_state: Mapped[DocumentState]
    file_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("ix_routing_newest", "desk_id", "state", "received_at", "id"),
        Index("ix_routing_due", "desk_id", "state", "due_at", "id"),
    )


LIST_COLUMNS = ("direction", "subject", "symbol", "urgency", "arrival_no")


class DeskCount(Base):
    """How many open and unread duties a desk has; kept in the routing row's transaction."""

    __tablename__ = "desk_count"
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    duty: Mapped[Duty]
    open: Mapped[int] = mapped_column("open_count", default=0)
    unread: Mapped[int] = mapped_column("unread_count", default=0)

    __table_args__ = (UniqueConstraint("desk_id", "duty"),)


class Participation(Base):
    """That a desk took part in a document, why and when: the source of every right to see it."""

    __tablename__ = "participation"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    reason: Mapped[Duty]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_participation_document", "document_id", "desk_id"),
        Index("ix_participation_desk", "desk_id", "document_id"),
    )


class DirectiveKind(StrEnum):
    """A leader's direction, a proposal for one, a hand-down inside a unit, a change of lead."""

    DIRECTION = "direction"
    PROPOSAL = "proposal"
    HAND_DOWN = "hand_down"
    CHANGE = "change"


class Directive(Base):
    """A direction in writing (bút phê): author, capacity, text, receivers; never changed."""

    __tablename__ = "directive"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[DirectiveKind]
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    author_name: Mapped[str]
    author_title: Mapped[str]
    on_behalf_of: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    receivers: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]
