"""The arrival stamp (dấu ĐẾN): 35 × 50 mm, for a printed copy; originals are never touched."""

from dataclasses import asdict, dataclass
from pathlib import Path

from documents.compose.labels import typeset
from office import fonts

TEMPLATE = Path(__file__).parent / "templates" / "arrival_stamp.typ"


@dataclass(frozen=True)
class ArrivalStamp:
    """Its lines (Decree 30/2020/NĐ-CP, Annex IV): agency, Số, Ngày, Chuyển, Số và ký hiệu HS."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_code: str = ""


def drawn(stamp: ArrivalStamp) -> bytes:
    """One page of exactly the size of the stamp."""
    told: dict[str, object] = {"fonts": fonts.font_stack()}
    return typeset(TEMPLATE, told | asdict(stamp))
