"""Usual words of record (bút phê mẫu), kept as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from documents import queries
from office.permissions import Actor

MOST = 12
DATA = Path(__file__).parent / "data" / "phrases.toml"


@dataclass(frozen=True)
class Phrase:
    """A usual phrase: the word on its chip and the text it puts down."""

    use: str
    short: str
    text: str

    @property
    def value(self) -> str:
        """What its chip sends."""
        return self.short


@dataclass(frozen=True)
class OwnPhrase(Phrase):
    """A phrase that an official or an agency keeps; its chip sends its public name."""

    uid: str = ""

    @property
    def value(self) -> str:
        """What its chip sends."""
        return self.uid


@cache
def phrases() -> tuple[Phrase, ...]:
    """All phrases in the order of the file."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["phrase"]
    return tuple(Phrase(**row) for row in rows)


def phrases_for(use: str, reader: Actor | None = None) -> list[Phrase]:
    """The phrases of one kind of text: the reader's own and his agency's first."""
    usual = [phrase for phrase in phrases() if phrase.use == use]
    kept = queries.saved_phrases(reader, use)[:MOST] if reader and use else []
    own = [OwnPhrase(row.use, row.short, row.text, str(row.uid)) for row in kept]
    return [*own, *usual]


def with_phrase(text: str, use: str, chosen: str, reader: Actor | None = None) -> str:
    """The text with the chosen phrase put at its end: what a chip does without a script."""
    offered = phrases_for(use, reader)
    found = [phrase.text for phrase in offered if phrase.value == chosen]
    return " ".join([text.strip(), *found]).strip() if found else text
