"""The way of a draft to its signature: checks, signers in order, marks, the submission sheet."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class StepKind(StrEnum):
    """What is done at a step, in the order of Decree 30/2020/NĐ-CP art. 10 to 13."""

    CONTENT = "content"
    LEGAL = "legal"
    FORM = "form"
    SIGN = "sign"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return KIND_LABELS[self]

    @property
    def printed(self) -> str:
        """The word of the submission sheet, which is Vietnamese for every reader."""
        return KIND_PRINTED[self]


KIND_LABELS = {
    StepKind.CONTENT: _l("Check of content, initials"),
    StepKind.LEGAL: _l("Legal check"),
    StepKind.FORM: _l("Check of form and layout"),
    StepKind.SIGN: _l("Signature"),
}
KIND_PRINTED = {
    StepKind.CONTENT: "Kiểm tra nội dung, ký nháy",
    StepKind.LEGAL: "Kiểm tra pháp chế",
    StepKind.FORM: "Kiểm tra thể thức",
    StepKind.SIGN: "Ký ban hành",
}
CHECKS = (StepKind.CONTENT, StepKind.LEGAL, StepKind.FORM)


class StepState(StrEnum):
    """Whether it is a step's turn, and how it ended."""

    WAITING = "waiting"
    OPEN = "open"
    PASSED = "passed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    StepState.WAITING: _l("comes later"),
    StepState.OPEN: _l("in turn now"),
    StepState.PASSED: _l("passed"),
    StepState.RETURNED: _l("sent back"),
    StepState.WITHDRAWN: _l("not done"),
}


class ReviewRule(Base):
    """Which check the drafts of an agency pass before the signature, at which desk (quy trình).

    `type_codes` empty means every type; without a desk the head of the drafting unit checks.
    """

    __tablename__ = "review_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[StepKind]
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    type_codes: Mapped[list[str]] = mapped_column(Json)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CoSigner(Base):
    """Who signs beside the main signer (đồng ký); position 2 signs in the field chuky2."""

    __tablename__ = "co_signer"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))

    __table_args__ = (UniqueConstraint("document_id", "position"),)


class ReviewStep(Base):
    """One step of one submission (bước trình ký): who, in which order, and what came of it.

    `sha256` is the text that was decided upon; a step of a former submission stays as history.
    """

    __tablename__ = "review_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    round: Mapped[int]
    position: Mapped[int]
    kind: Mapped[StepKind]
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    field: Mapped[str] = mapped_column(default="")
    state: Mapped[StepState]
    opinion: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_title: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("document_id", "round", "position"),)

    @property
    def is_check(self) -> bool:
        """A check before the signatures."""
        return self.kind is not StepKind.SIGN


class DraftMark(Base):
    """A place of a draft that was marked when it was sent back (đánh dấu): passage and remark.

    `revision` is the text that was marked; the next one settles it, or words of the drafter.
    """

    __tablename__ = "draft_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    page: Mapped[int | None]
    passage: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    revision: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    made_title: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    settled_revision: Mapped[int | None]

    @property
    def is_settled(self) -> bool:
        """A later submission carried it out or said why not."""
        return self.settled_revision is not None


class SubmissionSheet(Base):
    """What the drafter puts before who decides (phiếu trình); its PDF is a file beside the draft.

    Set by the working regulation of an agency; Decree 30/2020/NĐ-CP does not know it.
    """

    __tablename__ = "submission_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    summary: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    options: Mapped[str] = mapped_column(default="")
    proposal: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str] = mapped_column(default="")
    submitted_title: Mapped[str] = mapped_column(default="")
