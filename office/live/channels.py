"""What can be listened to: each package brings its table, and who may listen to a key of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from office.db import after_commit, announce_commit

FOLLOWED = "office_live"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened; the ids of a key rise in the order in which they are committed."""

    key: str
    id: int
    kind: str
    frame: bytes = field(init=False, repr=False, compare=False)
    """How streams say it; written once for all listeners."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", f"id: {self.id}\ndata: {self.kind}\n\n".encode())


@dataclass(frozen=True)
class Channel:
    """A table of events, as the streams need it."""

    name: str
    check: Callable[[str], None]
    """Whether who asks in this request may listen to a key; raises a Refusal."""
    newest: Callable[[str], int]
    """The last id of a key, 0 before the first."""
    since: Callable[[Mapping[str, int], int], Iterable[Told]]
    """What happened to each key after an id, by rising id; not more than that many in all."""
    rights: frozenset[str] = frozenset()
    """Kinds after which every listener's right is asked again at once."""


_channels: dict[str, Channel] = {}


def register(made: Channel) -> Channel:
    """Open a channel under its name."""
    _channels[made.name] = made
    return made


def channel(name: str) -> Channel:
    """The channel of a name."""
    return _channels[name]


def announce(name: str, number: int) -> None:
    """Wake the listeners once the open operation is durable; other processes hear the id only."""
    announce_commit(FOLLOWED, f"{name}:{number}")
    after_commit(_wake_this_process)


def _wake_this_process() -> None:
    for wake in wakes:
        wake()


wakes: list[Callable[[], None]] = []
