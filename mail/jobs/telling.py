"""What a letter tells becomes what is kept of it: its files and its view go into the store."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from mail.jobs.enclosed import calendar_of, seal_of
from mail.jobs.judging import Found
from mail.models import MailArrival
from mail.operations import Kept, KeptFile, Named
from mail.operations.holding import SECRECY
from office import blobs
from office.foreign.letters import Address, Letter, Part

ADAPTER = TypeAdapter(Letter)


def kept_of(arrival: MailArrival, letter: Letter, found: Found, folder: Path) -> Kept:
    """All that is kept; of what bears a secrecy mark nothing but that it came."""
    head = letter.head
    plain: dict[str, Any] = {
        "sha256": arrival.sha256,
        "size": arrival.size,
        "message_id": head.message_id,
        "sender": _named(head.sender) or Named("", arrival.envelope_from),
        "received_at": arrival.received_at,
        "sent_at": head.date,
        "ancestors": ancestors_of(letter),
        "envelope_from": arrival.envelope_from,
        "is_outside": arrival.listener in ("mx", "lmtp"),
    }
    if found.judged.hold == SECRECY:
        notice: dict[str, Any] = {"code": SECRECY, "values": []}
        return Kept(**plain, subject="", notices=(notice,))
    return Kept(
        **plain,
        subject=head.subject,
        to=_all(head.to),
        cc=_all(head.cc),
        preview=letter.preview,
        view_sha256=blobs.put(ADAPTER.dump_json(letter)).sha256,
        files=tuple(_file(part, folder) for part in letter.parts),
        verdicts=found.verdicts,
        seal=seal_of(letter, arrival.sha256, at=arrival.received_at),
        calendar=calendar_of(letter, folder),
        notices=(*_notices(letter), *found.notices),
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
