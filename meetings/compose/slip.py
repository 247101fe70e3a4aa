"""The result sheet of an opinion slip as PDF, with a place for the signature of who presides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.compose.typesetting import Pages, typeset
from meetings.compose.words import line

TITLE = "KẾT QUẢ LẤY Ý KIẾN"


@dataclass(frozen=True)
class SlipSheet:
    """What the sheet says; rows are name, title, answer and its words."""

    agency: str
    parent: str
    question: str
    facts: Sequence[str]
    rows: Sequence[tuple[str, str, str, str]]
    outcome: str
    chair: str
    result_hash: str
    made_at: datetime


def compose_slip(sheet: SlipSheet) -> Pages:
    """Set the sheet; equal answers give equal bytes."""
    data = {
        "agency": line(sheet.agency).upper(),
        "parent": line(sheet.parent).upper(),
        "title": TITLE,
        "question": line(sheet.question),
        "facts": [line(one) for one in sheet.facts],
        "rows": [
            [str(place), *(line(cell) for cell in row)] for place, row in enumerate(sheet.rows, 1)
        ],
        "outcome": line(sheet.outcome),
        "chair": line(sheet.chair),
        "hash": sheet.result_hash,
    }
    return typeset("slip.typ", data, made_at=sheet.made_at)
