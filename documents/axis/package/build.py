"""From dataclasses to edXML bytes, in exactly the layout that national peers accept.

Root and AttachmentEncoded in the default namespace, everything in the envelope with the prefix
``edXML:``, no message signature: authenticity is in the PDF signatures and in the transport.
"""

import base64
import hashlib
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from documents.axis.package import magic
from documents.axis.package.header import write_header, write_status
from documents.axis.package.markup import XMLNS, Markup
from documents.axis.package.model import (
    Attachment,
    AttachmentMode,
    OutgoingPackage,
    StatusMessage,
)

_PIECE = 3 * 64 * 1024
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The finished message: what the transport signs and the ledger keeps."""

    sha256: str
    size: int


def build(package: OutgoingPackage, *, into: IO[bytes]) -> Built:
    """Write a document message; equal input gives equal bytes, so a resend can be recognised."""
    with _message(into) as (xml, counted):
        files = [_named(file, package, at=at) for at, file in enumerate(package.attachments)]
        with xml.bound("edXMLEnvelope", XMLNS):
            with xml.inside("edXMLHeader"):
                write_header(xml, package.header)
            _manifest(xml, files)
        _attachments(xml, files, mode=package.mode)
    return counted.built()


def build_status(message: StatusMessage, *, into: IO[bytes]) -> Built:
    """Write a status message: the envelope with its header and nothing else."""
    with (
        _message(into) as (xml, counted),
        xml.bound("edXMLEnvelope", XMLNS),
        xml.inside("edXMLHeader"),
    ):
        write_status(xml, message)
    return counted.built()


class _Counting:
    """Passes bytes on and counts size and hash."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into = into
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._into.write(data)
        self._hash.update(data)
        self._size += len(data)
        return len(data)

    def built(self) -> Built:
        return Built(sha256=self._hash.hexdigest(), size=self._size)


@contextmanager
def _message(into: IO[bytes]) -> Iterator[tuple[Markup, _Counting]]:
    counted = _Counting(into)
    xml = Markup(counted)
    with xml.bound("edXML", "xmlns", prefix=""):
        yield xml, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """An attachment with its identifier in the message and its real type."""

    file: Attachment
    content_id: str
    media_type: str


def _named(file: Attachment, package: OutgoingPackage, *, at: int) -> _Named:
    derived = uuid.uuid5(uuid.NAMESPACE_OID, f"{package.header.document_id}\n{at}\n{file.name}")
    return _Named(
        file=file,
        content_id=file.content_id or str(derived),
        media_type=file.media_type or _media_type(file),
    )


def _media_type(file: Attachment) -> str:
    with file.open() as content:
        return magic.media_type(content, file.name)


def _manifest(xml: Markup, files: list[_Named]) -> None:
    with xml.inside("edXMLBody"), xml.inside("edXMLManifest", version="1.0"):
        for item in files:
            with xml.inside("Reference"):
                xml.must("ContentId", f"cid:{item.content_id}")
                xml.must("ContentType", item.media_type)
                xml.may("Description", item.file.description)
                xml.must("AttachmentName", item.file.name)


def _attachments(xml: Markup, files: list[_Named], *, mode: AttachmentMode) -> None:
    if not files:
        return
    with xml.inside("AttachmentEncoded", prefix=""):
        for item in files:
            with xml.inside("Attachment", prefix=""):
                _attachment(xml, item, mode=mode)


def _attachment(xml: Markup, item: _Named, *, mode: AttachmentMode) -> None:
    wrapped = mode is AttachmentMode.ZIP and magic.suffix(item.file.name) != ".zip"
    xml.must("ContentId", f"cid:{item.content_id}", prefix="")
    xml.must("AttachmentName", item.file.name, prefix="")
    xml.may("Description", item.file.description, prefix="")
    xml.must("ContentType", magic.ZIP if wrapped else _stated(item), prefix="")
    with xml.stream("ContentTransferEncoded"), item.file.open() as content:
        if wrapped:
            _encode_zipped(xml, item, content)
        else:
            _encode(xml, content)


def _stated(item: _Named) -> str:
    """A bare ZIP under another ending must not look like the one-entry wrapper to its reader."""
    is_zip, named_so = item.media_type == magic.ZIP, magic.suffix(item.file.name) == ".zip"
    return magic.UNKNOWN if is_zip and not named_so else item.media_type


def _encode(xml: Markup, content: IO[bytes]) -> None:
    while piece := content.read(_PIECE):
        xml.out.write(base64.b64encode(piece))


def _encode_zipped(xml: Markup, item: _Named, content: IO[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as packed:
        entry = zipfile.ZipInfo(item.content_id + magic.suffix(item.file.name), _ZIP_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(packed, "w") as archive, archive.open(entry, "w") as target:
            while piece := content.read(_PIECE):
                target.write(piece)
        packed.seek(0)
        _encode(xml, packed)
