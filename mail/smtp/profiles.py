"""The four doors, and what each asks of who comes in."""

from dataclasses import dataclass
from enum import Enum


class Secured(Enum):
    """How a door comes to TLS."""

    NEVER = "never"
    OFFERED = "offered"
    REQUIRED = "required"
    FROM_THE_START = "from the start"


@dataclass(frozen=True, slots=True)
class Profile:
    """A door; `lmtp` answers the data once for each recipient (RFC 2033)."""

    name: str
    secured: Secured
    login: bool
    most_recipients: int
    lmtp: bool = False
    larger: float = 1.0


MX = Profile("mx", Secured.OFFERED, login=False, most_recipients=100)
SUBMISSION = Profile("submission", Secured.REQUIRED, login=True, most_recipients=500)
SUBMISSIONS = Profile("submissions", Secured.FROM_THE_START, login=True, most_recipients=500)
LMTP = Profile("lmtp", Secured.NEVER, login=False, most_recipients=1000, lmtp=True, larger=1.1)
