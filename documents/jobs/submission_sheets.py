"""The submission sheet as PDF: what is proposed, who said what on the way, which text it was.

An internal paper of the agency: its words are Vietnamese in every language of the pages.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from documents import operations, queries
from documents.compose.tables import Paper, PaperColumn, compose_paper
from documents.models import (
    Document,
    DocumentState,
    Opinion,
    OpinionChoice,
    ReviewStep,
    StepKind,
    StepState,
    SubmissionSheet,
)
from documents.operations.sheets import TOPIC
from office import blobs, clock
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units import queries as units
from office.units.headings import heading_of

COLUMNS = (
    PaperColumn("Bước", 4),
    PaperColumn("Đơn vị, người cho ý kiến", 5),
    PaperColumn("Ý kiến", 7),
    PaperColumn("Thời gian", 3, center=True),
)
CHOICES = {
    OpinionChoice.AGREE: "Đồng ý",
    OpinionChoice.DISAGREE: "Không đồng ý",
    OpinionChoice.OTHER: "Ý kiến khác",
}
CHECKED = {StepState.PASSED: "Đạt", StepState.RETURNED: "Trả lại"}
SIGNED = {StepState.PASSED: "Đồng ý, đã ký", StepState.RETURNED: "Yêu cầu sửa lại"}
PENDING = {
    StepState.OPEN: "Đang xem xét",
    StepState.WAITING: "Chưa đến lượt",
    StepState.WITHDRAWN: "Không thực hiện",
}


@delivers(TOPIC)
def compose_sheet(body: dict[str, Any]) -> None:
    """Make the sheet as it stands now; a later step asks for the next one."""
    document = db.session.get_one(Document, body["document_id"])
    sheet = queries.sheet_of(document)
    if document.state is DocumentState.CANCELLED:
        return  # it was dropped with its question, and what was said of it is blank
    if sheet is not None and sheet.submitted_at is not None:
        stored = blobs.put(compose_paper(paper_of(document, sheet)))
        operations.keep_sheet(document, stored, by=SYSTEM)


def paper_of(document: Document, sheet: SubmissionSheet) -> Paper:
    """The words of the sheet."""
    parent, agency = heading_of(document.agency_id)
    steps = queries.steps_of(document)
    return Paper(
        title="PHIẾU TRÌNH",
        agency=agency,
        parent=parent,
        subtitle=(f"Trình ký {document.type_name}: {document.subject}",),
        before=tuple(_before(document, sheet, steps)),
        columns=COLUMNS,
        rows=[*_opinion_rows(queries.opinions_on(document)), *_step_rows(steps)],
        after=tuple(_after(document, steps)),
        place_date=_place_date(document, sheet),
        foot=f"Phiếu trình · {document.uid}",
    )


def _place_date(document: Document, sheet: SubmissionSheet) -> str:
    day = clock.to_local(sheet.submitted_at or clock.now())
    return f"{document.place}, ngày {day:%d} tháng {day:%m} năm {day.year}"


def _before(document: Document, sheet: SubmissionSheet, steps: list[ReviewStep]) -> Iterator[str]:
    signers = [step for step in steps if step.kind is StepKind.SIGN]
    latest = max((step.round for step in signers), default=0)
    names = [units.desk_label(step.desk_id) for step in signers if step.round == latest]
    yield f"Kính gửi: {'; '.join(names)}."
    unit_id = units.location(document.desk_id)
    yield f"Đơn vị trình: {units.name_of(unit_id) if unit_id else ''}."
    title = f", {sheet.submitted_title}" if sheet.submitted_title else ""
    yield f"Người trình: {sheet.submitted_by}{title}."
    parts = (
        ("Tóm tắt nội dung", sheet.summary),
        ("Căn cứ pháp lý", sheet.basis),
        ("Các phương án đã cân nhắc", sheet.options),
        ("Kiến nghị, đề xuất", sheet.proposal),
    )
    for number, (heading, text) in enumerate((part for part in parts if part[1]), 1):
        first, *others = text.splitlines()
        yield f"{number}. {heading}: {first}"
        yield from others


def _opinion_rows(opinions: list[Opinion]) -> Iterator[list[str]]:
    if opinions:
        yield ["Ý kiến của các đơn vị được lấy ý kiến"]
    for row in opinions:
        said = CHOICES[row.choice] if row.choice else "Chưa trả lời"
        words = f"{said}. {row.answer}" if row.answer else said
        who = row.answered_by or units.desk_label(row.desk_id)
        yield [f"Hỏi: {row.question}", who, words, _moment(row.answered_at)]


def _step_rows(steps: list[ReviewStep]) -> Iterator[list[str]]:
    shown = 0
    for step in steps:
        if step.round != shown:
            shown = step.round
            yield [f"Trình lần {shown}"]
        said = (CHECKED if step.is_check else SIGNED) | PENDING
        words = f"{said[step.state]}. {step.opinion}" if step.opinion else said[step.state]
        yield [step.kind.printed, _who(step), words, _moment(step.decided_at)]


def _who(step: ReviewStep) -> str:
    if not step.decided_by:
        return units.desk_label(step.desk_id)
    name = ", ".join(filter(None, (step.decided_by, step.decided_title)))
    return f"{name} (thay {step.on_behalf_of})" if step.on_behalf_of else name


def _after(document: Document, steps: list[ReviewStep]) -> Iterator[str]:
    marks = queries.marks_of(document)
    if marks:
        settled = sum(mark.is_settled for mark in marks)
        yield f"Chỗ đánh dấu yêu cầu sửa: {len(marks)}; đã giải quyết: {settled}."
    draft = queries.draft_of(document)
    if draft and draft.submitted_sha256:
        yield f"Dự thảo kèm theo, lần sửa {draft.revision}; mã SHA-256: {draft.submitted_sha256}."


def _moment(at: datetime | None) -> str:
    return f"{clock.to_local(at):%H:%M %d/%m/%Y}" if at else ""
