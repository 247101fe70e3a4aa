"""What the exchange standard writes as numbers (QCVN 102:2016, Decision 28/2018/QĐ-TTg)."""

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


_RANKS = {
    StatusCode.ARRIVED: 1,
    StatusCode.REFUSED: 2,
    StatusCode.RECEIVED: 2,
    StatusCode.ASSIGNED: 3,
    StatusCode.IN_PROGRESS: 4,
    StatusCode.COMPLETED: 5,
}


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


def normalise(organ_id: str) -> str:
    """The form in which identifiers are compared; a stored message keeps its own text."""
    return organ_id.strip().upper()


def same_organ(one: str, other: str) -> bool:
    """Identifiers are opaque keys: equal but for case and blanks, nothing is derived from them."""
    return normalise(one) == normalise(other)


def document_key(organ_id: str, day: str, code: str) -> str:
    """The usual DocumentId: identifier, day as yyyy/MM/dd, number/notation."""
    return f"{organ_id},{day},{code}"
