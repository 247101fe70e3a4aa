"""What mail tells the packages above."""

from dataclasses import dataclass
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
