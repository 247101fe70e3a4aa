"""What differs between two texts, word by word, in the order of reading."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

WORD = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.35
MOST_WORDS = 20_000
NEAR = 4


class Change(StrEnum):
    """Whether words stand in both texts, or only in the older or the newer one."""

    SAME = "same"
    OUT = "out"
    IN = "in"


class Piece(NamedTuple):
    """Some words with one fate."""

    change: Change
    text: str


@dataclass(frozen=True)
class Block:
    """One or more lines that belong together; `is_far` from any change it may be folded away."""

    pieces: tuple[Piece, ...]
    is_far: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything of it was taken out or put in."""
        return any(piece.change is not Change.SAME for piece in self.pieces)

    @property
    def line_count(self) -> int:
        """How many lines it has."""
        return sum(piece.text.count("\n") for piece in self.pieces) + 1


def differences(old: str, new: str) -> list[Block]:
    """The newer text with what was taken out and put in; letters are compared as they are read.

    A letter with its mark may be written as one sign or as two; that makes no difference.
    """
    before, after = _lines(old), _lines(new)
    found: list[Block] = []
    for tag, start, end, at, to in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            found += _kept(after[at:to])
        else:
            found.append(Block(tuple(_pieces(before[start:end], after[at:to]))))
    return found


def composed(text: str) -> str:
    """The text with each letter and its marks as one sign."""
    return unicodedata.normalize("NFC", text)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in composed(text).splitlines() if line.strip()]


def _kept(lines: Sequence[str]) -> list[Block]:
    """What did not change; of a long stretch only its ends stand beside the changes."""
    if len(lines) <= NEAR:
        return [_same(lines)]
    return [_same(lines[:1]), _same(lines[1:-1], is_far=True), _same(lines[-1:])]


def _same(lines: Sequence[str], **more: bool) -> Block:
    return Block((Piece(Change.SAME, "\n".join(lines)),), **more)


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    old, new = "\n".join(before), "\n".join(after)
    was, now = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, was, now)
    is_short = max(len(was), len(now)) <= MOST_WORDS
    if is_short and old and new and matcher.ratio() >= ALIKE:
        yield from _by_words(matcher, was, now)
    else:
        yield from _put(old, new)


def _by_words(
    matcher: "SequenceMatcher[str]", was: Sequence[str], now: Sequence[str]
) -> Iterator[Piece]:
    """Blanks alone between two changes go with them, so that phrases are not cut to pieces."""
    out = put = ""
    for tag, start, end, at, to in matcher.get_opcodes():
        old, new = "".join(was[start:end]), "".join(now[at:to])
        if tag == "equal" and (new.strip() or not (out or put)):
            yield from _put(out, put)
            yield Piece(Change.SAME, new)
            out = put = ""
        else:
            out, put = out + old, put + new
    yield from _put(out, put)


def _put(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Change.OUT, old)
    if new:
        yield Piece(Change.IN, new)
