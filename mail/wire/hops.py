"""Words of a delivery: where to, what, and what was said to it; plain data that a ledger keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

CLOSING = 421


class Tls(StrEnum):
    """How the line is kept private: `may` takes what is offered, the others ask for a proof.

    `must` and `wrapped` for one that an authority vouches for, `pinned` for a key that DNS names.
    """

    NONE = "none"
    MAY = "may"
    MUST = "must"
    PINNED = "pinned"
    WRAPPED = "wrapped"


class Outcome(StrEnum):
    """What became of one recipient: taken, refused for good, or to be tried later."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True)
class Login:
    """Who we are to a smarthost."""

    user: str
    secret: str


@dataclass(frozen=True)
class Hop:
    """One host that may take the mail; `purpose` names the gate of `office.fetch` it goes by."""

    host: str
    port: int = 25
    purpose: str = "mx"
    tls: Tls = Tls.MAY
    login: Login | None = None
    keys: tuple[tuple[int, int, int, bytes], ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One recipient with its wishes for reports (RFC 3461); `notify` empty means no wish."""

    address: str
    notify: tuple[str, ...] = ()
    original: str = ""


@dataclass(frozen=True)
class Letter:
    """A message as bytes with its envelope; an empty sender is the null sender."""

    sender: str
    recipients: tuple[Wanted, ...]
    data: bytes
    returned: str = ""
    envelope_id: str = ""

    @cached_property
    def head(self) -> bytes:
        """The header block."""
        return self.data.partition(b"\r\n\r\n")[0]


@dataclass(frozen=True)
class Said:
    """What was said about one recipient, by the host or by ourselves when `host` is empty.

    `reports` tells whether the host took over the wishes for reports.
    """

    outcome: Outcome
    code: int
    enhanced: str
    text: str
    host: str = ""
    tls: str = ""
    reports: bool = False

    @property
    def status(self) -> str:
        """The line as it stands in a report."""
        return " ".join(str(one) for one in (self.code, self.enhanced, self.text) if one)


@dataclass(frozen=True)
class Attempt:
    """One try to keep a line private, for the reports of RFC 8460; `fault` empty when it held."""

    host: str
    address: str
    fault: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of a letter: each recipient's answer by its address; whether a host talked."""

    letter: Letter
    said: Mapping[str, Said]
    attempts: tuple[Attempt, ...] = ()
    is_reached: bool = True

    @property
    def closing(self) -> Said | None:
        """By what the destination as a whole takes nothing now: nobody talks, or it says 421."""
        later = (one for one in self.said.values() if one.outcome is Outcome.LATER)
        return next((one for one in later if not self.is_reached or one.code == CLOSING), None)
