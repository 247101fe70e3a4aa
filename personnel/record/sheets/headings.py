"""Where the headings of a spreadsheet stand, also when they take several rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from personnel.record.names import folded

WITHIN = 30
BAND = 3
LINE = "Dòng số"
"""The heading under which a list of bad rows says which row each was."""

Texts = Sequence[str]


@dataclass(frozen=True)
class Headings:
    """The words over each column, and at which row of the sheet (from 0) the first official is."""

    words: tuple[str, ...]
    first: int


def find(rows: Sequence[Texts], known: Collection[str]) -> Headings | None:
    """The headings among the first rows; `known` are folded words that are expected there."""
    hits = [len(_hits(row, known)) for row in rows[:WITHIN]]
    if not any(hits):
        return None
    at = hits.index(max(hits))
    top, end = _top(rows, at, known), _end(rows, at, known)
    width = max(len(row) for row in rows[top:end])
    words = [_joined([_at(row, place) for row in rows[top:end]]) for place in range(width)]
    while end < len(rows) and _is_counting(rows[end]):
        end += 1
    return Headings(tuple(words), end)


def says_something(row: Texts) -> bool:
    """Whether a row is of an official: not empty, and no heading that is written over all of it."""
    said = [text for text in row if text]
    return bool(said) and not (len(said) > 2 and len(set(said)) == 1)


def _hits(row: Texts, known: Collection[str]) -> set[str]:
    return {folded(text) for text in row if text} & set(known)


def _top(rows: Sequence[Texts], at: int, known: Collection[str]) -> int:
    """A row above belongs to the headings when it says one of them, or a merged one again."""
    top = at
    while top > 0 and at - top < BAND - 1 and _is_of_band(rows[top - 1], rows[at], known, 1):
        top -= 1
    return top


def _end(rows: Sequence[Texts], at: int, known: Collection[str]) -> int:
    end = at + 1
    while end < len(rows) and end - at < BAND and _is_of_band(rows[end], rows[at], known, 2):
        end += 1
    return end


def _is_of_band(row: Texts, main: Texts, known: Collection[str], least: int) -> bool:
    said = {text for text in row if text}
    if len(said) < 2 or any(letter.isdigit() for text in said for letter in text):
        return False
    repeats = any(text and text == _at(main, place) for place, text in enumerate(row))
    return len(_hits(row, known)) >= least or (repeats and bool(_hits(row, known)))


def _is_counting(row: Texts) -> bool:
    """(1) (2) (3): the numbers of the columns, as official tables have them."""
    said = [text.strip("() ") for text in row if text]
    numbers = [int(text) for text in said if text.isdigit() and len(text) < 4]
    return len(said) > 2 and len(numbers) == len(said) and numbers[-1] - numbers[0] == len(said) - 1


def _joined(parts: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(filter(None, parts)))


def _at(row: Texts, place: int) -> str:
    return row[place] if place < len(row) else ""
