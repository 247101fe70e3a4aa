"""What a file is and what is wrong with it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import puremagic

from office.foreign.kinds import HEAD_BYTES, ZIP_FAMILY, Kind, media_type, sniff

HERE = "office.foreign.inside"
# Named, not imported: who sniffs a kind elsewhere needs no parser.
LOOKERS = {
    Kind.PDF: ("pdf", "facts"),
    Kind.DOC: ("office_files", "ole_facts"),
    Kind.PNG: ("images", "facts"),
    Kind.JPEG: ("images", "facts"),
    Kind.TIFF: ("images", "facts"),
    **dict.fromkeys(ZIP_FAMILY, ("office_files", "zip_facts")),
}


def inspect(source: Path, _out: Path) -> dict[str, Any]:
    """Kind, media type and the facts of that kind; an unknown kind is named by guess only."""
    with source.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    kind = sniff(head)
    found = _looker(kind)(source) if kind in LOOKERS else {}
    kind = Kind(found.pop("kind", kind))
    guess = _guess(head) if kind is Kind.UNKNOWN else ""
    return {"kind": kind, "media_type": media_type(kind), "looks_like": guess, **found}


def _looker(kind: Kind) -> Callable[[Path], dict[str, Any]]:
    module, name = LOOKERS[kind]
    looker: Callable[[Path], dict[str, Any]] = getattr(import_module(f"{HERE}.{module}"), name)
    return looker


def _guess(head: bytes) -> str:
    try:
        return puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return ""
