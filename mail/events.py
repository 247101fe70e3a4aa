"""What mail tells the packages above."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class MailSent:
    """The smarthost has taken a message."""

    mail_uid: UUID
    key: str


@dataclass(frozen=True)
class MailFailed:
    """A message was given up."""

    mail_uid: UUID
    key: str
    problem: str


@dataclass(frozen=True)
class MailReported:
    """What was said of a message on its way: delayed, relayed, expanded, delivered or read."""

    mail_uid: UUID
    key: str
    action: str
    said: str = ""


@dataclass(frozen=True)
class MailArrived:
    """A message has come into boxes: of each the box, the item and the folder where it lies."""

    message_uid: UUID
    placed: tuple[tuple[UUID, UUID, str], ...]


@dataclass(frozen=True)
class InvitationAnswered:
    """An answer to an invitation has come (REPLY or COUNTER, RFC 5546), not yet believed.

    `addresses` are those to which it was sent, `calendar` is what the reader of foreign files told;
    `is_proven` when the letter came from whom it names.
    """

    message_uid: UUID
    addresses: tuple[str, ...]
    sender: str
    is_proven: bool
    calendar: dict[str, Any]
