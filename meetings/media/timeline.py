"""One time line of a recording: pieces of film, what no piece covers, and where a moment lies.

Times are seconds since the recording was begun. Pieces are never cut or coded anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

SHORTEST_GAP = 0.2  # less than this is how devices start and stop, not a loss


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time."""

    t0: float
    t1: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.t1 - self.t0


@dataclass(frozen=True, order=True)
class Piece(Span):
    """A film and when it was taken."""

    file: str


def in_order(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The playlist: pieces by their beginning; an empty one is none."""
    return tuple(sorted(one for one in pieces if one.seconds > 0))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same stretches without overlaps."""
    found: list[Span] = []
    for span in sorted(Span(one.t0, one.t1) for one in spans):
        if found and span.t0 <= found[-1].t1:
            found[-1] = Span(found[-1].t0, max(found[-1].t1, span.t1))
        else:
            found.append(span)
    return tuple(found)


def gaps(
    wanted: Iterable[Span], covered: Iterable[Span], *, shortest: float = SHORTEST_GAP
) -> tuple[Span, ...]:
    """What was to be recorded and is in no piece."""
    whole = joined(covered)
    missing = (gap for span in joined(wanted) for gap in _uncovered(span, whole))
    return tuple(gap for gap in missing if gap.seconds >= shortest)


def _uncovered(span: Span, covered: Sequence[Span]) -> Iterator[Span]:
    here = span.t0
    for one in covered:
        if one.t1 <= here or one.t0 >= span.t1:
            continue
        if one.t0 > here:
            yield Span(here, one.t0)
        here = max(here, one.t1)
    if here < span.t1:
        yield Span(here, span.t1)


def place_of(moment: float, pieces: Sequence[Piece]) -> tuple[Piece, float] | None:
    """The piece that holds a moment and the second in it; in a gap the piece that follows."""
    for piece in in_order(pieces):
        if moment < piece.t1:
            return piece, max(0.0, moment - piece.t0)
    return None


def cut(span: Span, places: Iterable[float], *, shortest: float) -> tuple[Span, ...]:
    """A stretch in parts that end at these places; no part is shorter than `shortest`."""
    edges = [span.t0]
    for place in sorted(places):
        if place - edges[-1] >= shortest and span.t1 - place >= shortest:
            edges.append(place)
    return tuple(Span(t0, t1) for t0, t1 in pairwise([*edges, span.t1]))
