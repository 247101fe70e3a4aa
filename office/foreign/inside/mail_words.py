"""Words of a mail file for the search: its head, its text, and what its attachments say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from office.foreign.inside.letters import charsets
from office.foreign.inside.letters.pages import words_of
from office.foreign.inside.mail import mail
from office.foreign.inside.trouble import Trouble
from office.foreign.inside.words import TEXT_LIMIT, text
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

MOST_DEPTH = 3
READABLE = {Kind.PDF, Kind.ZIP, Kind.TEXT, Kind.XML}


def mail_words(source: Path, out: Path) -> dict[str, Any]:
    """Subject, sender, text; then each attachment of a known kind, mails within mails too."""
    pages, kept = [], 0
    for words in _said(source, out, depth=0):
        pages.append(words[: TEXT_LIMIT - kept])
        kept += len(words)
        if kept > TEXT_LIMIT:
            break
    return {"pages": pages, "cut": kept > TEXT_LIMIT}


def _said(source: Path, out: Path, *, depth: int) -> Iterator[str]:
    within = out / f"in-{depth}-{source.name}"
    within.mkdir()
    told = mail(source, within)
    yield " ".join((told["subject"], told["sender"], told["address"]))
    yield told["text"]
    for row in told["attachments"]:
        yield row["name"]
        yield from _attached(within / row["file"], row["name"], out, depth)
    for left in within.iterdir():
        left.unlink()
    within.rmdir()


def _attached(part: Path, name: str, out: Path, depth: int) -> Iterator[str]:
    """What cannot be read is kept all the same; only its name is found."""
    with part.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    try:
        if name.lower().endswith(".eml") or _is_mail(head):
            if depth < MOST_DEPTH:
                yield from _said(part, out, depth=depth + 1)
        elif _is_page(head):
            yield words_of(charsets.read(part.read_bytes(), "").text)
        elif sniff(head) in READABLE:
            yield from text(part, out)["pages"]
    except Trouble:
        return


def _is_mail(head: bytes) -> bool:
    first = head[:200].lower()
    return first.startswith((b"received:", b"from:", b"return-path:", b"mime-version:"))


def _is_page(head: bytes) -> bool:
    first = head.lstrip()[:500].lower()
    return first.startswith(b"<") and any(one in first for one in (b"<html", b"<body", b"<div"))
