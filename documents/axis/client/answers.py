"""The JSON of the VXP wire, read without regard to the case of its keys."""

import json
from typing import Any

from documents.axis.client.port import (
    Agency,
    Answer,
    AxisRefused,
    AxisUnavailable,
    InboxItem,
    SentItem,
)
from documents.axis.codes import MessageKind

_BUSY_STATUSES = frozenset({408, 425, 429})
_BUSY_CODES = frozenset({"20", "21"})
_GOOD_CODES = frozenset({"", "0", "None"})


class Fields:
    """One JSON object by lower-case keys, every value as text."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = {key.lower(): value for key, value in values.items()}

    def text(self, *names: str) -> str:
        """The first of the names that is there."""
        found = (self._values.get(name.lower()) for name in names)
        return next((str(value) for value in found if value is not None), "")

    def raw(self, name: str) -> Any:
        return self._values.get(name.lower())


def check_status(answer: Answer) -> None:
    """Sort HTTP failures: the axis is unwell, or the call was wrong."""
    if answer.status >= 500 or answer.status in _BUSY_STATUSES:
        raise AxisUnavailable(f"HTTP {answer.status}")
    if answer.status != 200:
        raise AxisRefused(f"http-{answer.status}", answer.body[:200].decode("utf-8", "replace"))


def envelope(answer: Answer) -> Fields:
    """The answer of a call that the axis carried out."""
    check_status(answer)
    return opened(answer.body)


def opened(body: bytes) -> Fields:
    """A cut or garbled answer tells nothing, so the outcome counts as unknown."""
    try:
        values = json.loads(body)
    except ValueError as error:
        raise AxisUnavailable("the answer is not JSON") from error
    if not isinstance(values, dict):
        raise AxisUnavailable("the answer is not an object")
    fields = Fields(values)
    _check_code(fields)
    return fields


def _check_code(fields: Fields) -> None:
    code, description = fields.text("ErrorCode"), fields.text("ErrorDesc", "message")
    if code in _BUSY_CODES:
        raise AxisUnavailable(f"{code}: {description}")
    failed = fields.text("status").upper() == "FAIL"
    if failed or code not in _GOOD_CODES:
        raise AxisRefused(code, description)


def rows(fields: Fields) -> list[Fields]:
    data = fields.raw("data")
    return [Fields(row) for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def inbox_item(row: Fields, kind: MessageKind) -> InboxItem:
    return InboxItem(
        doc_id=row.text("docId"),
        kind=kind,
        sender_id=row.text("from"),
        receiver_id=row.text("to"),
        state=row.text("status"),
        created_text=row.text("created_time", "createdTime"),
    )


def sent_item(row: Fields) -> SentItem:
    return SentItem(
        sender_doc_id=row.text("senderDocId"),
        receiver_doc_id=row.text("receiverDocId"),
        sender_id=row.text("fromCode"),
        receiver_id=row.text("toCode"),
        code=row.text("notation"),
        subject=row.text("title"),
        send_state=row.text("sendStatus"),
        receive_state=row.text("receiveStatus"),
        sent_text=row.text("sentTime"),
        received_text=row.text("receivedTime"),
    )


def agency(row: Fields) -> Agency:
    return Agency(
        code=row.text("code"),
        name=row.text("name"),
        mail=row.text("mail"),
        entry_id=row.text("id"),
        parent_id=row.text("pid"),
        old_code=row.text("oldCode"),
        code_102=row.text("code102"),
    )
