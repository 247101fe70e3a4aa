"""Words of an OpenAI-compatible endpoint for speech: one turn asked, its text read closely.

Here are only the bytes; they go out through `office.fetch` and nothing else.
"""

import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATH = "/v1/audio/transcriptions"
LANGUAGE = "vi"
MOST_SECONDS = 30.0
MOST_TEXT = 4000
MOST_ANSWER = 1 << 18


class OddAnswer(Exception):
    """The endpoint did not answer as its contract says."""


@dataclass(frozen=True)
class Question:
    """One request: its body and the type that names the border between the parts."""

    body: bytes
    content_type: str


def address(base: str) -> str:
    """The address asked: the configured one, with the usual path where it names only a host."""
    return base if urlsplit(base).path.strip("/") else base.rstrip("/") + PATH


def question(sound: bytes, *, model: str) -> Question:
    """Ask for the words of one turn, in Vietnamese, with their times."""
    border = secrets.token_hex(16)
    fields = {"model": model, "language": LANGUAGE, "response_format": "verbose_json"}
    lines = [_part(border, f'name="{name}"', value.encode()) for name, value in fields.items()]
    about = 'name="file"; filename="turn.wav"\r\nContent-Type: audio/wav'
    lines += [_part(border, about, sound), f"--{border}--\r\n".encode()]
    return Question(b"".join(lines), f"multipart/form-data; boundary={border}")


def _part(border: str, about: str, value: bytes) -> bytes:
    head = f"--{border}\r\nContent-Disposition: form-data; {about}\r\n\r\n"
    return head.encode() + value + b"\r\n"


def words_of(answer: bytes) -> str:
    """The text of an answer in one line without signs that are not letters, or a plain refusal."""
    try:
        told = json.loads(answer)
    except ValueError as fault:
        raise OddAnswer("the answer is not JSON") from fault
    text = told.get("text") if isinstance(told, dict) else None
    if not isinstance(text, str):
        text = _of_segments(told)
    if len(text) > MOST_TEXT:
        raise OddAnswer("more text than anybody says in one turn")
    return plain(text)


def _of_segments(told: Any) -> str:
    segments = told.get("segments") if isinstance(told, dict) else None
    if not isinstance(segments, list):
        raise OddAnswer("the answer holds no text")
    texts = [one.get("text") for one in segments if isinstance(one, dict)]
    return " ".join(text for text in texts if isinstance(text, str))


def plain(text: str) -> str:
    """One line, composed letters, nothing hidden."""
    kept = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
