"""From the bytes of a message to what it means; peers differ, so reading is liberal in form."""

import tempfile
from dataclasses import replace
from typing import IO

from documents.axis.codes import same_organ
from documents.axis.package.broken import Bad, BrokenPackage, Identification
from documents.axis.package.decode import OpenFiles, Sink
from documents.axis.package.files import package_files
from documents.axis.package.limits import DEFAULT_LIMITS, Limits
from documents.axis.package.meaning import error_notes, header_of, status_of
from documents.axis.package.model import Header, IncomingPackage, StatusMessage
from documents.axis.package.reader import Node, Reader
from documents.axis.package.secrecy import secrecy_mark


def parse(
    stream: IO[bytes], *, sink: Sink = tempfile.TemporaryFile, limits: Limits = DEFAULT_LIMITS
) -> IncomingPackage | StatusMessage:
    """The message in the stream; ``sink`` gives a new writable, seekable file per attachment.

    A bad message raises ``BrokenPackage`` with whatever of its identification could be read.
    """
    files = OpenFiles(sink, limits)
    reader = Reader(sink=files, limits=limits, on_header=_refuse_secrets)
    try:
        return _message(reader.read(stream), sink=files)
    except BrokenPackage as broken:
        files.close()
        raise broken.with_known(_identification(reader)) from broken
    except BaseException:
        files.close()
        raise


def addressed_to(message: IncomingPackage | StatusMessage, organ_ids: set[str]) -> bool:
    """Whether one of the identifiers is a receiver, also one that an update adds or removes."""
    return any(same_organ(one, own) for one in _addressees(message) for own in organ_ids)


def require_addressed_to(message: IncomingPackage | StatusMessage, organ_ids: set[str]) -> None:
    """Refuse what is meant for somebody else, so that the sender can correct the address."""
    if not addressed_to(message, organ_ids):
        known = identify(message)
        raise BrokenPackage(Bad.WRONG_RECIPIENT, ", ".join(_addressees(message)), known=known)


def identify(message: IncomingPackage | StatusMessage) -> Identification:
    """Sender, document and code of a message that was read: what an answer needs."""
    if isinstance(message, StatusMessage):
        answered = message.response_for
        return Identification(
            sender_id=message.sender.organ_id,
            sender_name=message.sender.name,
            document_id=answered.document_id,
            code=answered.code,
            issued_text=answered.issued_text,
        )
    return _of_header(message.header)


def _of_header(header: Header) -> Identification:
    return Identification(
        sender_id=header.sender.organ_id,
        sender_name=header.sender.name,
        document_id=header.document_id,
        code=header.code,
        issued_text=header.issued_text,
        subject=header.subject,
    )


def _addressees(message: IncomingPackage | StatusMessage) -> list[str]:
    if isinstance(message, StatusMessage):
        return [message.response_for.organ_id]
    changes = message.header.business.receivers
    named = [party.organ_id for party in message.header.receivers]
    return named + [change.organ_id for change in changes]


def _message(root: Node, *, sink: Sink) -> IncomingPackage | StatusMessage:
    head = root.anywhere("MessageHeader")
    if head is None:
        raise BrokenPackage(Bad.MALFORMED, "no MessageHeader")
    if not head.text("From", "OrganId"):
        raise BrokenPackage(Bad.MALFORMED, "no sender")
    if head.find("StatusCode"):
        return status_of(head)
    header = header_of(root, head)
    if not header.document_id:
        raise BrokenPackage(Bad.MALFORMED, "no DocumentId, number or date")
    files = package_files(root, code=header.code, sink=sink)
    return IncomingPackage(header=header, files=files, errors=error_notes(root))


def _refuse_secrets(head: Node) -> None:
    """Called at the end of the header, before any attachment is decoded."""
    if mark := secrecy_mark(head):
        raise BrokenPackage(Bad.SECRECY_MARK, mark)


def _identification(reader: Reader) -> Identification:
    """What a half-read tree still tells; an identifier is composed only from a whole header."""
    head = reader.root.anywhere("MessageHeader") if reader.root else None
    if reader.root is None or head is None:
        return Identification()
    known = _of_header(header_of(reader.root, head))
    if reader.header_is_complete:
        return known
    return replace(known, document_id=head.text("DocumentId"))
