"""Three-way merge by paragraph: what two people wrote on one text meets without losing a word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

GAP = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Piece:
    """Some paragraphs side by side; where `differs`, both sides changed the same place."""

    base: tuple[str, ...]
    current: tuple[str, ...]
    returning: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Nobody but a person can choose here."""
        return self.base not in (self.current, self.returning) and self.current != self.returning

    @property
    def agreed(self) -> tuple[str, ...]:
        """What stands after the merge; in a conflict what stands now, then what comes back."""
        if self.differs:
            return (*self.current, *self.returning)
        return self.returning if self.current == self.base else self.current


@dataclass(frozen=True)
class Merged:
    """The whole text in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All paragraphs in order; of a conflict both versions, one behind the other."""
        return "\n\n".join(paragraph for piece in self.pieces for paragraph in piece.agreed)

    @property
    def is_clean(self) -> bool:
        """Whether no place was changed by both."""
        return not any(piece.differs for piece in self.pieces)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: what stands between empty lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return tuple(part.rstrip() for part in GAP.split(lines)) if lines else ()


def merge(base: str, current: str, returning: str) -> Merged:
    """Bring a text that comes back together with the one that stands now."""
    sides = paragraphs(base), paragraphs(current), paragraphs(returning)
    return Merged(tuple(_pieces(*sides)))


def _pieces(
    base: Sequence[str], current: Sequence[str], returning: Sequence[str]
) -> Iterator[Piece]:
    """Paragraphs that all three share divide the text; what lies between is one piece."""
    at_current, at_returning = _places(base, current), _places(base, returning)
    start = (0, 0, 0)
    for place in range(len(base)):
        if place not in at_current or place not in at_returning:
            continue
        here = (place, at_current[place], at_returning[place])
        yield from _piece(base, current, returning, start, here)
        kept = (base[place],)
        yield Piece(kept, kept, kept)
        start = (here[0] + 1, here[1] + 1, here[2] + 1)
    yield from _piece(base, current, returning, start, (len(base), len(current), len(returning)))


def _piece(
    base: Sequence[str],
    current: Sequence[str],
    returning: Sequence[str],
    start: tuple[int, int, int],
    end: tuple[int, int, int],
) -> Iterator[Piece]:
    sides = (base, current, returning)
    parts = [tuple(side[low:high]) for side, low, high in zip(sides, start, end, strict=True)]
    if any(parts):
        yield Piece(*parts)


def _places(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Where the paragraphs of the base stand in the other text."""
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        one.a + step: one.b + step
        for one in matcher.get_matching_blocks()
        for step in range(one.size)
    }
