"""A sealed letter is opened with its reader's PIN: shown once, kept nowhere (RFC 8551)."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from mail.queries.items import OpenItem
from mail.smime import entity, seal
from mail.smime.jailed import read_foreign
from mail.smime.reading import content_of
from mail.views.blueprint import webmail as bp
from mail.views.bodies import Piece, data_address, pieces_of
from mail.views.frame import actor, no_subject
from mail.views.reading import given_item, note_reading
from office import blobs
from office.errors import Invalid, NotFound, Refusal
from office.foreign.letters import Letter, Seal, letters
from office.i18n import _
from office.ui import menu
from signing import operations as signing_acts
from signing import queries as signing

MEMORY = Path("/dev/shm")  # noqa: S108 - only a folder of our own in it
Key = tuple[Any, bytes]
"""A certificate, and by which RecipientInfo it opens the letter."""
MOST_OFFERED = 8 * 1024 * 1024


@dataclass(frozen=True)
class OpenedFile:
    """A file of an opened letter; it is in the page itself, or too large or too risky for that."""

    name: str
    size: int
    address: str


@dataclass(frozen=True)
class Opened:
    """What a sealed letter said."""

    pieces: list[Piece]
    files: list[OpenedFile]
    is_signed: bool


@bp.get("/items/<uuid:uid>/sealed")
def sealed_letter(uid: UUID) -> Response:
    """Ask for the PIN, or say what to do when the key is not here."""
    found = _sealed(uid)
    return _page(found, _key_for(found))


@bp.post("/items/<uuid:uid>/sealed")
def open_sealed(uid: UUID) -> Response:
    """Show the words in this answer and nowhere else."""
    found = _sealed(uid)
    key = _key_for(found)
    if key is None:
        return _page(found, key)
    try:
        shown = _opened(found, *key, pin=request.form.get("pin", ""))
    except Refusal as fault:
        return _page(found, key, fault=fault)
    return _page(found, None, shown=shown)


def _sealed(uid: UUID) -> OpenItem:
    menu.mark_current("webmail.home")
    found = given_item(uid)
    if found.message.seal.get("kind") != Seal.SMIME_ENCRYPTED.value:
        raise NotFound(_("This letter is not sealed."))
    note_reading(found)
    return found


def _key_for(found: OpenItem) -> Key | None:
    """The reader's certificate among those for which it was sealed, if its key is kept here."""
    told = read_foreign(blobs.path_of(found.message.sha256))
    key = signing.opening_certificate(actor(), told.recipients)
    return key if key is not None and key[0].locked_key is not None else None


def _opened(found: OpenItem, certificate: Any, recipient: bytes, *, pin: str) -> Opened:
    raw = blobs.read(found.message.sha256)
    key = signing_acts.open_letter(certificate, recipient=recipient, pin=pin, by=actor())
    whole = entity.around(raw, seal.open_with(raw, key))
    is_signed = False
    with TemporaryDirectory(prefix="opened-", dir=_memory()) as name:
        folder = Path(name)
        (letter,) = letters([whole], into=folder)
        inner = content_of(whole) if letter.seal is Seal.SMIME_SIGNED else None
        is_signed = letter.seal is Seal.SMIME_SIGNED
        if inner is not None:
            (letter,) = letters([entity.around(raw, inner)], into=folder)
        return Opened(pieces_of(letter.text), _files(letter, folder), is_signed)


def _memory() -> Path | None:
    """Files of the moment lie in memory where the machine has such a folder."""
    return MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None


def _files(letter: Letter, folder: Path) -> list[OpenedFile]:
    room, made = MOST_OFFERED, []
    for part in letter.parts:
        is_offered = part.size <= room and not part.risks
        room -= part.size if is_offered else 0
        data = (folder / part.file).read_bytes() if is_offered else b""
        address = data_address("application/octet-stream", data) if is_offered else ""
        made.append(OpenedFile(part.name or part.path, part.size, address))
    return made


def _page(
    found: OpenItem,
    key: Key | None,
    *,
    shown: Opened | None = None,
    fault: Refusal | None = None,
) -> Response:
    is_pin = isinstance(fault, Invalid)
    made = make_response(
        render_template(
            "webmail/sealed.html",
            found=found,
            title=no_subject(found.message.subject),
            key=key,
            shown=shown,
            errors={"pin": str(fault.message)} if fault and is_pin else {},
            fault=None if is_pin else fault,
        ),
        fault.status if fault else 200,
    )
    made.headers["Cache-Control"] = "no-store"
    return made
