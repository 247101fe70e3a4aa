"""The check at the door: name, first bytes, then the inside by a child process."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from office.foreign.child import DEFAULT_LIMITS, Limits, run_child
from office.foreign.kinds import EXTENSIONS, HEAD_BYTES, ZIP_FAMILY, Kind, media_type, sniff
from office.foreign.reading import Inspection, inspect, mail
from office.foreign.refusals import ForeignFileRefused, Reason

SIZE_LIMIT = 100 * 1024 * 1024
SEAL_SIZE_LIMIT = 5 * 1024 * 1024
NAME_LIMIT = 150
CHUNK = 1024 * 1024
MAIL_SIGNS = (Kind.TEXT, Kind.UNKNOWN)  # a mail of older days is written in its own letters
MAIL_DEPTH = 3
MAIL_BEGINS = (b"received:", b"from:", b"return-path:", b"mime-version:")
RESERVED = re.compile(r'[<>:"|?*\\/]')
FAULTS = (
    ("damaged", Reason.DAMAGED),
    ("encrypted", Reason.ENCRYPTED),
    ("macros", Reason.MACROS),
    ("scripts", Reason.SCRIPTS),
    ("embedded", Reason.EMBEDDED),
    ("attachments", Reason.EMBEDDED),
    ("external", Reason.EXTERNAL),
)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: its safe name, what it is, and its facts."""

    name: str
    kind: Kind
    media_type: str
    size: int
    facts: Inspection


def check_upload(
    stream: BinaryIO,
    filename: str,
    *,
    allowed: Collection[Kind],
    size_limit: int = SIZE_LIMIT,
    limits: Limits = DEFAULT_LIMITS,
) -> Accepted:
    """Take a file or refuse it with what to do; the stream is rewound for the blob store."""
    name = safe_name(filename)
    claimed = claimed_kind(name)
    found = sniff(stream.read(HEAD_BYTES))
    _agree(claimed, found)
    if claimed not in allowed:
        raise ForeignFileRefused(Reason.NOT_ALLOWED)
    stream.seek(0)
    with NamedTemporaryFile(prefix="upload-") as kept:
        size = _copy(stream, kept, limit=size_limit)
        look = _mail_facts if claimed is Kind.MAIL else inspect
        facts = look(Path(kept.name), limits=limits)
    stream.seek(0)
    refuse_faults(facts, claimed)
    return Accepted(name, claimed, media_type(claimed), size, facts)


def _mail_facts(source: Path, *, limits: Limits) -> Inspection:
    """A mail is taken apart in the child, mails within it too: no program comes in with one."""
    found = mail_files(source, limits=limits)
    if any(sniff(data[:HEAD_BYTES]) is Kind.PROGRAM for _name, data in found):
        raise ForeignFileRefused(Reason.PROGRAM)
    return Inspection(Kind.MAIL, media_type(Kind.MAIL), attachments=0, entries=len(found))


def mail_files(
    source: Path, *, limits: Limits = DEFAULT_LIMITS, depth: int = 0
) -> list[tuple[str, bytes]]:
    """What a mail brings, with what the mails within it bring; nested too deep it is refused."""
    found = []
    for name, data in mail(source, limits=limits).files:
        found.append((name, data))
        if _is_mail(name, data):
            if depth == MAIL_DEPTH:
                raise ForeignFileRefused(Reason.BOMB)
            found += _files_within(data, limits, depth + 1)
    return found


def _is_mail(name: str, data: bytes) -> bool:
    begins = data[:200].lower().startswith(MAIL_BEGINS)
    return begins or name.lower().endswith(".eml")


def _files_within(data: bytes, limits: Limits, depth: int) -> list[tuple[str, bytes]]:
    with NamedTemporaryFile(prefix="mail-") as kept:
        kept.write(data)
        kept.flush()
        return mail_files(Path(kept.name), limits=limits, depth=depth)


def seal_picture(stream: BinaryIO, filename: str) -> bytes:
    """The picture of a seal, checked and drawn anew in the child."""
    check_upload(stream, filename, allowed=(Kind.PNG,), size_limit=SEAL_SIZE_LIMIT)
    with NamedTemporaryFile(prefix="seal-") as kept:
        _copy(stream, kept, limit=SEAL_SIZE_LIMIT)
        made = run_child("seal", Path(kept.name))
    return made.files[made.facts["file"]]


def safe_name(filename: str) -> str:
    """The last part of a path in one Unicode form; a name with hidden signs is refused."""
    name = unicodedata.normalize("NFC", filename.replace("\\", "/").rpartition("/")[2]).strip(" .")
    hidden = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") for sign in name)
    if not name or hidden or RESERVED.search(name) or len(name) > NAME_LIMIT:
        raise ForeignFileRefused(Reason.WRONG_NAME)
    return name


def claimed_kind(name: str) -> Kind:
    """What the extension says the file is."""
    stem, dot, extension = name.rpartition(".")
    if not stem or not dot:
        raise ForeignFileRefused(Reason.WRONG_NAME)
    return EXTENSIONS.get(extension.lower(), Kind.UNKNOWN)


def refuse_faults(facts: Inspection, claimed: Kind) -> None:
    """What no kept upload may be; shared with the conversion of .docx drafts."""
    for name, reason in FAULTS:
        if getattr(facts, name):
            raise ForeignFileRefused(reason)
    if facts.kind is Kind.DOCM:
        raise ForeignFileRefused(Reason.MACROS)
    if facts.kind is not claimed and {facts.kind, claimed} != {Kind.TEXT, Kind.XML}:
        raise ForeignFileRefused(Reason.WRONG_TYPE)


def _agree(claimed: Kind, found: Kind) -> None:
    """The first bytes against the name; a program is named as such whatever it is called."""
    if found is Kind.PROGRAM:
        raise ForeignFileRefused(Reason.PROGRAM)
    if claimed is Kind.DOCM:
        raise ForeignFileRefused(Reason.MACROS)
    if claimed is Kind.UNKNOWN:
        raise ForeignFileRefused(Reason.NOT_ALLOWED)
    if claimed is Kind.MAIL and found in MAIL_SIGNS:
        return
    if found is not _family(claimed) and not _may_be_encrypted(claimed, found):
        raise ForeignFileRefused(Reason.WRONG_TYPE)


def _family(kind: Kind) -> Kind:
    return Kind.ZIP if kind in ZIP_FAMILY else kind


def _may_be_encrypted(claimed: Kind, found: Kind) -> bool:
    """A new office file under a password is an old container; its facts will say so."""
    return found is Kind.DOC and claimed in ZIP_FAMILY


def _copy(stream: BinaryIO, kept: IO[bytes], *, limit: int) -> int:
    size = 0
    while data := stream.read(CHUNK):
        size += len(data)
        if size > limit:
            raise ForeignFileRefused(Reason.TOO_LARGE)
        kept.write(data)
    kept.flush()
    return size
