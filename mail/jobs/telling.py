"""What a letter tells becomes what is kept of it: its files and its view go into the store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from mail.jobs.enclosed import calendar_of, seal_of
from mail.jobs.judging import Found
from mail.models import MailArrival
from mail.operations import Kept, KeptFile, Named
from mail.operations.holding import SECRECY
from office import blobs
from office.blobs import Stored
from office.foreign.letters import Address, Letter, Part, letters

ADAPTER = TypeAdapter(Letter)


@contextmanager
def opened(source: Path | bytes) -> Iterator[tuple[Letter, Path]]:
    """One letter as the limited child reads it, with the folder that holds its files meanwhile."""
    with TemporaryDirectory(prefix="letter-") as name:
        folder = Path(name)
        (letter,) = letters([source], into=folder)
        yield letter, folder


def kept_from(stored: Stored, *, at: datetime) -> Kept:
    """What is kept of a letter in the store."""
    with opened(blobs.path_of(stored.sha256)) as (letter, folder):
        return kept_as_told(letter, folder, stored, at=at)


def kept_as_told(letter: Letter, folder: Path, stored: Stored, *, at: datetime) -> Kept:
    """What is kept of a letter by its own words; asks authorities, so no transaction is open."""
    head = letter.head
    return Kept(
        sha256=stored.sha256,
        size=stored.size,
        message_id=head.message_id,
        subject=head.subject,
        sender=_named(head.sender) or Named(),
        received_at=at,
        sent_at=head.date,
        ancestors=ancestors_of(letter),
        to=_all(head.to),
        cc=_all(head.cc),
        preview=letter.preview,
        view_sha256=blobs.put(ADAPTER.dump_json(letter)).sha256,
        files=tuple(_file(part, folder) for part in letter.parts),
        seal=seal_of(letter, stored.sha256, at=at),
        calendar=calendar_of(letter, folder),
        notices=tuple(_notices(letter)),
    )


def kept_of(arrival: MailArrival, letter: Letter, found: Found, folder: Path) -> Kept:
    """The same of a mail that came; of what bears a secrecy mark nothing but that it came."""
    sender = _named(letter.head.sender) or Named("", arrival.envelope_from)
    facts: dict[str, Any] = {
        "sender": sender,
        "envelope_from": arrival.envelope_from,
        "is_outside": arrival.listener in ("mx", "lmtp"),
    }
    stored = Stored(arrival.sha256, arrival.size)
    if found.judged.hold == SECRECY:
        return _of_secret(letter, stored, arrival.received_at, facts)
    kept = kept_as_told(letter, folder, stored, at=arrival.received_at)
    notices = (*kept.notices, *found.notices)
    return replace(kept, **facts, verdicts=found.verdicts, notices=notices)


def _of_secret(letter: Letter, stored: Stored, at: datetime, facts: dict[str, Any]) -> Kept:
    notice: dict[str, Any] = {"code": SECRECY, "values": []}
    return Kept(
        sha256=stored.sha256,
        size=stored.size,
        message_id=letter.head.message_id,
        subject="",
        received_at=at,
        sent_at=letter.head.date,
        ancestors=ancestors_of(letter),
        notices=(notice,),
        **facts,
    )


def ancestors_of(letter: Letter) -> tuple[str, ...]:
    """The letters it names, the nearest last; a report names the one it is about."""
    head = letter.head
    about = letter.report.original_id if letter.report else ""
    named = dict.fromkeys([*head.references, head.in_reply_to, about])
    return tuple(one for one in named if one and one != head.message_id)


def _named(address: Address | None) -> Named | None:
    return Named(address.name, address.address) if address else None


def _all(people: Iterable[Address]) -> tuple[Named, ...]:
    return tuple(Named(one.name, one.address) for one in people)


def _file(part: Part, folder: Path) -> KeptFile:
    with (folder / part.file).open("rb") as source:
        stored = blobs.put(source)
    return KeptFile(
        part.path,
        part.name,
        part.type,
        part.size,
        stored.sha256,
        part.cid,
        part.is_inline,
        part.risks,
    )


def _notices(letter: Letter) -> list[dict[str, Any]]:
    return [{"code": one.code.value, "values": list(one.values)} for one in letter.notices]
