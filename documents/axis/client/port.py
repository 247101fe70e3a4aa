"""What the house asks of any axis, and the two ways in which an axis says no."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol

from documents.axis.codes import MessageKind


class Receipt(StrEnum):
    """What became of the transport of one item; it says nothing of the document itself."""

    DONE = "done"
    FAIL = "fail"
    PROCESSING = "processing"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """A message waiting at the axis; it stays in the list until its receipt is ``done``."""

    doc_id: str
    kind: MessageKind
    sender_id: str = ""
    receiver_id: str = ""
    state: str = ""
    created_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentItem:
    """What the axis knows of one message on its way to one receiver."""

    sender_doc_id: str
    receiver_doc_id: str = ""
    sender_id: str = ""
    receiver_id: str = ""
    code: str = ""
    subject: str = ""
    send_state: str = ""
    receive_state: str = ""
    sent_text: str = ""
    received_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A line of the axis's address book."""

    code: str
    name: str
    mail: str = ""
    entry_id: str = ""
    parent_id: str = ""
    old_code: str = ""
    code_102: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the transport must know of a message that it carries as bytes."""

    kind: MessageKind
    sender_id: str
    document_id: str
    code: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the axis answers, with its own words if it does not."""

    is_up: bool
    detail: str = ""


class AxisError(Exception):
    """The axis did not do what it was asked."""


class AxisUnavailable(AxisError):
    """Nobody knows yet: line down, axis busy, answer cut. Try again later, with the same bytes."""


class AxisRefused(AxisError):
    """The axis understood and said no; trying again unchanged is useless."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(f"{code}: {description}" if description else code)
        self.code = code
        self.description = description


class AxisTransport(Protocol):
    """One connection of one legal unit."""

    def list_inbox(self, kind: MessageKind) -> Sequence[InboxItem]:
        """What waits for this connection, each item once."""
        ...

    def fetch(self, doc_id: str, *, into: BinaryIO) -> int:
        """Write the message as it travelled; the number of bytes."""
        ...

    def confirm(self, doc_id: str, receipt: Receipt) -> None:
        """Acknowledge the transport: only after the bytes are safely stored."""
        ...

    def send(self, file: BinaryIO, sending: Sending) -> str:
        """Hand a message over for the first time; the axis's own identifier of it."""
        ...

    def resend(
        self,
        file: BinaryIO,
        sending: Sending,
        *,
        first_tried_at: datetime,
        others: Collection[str] = (),
    ) -> str:
        """Hand it over again after an unknown outcome, unless the axis has it already.

        ``others`` are the axis's identifiers of earlier messages about the same document: a recall
        must not be taken for the sending that it recalls.
        """
        ...

    def sent_list(self, kind: MessageKind, *, doc_id: str = "") -> Sequence[SentItem]:
        """What the axis has taken over from this connection."""
        ...

    def agencies(self) -> Sequence[Agency]:
        """The address book."""
        ...

    def health(self) -> Health:
        """Whether the connection works right now; never raises."""
        ...


class Answer(Protocol):
    """An HTTP answer as ``office.fetch`` gives it."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...


class Http(Protocol):
    """The only way out: ``office.fetch.fetch`` or, in tests, something of the same shape."""

    def __call__(  # noqa: PLR0913  # the signature is office.fetch's
        self,
        url: str,
        *,
        purpose: str,
        method: str = "GET",
        data: bytes | BinaryIO | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 5,
        limit: int = 1024 * 1024,
        sink: BinaryIO | None = None,
    ) -> Answer: ...
