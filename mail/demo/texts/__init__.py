"""Letters of the demo: data only, nobody in them exists; `{gaps}` are filled when they are sent."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "letters.json"


@dataclass(frozen=True)
class Texts:
    """Conversations inside, letters from outside, answers to them, bulletins, foreign letters."""

    inside: list[tuple[str, list[str]]]
    outside: list[tuple[str, str]]
    answers: list[str]
    news: list[tuple[str, str, str, str]]
    foreign: list[tuple[str, str, str, str]]
    senders: list[tuple[str, str]]


@cache
def texts() -> Texts:
    """All of them, as the file has them."""
    return Texts(**json.loads(FILE.read_text(encoding="utf-8")))
