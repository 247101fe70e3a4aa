"""Usual words of record (bút phê mẫu), kept as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "phrases.toml"


@dataclass(frozen=True)
class Phrase:
    """A usual phrase: the word on its chip and the text it puts down."""

    use: str
    short: str
    text: str


@cache
def phrases() -> tuple[Phrase, ...]:
    """All phrases in the order of the file."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["phrase"]
    return tuple(Phrase(**row) for row in rows)


def phrases_for(use: str) -> list[Phrase]:
    """The phrases of one kind of text."""
    return [phrase for phrase in phrases() if phrase.use == use]


def with_phrase(text: str, use: str, chosen: str) -> str:
    """The text with the chosen phrase put at its end: what a chip does without a script."""
    found = [phrase.text for phrase in phrases_for(use) if phrase.short == chosen]
    return " ".join([text.strip(), *found]).strip() if found else text
