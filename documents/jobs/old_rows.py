"""The lines of an old register: what each cell says, and what is wrong with it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from documents.models import Numbering, OldBook
from documents.operations.numbers import outgoing_series
from documents.operations.old_books import ReadRow
from documents.queries.old_books import numbers_taken, openings
from documents.queries.registers import COLUMNS, INCOMING, SENT
from documents.queries.series import GROUP, REST, plan_of
from office import clock, law
from office.foreign.tables import Cell, Table, day_of, folded, text_of, whole_of

SYMBOL = re.compile(r"(?:Số:\s*)?(\d{1,7})\s*/\s*(\S.*)")
LETTER = "cong-van"
IN = ("day", "number", "issuer", "symbol", "issued_on", "words", "to", "on", "signed", "remark")
OUT = (
    *("symbol", "issued_on", "words", "signer", "to", "kept_by", "copies", "on", "signed"),
    "remark",
)
OLD = ("to", "on", "signed", "copies", "kept_by", "remark")


def read_rows(old: OldBook, table: Table) -> list[ReadRow]:
    """Every line that says anything, with its faults; columns are found by their headings."""
    kind = SENT if old.book == "outgoing" else INCOMING
    places = _places(kind, table.header)
    rows = [
        _row(old, number, _picked(row, places))
        for number, row in enumerate(table.rows, table.first_row)
        if any(text_of(cell) for cell in row)
    ]
    return _against_others(old, rows)


def _places(kind: str, header: Sequence[str]) -> dict[str, int]:
    known = {folded(words): place for place, words in enumerate(header)}
    names = OUT if kind == SENT else IN
    headings = [folded(words) for words, _width in COLUMNS[kind]]
    found = {
        name: known[words] for name, words in zip(names, headings, strict=True) if words in known
    }
    return found or {name: place for place, name in enumerate(names) if place < len(header)}


def _picked(row: Sequence[Cell], places: Mapping[str, int]) -> dict[str, Cell]:
    return {name: row[place] for name, place in places.items()}


def _row(old: OldBook, line: int, cells: Mapping[str, Cell]) -> ReadRow:
    reader = _sent if old.book == "outgoing" else _arrived
    facts, faults = reader(old, cells)
    texts = {name: text_of(cells.get(name)) for name in cells}
    type_code, type_name, subject = _type_and_subject(texts.get("words", ""))
    facts |= {"type_code": type_code, "type_name": type_name, "subject": subject}
    facts["old"] = {name: texts[name] for name in OLD if texts.get(name)}
    if not subject:
        faults.append("no-subject")
    if _is_secret(texts):
        faults.append("secret")
    names = OUT if old.book == "outgoing" else IN
    return ReadRow(line, [texts.get(name, "") for name in names], facts, faults)


Found = tuple[dict[str, Any], list[str]]


def _arrived(old: OldBook, cells: Mapping[str, Cell]) -> Found:
    day, number = day_of(cells.get("day")), whole_of(cells.get("number"))
    faults = _day_faults(old, day) + ([] if number else ["no-number"])
    issuer = text_of(cells.get("issuer"))
    if not issuer:
        faults.append("no-issuer")
    facts = {
        "day": _iso(day),
        "number": number or 0,
        "issuer": issuer,
        "symbol": text_of(cells.get("symbol")),
        "issued_on": _dated(cells, faults),
        "series": old.book,
    }
    return facts, faults


def _sent(old: OldBook, cells: Mapping[str, Cell]) -> Found:
    symbol, day = text_of(cells.get("symbol")), day_of(cells.get("issued_on"))
    found = SYMBOL.fullmatch(symbol)
    faults = _day_faults(old, day) + ([] if found else ["no-symbol"])
    code, _name, _subject = _type_and_subject(text_of(cells.get("words")))
    facts = {
        "day": _iso(day),
        "number": int(found[1]) if found else 0,
        "symbol": symbol,
        "issued_on": _iso(day),
        "signer": text_of(cells.get("signer")),
        "series": _series(old, code),
    }
    return facts, faults


def _series(old: OldBook, type_code: str) -> str:
    """Of this year the series of the house; of former ones as the old register counted."""
    if old.year < clock.today().year:
        return outgoing_series(type_code) if old.numbering == Numbering.TYPE else REST
    plan = plan_of(old.agency_id, old.year)
    if plan is None or plan.numbering is Numbering.TYPE:
        return outgoing_series(type_code)
    groups = plan.groups if plan.numbering is Numbering.GROUP else {}
    named = next((key for key, codes in groups.items() if type_code in codes), None)
    return f"{GROUP}{named}" if named else REST


def _day_faults(old: OldBook, day: date | None) -> list[str]:
    if day is None:
        return ["no-day"]
    if day.year != old.year:
        return ["other-year"]
    return ["in-the-future"] if day > clock.today() else []


def _dated(cells: Mapping[str, Cell], faults: list[str]) -> str:
    text, day = text_of(cells.get("issued_on")), day_of(cells.get("issued_on"))
    if text and day is None:
        faults.append("bad-date")
    return _iso(day)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _type_and_subject(words: str) -> tuple[str, str, str]:
    """The type stands before the subject; a letter has none."""
    types = sorted(law.document_types(), key=lambda row: len(row.vi), reverse=True)
    for row in types:
        if words.casefold().startswith(row.vi.casefold()):
            rest = words[len(row.vi) :].strip(" :,;.-–")
            return row.code, row.vi, rest or words
    return LETTER, law.document_type(LETTER).vi, words.strip()


def _is_secret(texts: Mapping[str, str]) -> bool:
    stamps = {mark.stamp.casefold() for mark in law.secrecy_marks()}
    said = {texts.get(name, "").strip(" .()").casefold() for name in ("remark", "symbol", "words")}
    return bool(stamps & said)


# ------------------------------------------------------------------ against the living register


def _against_others(old: OldBook, rows: Sequence[ReadRow]) -> list[ReadRow]:
    numbered = [row.facts for row in rows if row.facts["number"]]
    taken = numbers_taken(old.agency_id, old.year, numbered)
    counted = Counter((facts["series"], facts["number"]) for facts in numbered)
    begins = openings(old.agency_id, old.year)
    is_living = old.year == clock.today().year
    return [
        replace(
            row, faults=row.faults + _collisions(row, taken, counted, begins if is_living else None)
        )
        for row in rows
    ]


def _collisions(
    row: ReadRow,
    taken: set[tuple[str, int]],
    counted: Mapping[tuple[str, int], int],
    begins: Mapping[str, int] | None,
) -> list[str]:
    series, number = row.facts["series"], row.facts["number"]
    if not number:
        return []
    faults = []
    if (series, number) in taken:
        faults.append("taken")
    if counted[series, number] > 1:
        faults.append("twice")
    if begins is not None and number >= begins.get(series, 1):
        faults.append("living")
    return faults
