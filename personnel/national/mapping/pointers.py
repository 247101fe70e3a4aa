"""JSON pointers (RFC 6901), read and written."""

from typing import Any

MISSING = object()


def read(document: Any, pointer: str) -> Any:
    """What stands there, or `MISSING`."""
    found = document
    for part in _parts(pointer):
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return MISSING
    return found


def write(document: dict[str, Any], pointer: str, value: Any) -> None:
    """Put a value there; objects on the way are made."""
    *way, last = _parts(pointer)
    place = document
    for part in way:
        place = place.setdefault(part, {})
    place[last] = value


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
