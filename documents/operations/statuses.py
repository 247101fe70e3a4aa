"""Statuses of Decision 28/2018/QĐ-TTg: said to the sender, heard from the receivers."""

from datetime import datetime

from documents.models import Direction, Document, Source, StatusEvent
from office import clock, outbox
from office.db import db, insert_ignoring
from office.permissions import Actor
from office.units import queries as units

DESCRIPTIONS = {
    "01": "Văn bản đã đến hệ thống",
    "02": "Từ chối tiếp nhận",
    "03": "Văn thư đã tiếp nhận, vào sổ văn bản đến",
    "04": "Lãnh đạo: Phân công xử lý",
    "05": "Đang xử lý văn bản đến",
    "06": "Đã hoàn thành xử lý",
    "13": "Đề nghị lấy lại văn bản",
    "15": "Đồng ý lấy lại, cập nhật văn bản",
    "16": "Từ chối lấy lại, cập nhật văn bản",
}


def report_status(document: Document, code: str, *, by: Actor, reason: str = "") -> None:
    """Tell the sender how far we are; each step is told once."""
    if not _said(document, code):
        _tell(document, code, reason, about="", by=by)


def answer_sender(document: Document, code: str, reason: str, *, about: str, by: Actor) -> None:
    """Answer what the sender asked of us; each request gets an answer of its own."""
    _tell(document, code, reason, about=about, by=by)


def _tell(document: Document, code: str, reason: str, *, about: str, by: Actor) -> None:
    if document.source not in (Source.AXIS, Source.LOCAL):
        return
    description = DESCRIPTIONS[code] + (f": {reason}" if reason else "")
    note_status(document, code, description, outgoing=True, by=by)
    said = f"{code}:{about}" if about else code
    topic = "axis.status" if document.source is Source.AXIS else "documents.local_status"
    outbox.enqueue(
        topic,
        key=f"{topic}:{document.uid}:{said}",
        partition=f"status:{document.uid}",
        document_id=document.id,
        code=code,
        said=said,
        description=description,
        said_at=clock.now().isoformat(),
    )


def note_status(  # noqa: PLR0913 - each fact by its name
    document: Document,
    code: str,
    description: str,
    *,
    by: Actor,
    outgoing: bool,
    party: tuple[str, str] | None = None,
    said_at: datetime | None = None,
) -> bool:
    """Keep a status as it was said; the same one twice is one."""
    code_of, name_of = party or (document.issuer_code, document.issuer_name)
    if outgoing:
        code_of, name_of = units.organ_id(units.successor_of(document.agency_id)), by.name
    return insert_ignoring(
        StatusEvent,
        {
            "document_id": document.id,
            "is_outgoing": outgoing,
            "party_code": code_of,
            "party_name": name_of,
            "code": code,
            "description": description,
            "said_at": said_at or clock.now(),
        },
    )


def _said(document: Document, code: str) -> bool:
    statement = db.select(StatusEvent.id).where(
        StatusEvent.document_id == document.id,
        StatusEvent.is_outgoing,
        StatusEvent.code == code,
    )
    return document.direction is not Direction.INCOMING or db.session.scalar(statement) is not None
