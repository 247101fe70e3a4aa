"""What the exchange standard writes as numbers (QCVN 102:2016, Decision 28/2018/QĐ-TTg)."""

import re
from enum import StrEnum


class MessageKind(StrEnum):
    """The two lists of the axis: documents and the statuses that answer them."""

    DOCUMENT = "edoc"
    STATUS = "status"


class StatusCode(StrEnum):
    """How far a document has come at its receiver, and the answers to a request to take it back."""

    ARRIVED = "01"
    REFUSED = "02"
    RECEIVED = "03"
    ASSIGNED = "04"
    IN_PROGRESS = "05"
    COMPLETED = "06"
    TAKE_BACK = "13"
    AGREED = "15"
    DECLINED = "16"


class BusinessKind(StrEnum):
    """What the sender wants done with the message (BussinessDocType)."""

    NEW = "0"
    RECALL = "1"
    UPDATE = "2"
    REPLACE = "3"


class Priority(StrEnum):
    """Degrees of urgency (độ khẩn); 4 is not in Decree 30/2020/NĐ-CP but is sent by peers."""

    NORMAL = "0"
    URGENT = "1"
    VERY_URGENT = "2"
    EXPRESS = "3"
    EXPRESS_TIMED = "4"


class Steering(StrEnum):
    """Whether the document directs others or reports on a direction (SteeringType)."""

    UNSAID = "0"
    NONE = "1"
    DIRECTS = "2"
    REPORTS = "3"


class OrganForm(StrEnum):
    """How an agency identifier is written."""

    OLD = "qcvn-102"
    NEW = "qd-20"
    OPAQUE = "opaque"


_RANKS = {
    StatusCode.ARRIVED: 1,
    StatusCode.REFUSED: 2,
    StatusCode.RECEIVED: 2,
    StatusCode.ASSIGNED: 3,
    StatusCode.IN_PROGRESS: 4,
    StatusCode.COMPLETED: 5,
}
_ANSWERS = frozenset({StatusCode.AGREED, StatusCode.DECLINED})
_OLD_FORM = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z][A-Z0-9]{2}")
_SHORT_OLD_FORM = re.compile(r"(\d{2}\.)+[A-Z][A-Z0-9]{2}")
_NEW_FORM = re.compile(r"(?=.{1,35}$)[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*")


def status_code(text: str) -> StatusCode | str:
    """The known code, or the text as sent: an unknown code is shown, never an error."""
    written = text.strip()
    padded = written.zfill(2) if written.isdigit() else written
    return StatusCode(padded) if padded in set(StatusCode) else written


def rank(code: str) -> int | None:
    """How far a code is along the receiver's way; None for requests, answers and unknown codes."""
    return _RANKS.get(StatusCode(code)) if code in set(StatusCode) else None


def moves_forward(code: str, *, current: str | None) -> bool:
    """Whether the sender applies a status: only one that does not step back behind the current."""
    new, old = rank(code), rank(current) if current else None
    return new is not None and (old is None or new >= old)


def may_report(code: str, *, current: str | None) -> bool:
    """Whether the receiver may report this next; steps may be skipped, a refusal ends the way."""
    if code in _ANSWERS:
        return current is not None
    new, old = rank(code), (rank(current) or 0) if current else 0
    return new is not None and new > old and current != StatusCode.REFUSED


def normalise(organ_id: str) -> str:
    """The form in which identifiers are compared; a stored message keeps its own text."""
    return organ_id.strip().upper()


def same_organ(one: str, other: str) -> bool:
    """Identifiers are opaque keys: equal but for case and blanks, nothing is derived from them."""
    return normalise(one) == normalise(other)


def organ_form(organ_id: str) -> OrganForm:
    """Old form V3.Z2.Y2.MXX, new form of Decision 20/2020/QĐ-TTg, or a code of somebody's own."""
    code = normalise(organ_id)
    if _OLD_FORM.fullmatch(code):
        return OrganForm.OLD
    if _SHORT_OLD_FORM.fullmatch(code) or not _NEW_FORM.fullmatch(code):
        return OrganForm.OPAQUE
    return OrganForm.NEW


def document_key(organ_id: str, day: str, code: str) -> str:
    """The usual DocumentId: identifier, day as yyyy/MM/dd, number/notation."""
    return f"{organ_id},{day},{code}"
