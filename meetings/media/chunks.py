"""Chunks of a recorder: which kinds are taken, how they begin, which are missing.

A chunk is known by numbers alone: no name that a device sends is ever part of a file name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from office.i18n import _l

EBML = b"\x1a\x45\xdf\xa3"  # RFC 8794, 11.2.1
LARGEST = 8 << 20
MOST_CHUNKS = 60_000  # of one segment: two days of one-second slices
HASH = re.compile(r"[0-9a-f]{64}")


class Codec(StrEnum):
    """What a browser or an engine records; the value is what a recorder is asked for."""

    AUDIO = "audio/webm;codecs=opus"
    VIDEO = "video/webm;codecs=vp8,opus"
    SOUND_FILE = "audio"  # brought from elsewhere: its bytes say the rest
    FILM_FILE = "video"

    @property
    def sort(self) -> str:
        """`audio` or `video`."""
        return self.value.partition("/")[0]

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.value.partition(";")[0]

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return LABELS[self]


LABELS = {
    Codec.AUDIO: _l("sound"),
    Codec.VIDEO: _l("sound and picture"),
    Codec.SOUND_FILE: _l("sound"),
    Codec.FILM_FILE: _l("sound and picture"),
}
RECORDED = (Codec.AUDIO, Codec.VIDEO)  # what a recorder of ours sends


@dataclass(frozen=True, order=True)
class Run:
    """Numbers without a gap, both ends among them."""

    first: int
    last: int


def is_hash(words: str) -> bool:
    """Whether the words are a SHA-256 as we write it."""
    return bool(HASH.fullmatch(words))


def begins_film(head: bytes) -> bool:
    """Whether these first bytes begin a segment; all later chunks only continue it."""
    return head.startswith(EBML)


def runs(numbers: Iterable[int]) -> tuple[Run, ...]:
    """What is there, as ranges."""
    found: list[Run] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1].last + 1:
            found[-1] = Run(found[-1].first, number)
        else:
            found.append(Run(number, number))
    return tuple(found)


def missing(numbers: Iterable[int], *, last: int) -> tuple[Run, ...]:
    """What is not there up to the last number that the device counted."""
    return runs(set(range(last + 1)) - set(numbers))
