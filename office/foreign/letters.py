"""Mail from outside, told by the limited child: many at a time, none spoiling the others."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from office.foreign.child import ERRORS, Limits, last_errors, run_jailed
from office.foreign.inside.main import RESULT
from office.foreign.refusals import ForeignFileRefused

LIMITS = Limits(seconds=150, cpu_seconds=120, memory_mb=2048, file_mb=200)
LARGEST_ANSWER = 16 * 1024 * 1024
CHARSETS = (
    "utf-8",
    "windows-1258",
    "tcvn3",
    "vni",
    "viscii",
    "windows-1252",
    "windows-1256",
    "iso-8859-6",
    "gb18030",
    "utf-16",
)
log = structlog.get_logger()
_CLOSED = ConfigDict(extra="forbid")


class Notice(StrEnum):
    """What people are told about how a letter was read."""

    CHARSET_GUESSED = "charset_guessed"  # values: declared, used
    BROKEN_MIME = "broken_mime"
    BROKEN_ENCODING = "broken_encoding"
    MISSING_BOUNDARY = "missing_boundary"
    TOO_MANY_PARTS = "too_many_parts"
    NESTED_TOO_DEEP = "nested_too_deep"
    CUT_SHORT = "cut_short"  # values: head, text, html or attachments
    ODD_PAGE = "odd_page"
    WINMAIL = "winmail"
    READ_IN_PART = "read_in_part"
    UNREADABLE = "unreadable"


class Seal(StrEnum):
    """How a letter says it is sealed; whether the seal is true is asked elsewhere."""

    NONE = ""
    SMIME_SIGNED = "smime_signed"
    SMIME_ENCRYPTED = "smime_encrypted"
    PGP = "pgp"


@dataclass(frozen=True, config=_CLOSED)
class Address:
    """A name and an address as they were written; either may be empty."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, config=_CLOSED)
class Head:
    """What the head says of itself; message ids with their angles, moments in UTC."""

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    sender: Address | None = None
    sender_header: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    receipt_to: tuple[Address, ...] = ()
    return_path: str = ""
    delivered_to: tuple[str, ...] = ()
    received: int = 0


@dataclass(frozen=True, config=_CLOSED)
class Part:
    """An attachment or picture; `file` is its name in the folder the letters were told into."""

    path: str
    type: str
    claimed: str
    name: str
    cid: str
    size: int
    file: Annotated[str, Field(pattern=r"^\d+-[\d.]+\.part$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    is_inline: bool
    risks: tuple[str, ...]


@dataclass(frozen=True, config=_CLOSED)
class Noticed:
    """One notice with what it speaks of."""

    code: Notice
    values: tuple[str, ...] = ()


@dataclass(frozen=True, config=_CLOSED)
class Recipient:
    """What a report says of one recipient; `action` is the whole disposition of a reading."""

    address: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, config=_CLOSED)
class Report:
    """A report of `delivery` (RFC 3464) or of `reading` (RFC 8098) about an earlier mail."""

    kind: str
    recipients: tuple[Recipient, ...]
    reporter: str
    original_id: str


@dataclass(frozen=True, config=_CLOSED)
class Calendar:
    """Where the invitation is (RFC 6047) and what it wants: REQUEST, REPLY, CANCEL."""

    path: str
    method: str


@dataclass(frozen=True, config=_CLOSED)
class Letter:
    """A mail taken apart. `html` is harmless: pictures stay `cid:` or wait as `data-remote`."""

    head: Head = Head()
    text: str = ""
    html: str = ""
    charset: str = ""
    remote_count: int = 0
    preview: str = ""
    words: str = ""
    parts: tuple[Part, ...] = ()
    report: Report | None = None
    calendar: Calendar | None = None
    seal: Seal = Seal.NONE
    notices: tuple[Noticed, ...] = ()


_ADAPTER = TypeAdapter(Letter)
_UNREADABLE = Letter(notices=(Noticed(Notice.UNREADABLE),))
_LADDER = {"whole": "plain", "plain": "head", "head": ""}


def letters(
    sources: Sequence[Path | bytes], *, into: Path, charset: str = "", limits: Limits = LIMITS
) -> list[Letter]:
    """Each mail as a letter, in this order; the files of its parts are left in `into`.

    Never a refusal: what ends the child is asked for again with less, in the end only its head.
    A `charset` of `CHARSETS` is believed instead of what the mail declares ("đổi bảng mã").
    """
    paths = [_as_path(one, into / f"{number}.source") for number, one in enumerate(sources)]
    how = dict.fromkeys(range(len(paths)), "whole")
    told: dict[int, Letter] = {}
    while how:
        orders = [
            {"number": number, "source": str(paths[number]), "how": way, "charset": charset}
            for number, way in how.items()
        ]
        _run(orders, into, limits)
        told |= dict(_taken(how, into))
        _ask_for_less(how, told)
    for number in range(len(paths)):
        (into / f"{number}.source").unlink(missing_ok=True)
    return [told[number] for number in range(len(paths))]


def _as_path(source: Path | bytes, place: Path) -> Path:
    if isinstance(source, Path):
        return source.absolute()
    place.write_bytes(source)
    return place.absolute()


def _run(orders: list[dict[str, object]], into: Path, limits: Limits) -> None:
    """Whatever end the child takes, what it has written by then counts."""
    order = {"task": "letters", "source": str(into.absolute()), "options": {"orders": orders}}
    try:
        code = run_jailed(order, out=into, limits=limits)
        if code:
            log.warning("letters_child_failed", code=code, errors=last_errors(into))
    except ForeignFileRefused:
        log.warning("letters_child_late", letters=len(orders))
    finally:
        for name in (RESULT, ERRORS):
            (into / name).unlink(missing_ok=True)


def _taken(how: dict[int, str], into: Path) -> Iterator[tuple[int, Letter]]:
    for number in how:
        path = into / f"{number}.json"
        letter = _read(path)
        path.unlink(missing_ok=True)
        if letter is not None and all(_is_kept(into, number, part) for part in letter.parts):
            yield number, letter
        else:
            for left in into.glob(f"{number}-*.part"):
                left.unlink()


def _read(path: Path) -> Letter | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_ANSWER:
        return None
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except ValidationError:
        return None


def _is_kept(into: Path, number: int, part: Part) -> bool:
    """A file of this very letter, and no link to another place."""
    path = into / part.file
    return part.file.startswith(f"{number}-") and path.is_file() and not path.is_symlink()


def _ask_for_less(how: dict[int, str], told: dict[int, Letter]) -> None:
    """The first that is missing ended the child; if it was the first of all, it gets less."""
    first = next(iter(how))
    if first not in told:
        how[first] = _LADDER[how[first]]
        if not how[first]:
            told[first] = _UNREADABLE
    for number in [one for one in how if one in told]:
        del how[number]
