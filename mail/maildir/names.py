"""Names on the disk: files that bear flags, folders in modified UTF-7 (RFC 3501 5.1.3)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from imap_tools.imap_utf7 import utf7_encode

SEEN, FLAGGED, ANSWERED, PASSED = "S", "F", "R", "P"
OURS = frozenset({SEEN, FLAGGED, ANSWERED, PASSED})
DELETED = "T"
LONGEST = 60
ODD = re.compile(r"[\x00-\x1f\x7f./\\*%&~^]+")
BASE = re.compile(r"(\d+)\.\d+\.congvu")


@dataclass(frozen=True)
class Named:
    """A file name taken apart: `base` stays, `flags` are letters after `:2,` in any order."""

    base: str
    flags: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The name as it stands in `cur`; letters are in ASCII order."""
        return f"{self.base}:2,{''.join(sorted(self.flags))}"

    @property
    def ours(self) -> frozenset[str]:
        """The flags that an item of ours has too."""
        return self.flags & OURS

    def with_ours(self, flags: Iterable[str]) -> "Named":
        """The same name with our flags changed and the program's own kept."""
        return Named(self.base, (self.flags - OURS) | (frozenset(flags) & OURS))


def parse(name: str) -> Named:
    """Take a name apart; one from `new` has no flags."""
    base, _colon, info = name.partition(":2,")
    return Named(base, frozenset(info.partition(",")[0]))


def base_of(item: int, turn: int, size: int) -> str:
    """The name of an item; another `turn` at each laying out, or programs see a ghost.

    Mail is kept with CRLF, so its size on the wire (W) is its size (S).
    """
    return f"{item}.{turn}.congvu,S={size},W={size}"


def item_of(base: str) -> int | None:
    """The item that a name of ours speaks of."""
    found = BASE.match(base)
    return int(found.group(1)) if found else None


def folder_of(*parts: str) -> str:
    """The name of a folder below the root (Maildir++); the root itself has no parts."""
    return "".join("." + utf7_encode(_plain(part)).decode("ascii") for part in parts if part)


def _plain(part: str) -> str:
    """What separates folders or stands for many of them becomes a hyphen."""
    flat = ODD.sub("-", unicodedata.normalize("NFC", part)).strip(" -")
    return flat[:LONGEST].strip() or "-"
