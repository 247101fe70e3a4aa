"""Letters that a mail program lays into a folder: read by the limited child, kept, placed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from mail import operations
from mail.models import Folder, MailItem, MailMessage
from mail.operations import Kept, KeptFile, Named
from mail.queries.programs import Opening
from office import blobs, clock
from office.blobs import Stored
from office.db import db
from office.foreign.letters import Letter, letters


def take(
    path: Path, opening: Opening, folder: Folder, flags: frozenset[str], *, other: int | None = None
) -> int:
    """Take one letter in and give its item; `other` is the item of another box it is a copy of."""
    if other is not None:
        item = db.session.get_one(MailItem, other)
        message = db.session.get_one(MailMessage, item.message_id)
        return operations.lay_copy(opening.opened, message, folder, flags, by=opening.actor).id
    kept = kept_of(path)
    return operations.take_from_program(opening.opened, kept, folder, flags, by=opening.actor).id


def kept_of(path: Path) -> Kept:
    """What is kept of a letter that lies in a file."""
    with path.open("rb") as content:
        return _kept(blobs.put(content))


def kept_from(raw: bytes) -> Kept:
    """The same of a letter that was read from elsewhere."""
    return _kept(blobs.put(raw))


def _kept(stored: Stored) -> Kept:
    letter, files = _read(blobs.path_of(stored.sha256))
    view = blobs.put(TypeAdapter(Letter).dump_json(letter))
    head = letter.head
    sender = head.sender
    return Kept(
        sha256=stored.sha256,
        size=stored.size,
        message_id=head.message_id,
        subject=head.subject,
        sender=Named(sender.name, sender.address) if sender else Named(),
        received_at=clock.now(),
        sent_at=head.date,
        ancestors=tuple(dict.fromkeys([*head.references, head.in_reply_to])),
        to=tuple(Named(one.name, one.address) for one in head.to),
        cc=tuple(Named(one.name, one.address) for one in head.cc),
        preview=letter.preview,
        view_sha256=view.sha256,
        files=files,
        seal={"kind": letter.seal.value} if letter.seal else {},
        notices=tuple({"code": one.code.value, "values": one.values} for one in letter.notices),
    )


def _read(source: Path) -> tuple[Letter, tuple[KeptFile, ...]]:
    with TemporaryDirectory(prefix="letter-") as folder:
        into = Path(folder)
        (letter,) = letters([source], into=into)
        for part in letter.parts:
            with (into / part.file).open("rb") as content:
                blobs.put(content)
    return letter, tuple(
        KeptFile(
            path=part.path,
            name=part.name,
            kind=part.type,
            size=part.size,
            sha256=part.sha256,
            content_id=part.cid,
            is_inline=part.is_inline,
            risks=part.risks,
        )
        for part in letter.parts
    )
