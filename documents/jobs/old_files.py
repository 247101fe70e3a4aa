"""Files that come with an old register: the number before their name says to which line."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.operations.old_books import ReadRow
from office import blobs
from office.foreign.bundles import Bundled
from office.foreign.kinds import HEAD_BYTES, Kind, media_type, sniff
from office.foreign.uploads import claimed_kind

NUMBER = re.compile(r"0*(\d{1,7})(?!\d)")
KINDS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF)


def with_files(rows: Sequence[ReadRow], files: Sequence[Bundled]) -> list[ReadRow]:
    """Give each line its file; one that is no scan, or whose number two lines bear, is a fault."""
    by_number: dict[int, list[Bundled]] = {}
    for file in files:
        if found := NUMBER.match(file.name):
            by_number.setdefault(int(found[1]), []).append(file)
    return [_with_file(row, by_number.get(row.facts["number"], [])) for row in rows]


def _with_file(row: ReadRow, files: Sequence[Bundled]) -> ReadRow:
    if not files:
        return row
    if len(files) > 1:
        return replace(row, faults=[*row.faults, "two-files"])
    (file,) = files
    kind = sniff(file.data[:HEAD_BYTES])
    if kind not in KINDS or claimed_kind(file.name) is not kind:
        return replace(row, faults=[*row.faults, "no-scan"])
    stored = blobs.put(file.data)
    kept = {"name": file.name, "media_type": media_type(kind)}
    return replace(row, file=kept | {"sha256": stored.sha256, "size": stored.size})
