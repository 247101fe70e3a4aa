"""ZIP files that came from outside, as the plain files in them."""

from dataclasses import dataclass
from pathlib import Path

from office.foreign.child import DEFAULT_LIMITS, FILES_LIMIT, Limits, run_child
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import safe_name

MOST_FILES = 2000


@dataclass(frozen=True)
class Bundled:
    """One file of a bundle: its safe name and its bytes, not looked into yet."""

    name: str
    data: bytes


def unpack(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Bundled, ...]:
    """The files of a ZIP, unpacked in the limited child; a name that cannot be used is refused."""
    result = run_child(
        "bundle", source, limits=limits, most_files=MOST_FILES, most_bytes=FILES_LIMIT
    )
    try:
        listed = [(str(row["name"]), result.files[row["file"]]) for row in result.facts["files"]]
    except (KeyError, TypeError) as error:
        raise ForeignFileRefused(Reason.CRASHED) from error
    return tuple(Bundled(safe_name(name), data) for name, data in listed)
