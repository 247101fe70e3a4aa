"""Dated code lists: a value keeps the list, the version and the label it was entered with.

List ids are those of the shared data platform where it has the list (`madantoc`, `matongiao`, …).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

from office import i18n
from office.errors import Invalid
from office.i18n import _
from office.law import Named
from personnel.record.names import folded

DATA = Path(__file__).parent / "data" / "codes"
COUNTRIES = "maquocgia"
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Code(Named):
    """One row of a list; names without a translation are proper names."""

    list_id: str
    code: str
    version: str
    national: str = ""
    note: str = ""

    def stored(self) -> dict[str, str]:
        """As a value of a record holds it: a later list does not change what was declared."""
        return {
            "list": self.list_id,
            "code": self.code,
            "version": self.version,
            "label": self.vi,
        }


class UnknownCode(Invalid):
    """The list has no such code on that day; the message says which it has."""


@cache
def lists() -> dict[str, tuple[Code, ...]]:
    """Every list by its id, all rows of all times."""
    found: dict[str, list[Code]] = {}
    for row in _all_rows():
        found.setdefault(row.list_id, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def codes_of(list_id: str, on: date) -> tuple[Code, ...]:
    """What may be chosen on that day, in the order of the list."""
    return tuple(row for row in lists()[list_id] if row.holds(on))


def code(list_id: str, wanted: str, on: date) -> Code:
    """The row of that day, by its code."""
    for row in codes_of(list_id, on):
        if row.code == wanted:
            return row
    raise _unknown(list_id, wanted, on)


@lru_cache(maxsize=4096)
def recognised(list_id: str, typed: str, on: date) -> Code:
    """The row of that day, by its code or by a name in any language, with or without marks."""
    known = _index(list_id)
    for row in (*known.get(typed, ()), *known.get(f" {folded(typed)}", ())):
        if row.holds(on):
            return row
    raise _unknown(list_id, typed, on)


def name(list_id: str, wanted: str, locale: str) -> str:
    """The newest name of a code; a code that no list ever had is shown as it is."""
    rows = [row for row in lists().get(list_id, ()) if row.code == wanted]
    return max(rows, key=lambda row: row.valid_from).name(locale) if rows else wanted


@cache
def _index(list_id: str) -> dict[str, tuple[Code, ...]]:
    """Rows by code, and by each name folded, which a space in front keeps apart from codes."""
    found: dict[str, tuple[Code, ...]] = {}
    for row in lists()[list_id]:
        names = {f" {folded(text)}" for text in (row.code, row.vi, row.en, row.ar)}
        for key in {row.code, *names} - {" "}:
            found[key] = (*found.get(key, ()), row)
    return found


def _unknown(list_id: str, wanted: str, on: date) -> UnknownCode:
    rows = codes_of(list_id, on)
    known = "; ".join(f"{row.code} {row.name(i18n.language())}" for row in rows[:SHOWN])
    more = " …" if len(rows) > SHOWN else ""
    return UnknownCode(
        _(
            "“%(code)s” is not in the list on %(day)s. The list has: %(codes)s.",
            code=wanted,
            day=i18n.day(on),
            codes=known + more,
        )
    )


def _all_rows() -> Iterator[Code]:
    for path in sorted(DATA.glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["list"]:
            yield from _rows_of(one)
    yield from _countries()


def _rows_of(one: dict[str, Any]) -> Iterator[Code]:
    rows = one.pop("row")
    shared = {"list_id": one.pop("id")} | one
    for row in rows:
        names = {"en": row["vi"], "ar": row["vi"]}
        yield Code(**names | shared | row)


def _countries() -> Iterator[Code]:
    """ISO 3166-1, named by the Unicode locale data."""
    known = {locale: Locale(locale).territories for locale in ("vi", "en", "ar")}
    for iso, vi in sorted(known["vi"].items()):
        if len(iso) == len("VN") and iso not in NO_COUNTRIES:
            yield Code(
                list_id=COUNTRIES,
                national=COUNTRIES,
                code=iso,
                vi=vi,
                en=known["en"].get(iso, vi),
                ar=known["ar"].get(iso, vi),
                version="ISO 3166-1",
                basis="ISO 3166-1",
                valid_from=date(1945, 9, 2),
            )
