"""What the draft of each document type asks for and prints (Decree 30/2020/NĐ-CP, Annex III)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from office.law import Dated, Names, read_table


class FieldInput(StrEnum):
    """How a field is typed."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"


class Signing(StrEnum):
    """Who stands where at the foot: one at the right, minutes, or two parties."""

    ONE = ""
    MINUTES = "minutes"
    PARTIES = "parties"


@dataclass(frozen=True, kw_only=True)
class DraftField(Names):
    """A field that some types ask for; the hint gives an example, never a value."""

    code: str
    input: FieldInput
    hint_vi: str = ""
    hint_en: str = ""
    hint_ar: str = ""

    def hint(self, locale: str) -> str:
        """What to write, in the reader's language."""
        return {"en": self.hint_en, "ar": self.hint_ar}.get(locale, self.hint_vi)


@dataclass(frozen=True, kw_only=True)
class Layout(Dated):
    """The blocks of one sample (mẫu): fields asked, usual boxes, lines around them."""

    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signing: Signing = Signing.ONE
    dated: bool = True
    abstract: bool = True
    confirmed: bool = False
    kept: str = ""


PLAIN = Layout(basis="", valid_from=date.min)
LISTS = ("types", "fields", "required", "usual", "opening", "closing")


def layouts(on: date | None = None) -> tuple[Layout, ...]:
    """The samples that hold on a day."""
    return tuple(row for row in _rows() if row.holds(on or date.max))


def layout_of(type_code: str, on: date | None = None) -> Layout:
    """The sample of a type; a type that is never drafted here has the plain one."""
    return next((row for row in layouts(on) if type_code in row.types), PLAIN)


@cache
def draft_fields() -> dict[str, DraftField]:
    """Every field by its code, in the order of the data."""
    rows = read_table("document_layouts.toml")["field"]
    return {row["code"]: DraftField(**row | {"input": FieldInput(row["input"])}) for row in rows}


@cache
def _rows() -> tuple[Layout, ...]:
    rows = read_table("document_layouts.toml")["row"]
    return tuple(_row(row) for row in rows)


def _row(row: dict[str, Any]) -> Layout:
    lists = {name: tuple(row.get(name, ())) for name in LISTS}
    return Layout(**row | lists | {"signing": Signing(row.get("signing", ""))})
