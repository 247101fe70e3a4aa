"""Where somebody speaks: voice activity over plain sound, as turns."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import webrtcvad

from meetings.media.timeline import Span

RATE = 16_000
FRAME_MS = 30
FRAME = RATE * FRAME_MS // 1000 * 2  # bytes of 16-bit samples
MODE = 2
LONGEST_PAUSE = 0.8
SHORTEST_TURN = 0.3


def turns_of(sound: Path) -> tuple[Span, ...]:
    """The turns in a file of 16-bit mono samples, 16,000 a second."""
    with sound.open("rb") as stream:
        return merged(_spoken(stream))


def _spoken(stream: BinaryIO) -> Iterator[Span]:
    vad = webrtcvad.Vad(MODE)
    place = 0
    while len(frame := stream.read(FRAME)) == FRAME:
        if vad.is_speech(frame, RATE):
            yield Span(place * FRAME_MS / 1000, (place + 1) * FRAME_MS / 1000)
        place += 1


def merged(
    spoken: Iterable[Span], *, pause: float = LONGEST_PAUSE, shortest: float = SHORTEST_TURN
) -> tuple[Span, ...]:
    """Frames in order as turns: a short pause does not end one, a cough is none."""
    found: list[Span] = []
    for span in spoken:
        if found and span.t0 - found[-1].t1 < pause:
            found[-1] = Span(found[-1].t0, span.t1)
        else:
            found.append(span)
    return tuple(one for one in found if one.seconds >= shortest)


def parts(turn: Span, *, most: float) -> tuple[Span, ...]:
    """A turn in equal parts of at most so many seconds."""
    count = max(1, -int(-turn.seconds // most))
    step = turn.seconds / count
    return tuple(Span(turn.t0 + n * step, turn.t0 + (n + 1) * step) for n in range(count))
