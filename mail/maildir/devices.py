"""Which devices came: a mark for each, left beside the folders by what Dovecot runs at a login."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

FOLDER = "devices"
LONGEST = 100
SCRIPT = f"""#!/bin/sh
# Made by `office imap-config`: notes which device came, then goes on.
umask 077
[ -n "$DEVICE" ] && mkdir -p "$HOME/{FOLDER}" && printf '%s' "$IP" > "$HOME/{FOLDER}/$DEVICE"
exec "$@"
"""


@dataclass(frozen=True)
class Mark:
    """A device, when it logged in last, and from which address."""

    device: UUID
    at: datetime
    source: str


def marks(root: Path, since: float) -> Iterator[Mark]:
    """The devices of all trees that came after an instant; strange files are passed over."""
    for path in sorted(root.glob(f"*/{FOLDER}/*")):
        with suppress(OSError, ValueError):
            at = path.stat().st_mtime
            if at > since:
                with path.open(encoding="ascii", errors="replace") as file:
                    source = file.read(LONGEST).strip()
                yield Mark(UUID(path.name), datetime.fromtimestamp(at, UTC), source)
