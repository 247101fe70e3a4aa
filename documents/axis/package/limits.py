"""How much a package may ask of the machine before it is set aside."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one package; a ZIP is suspicious only when both its ratio and its size are."""

    package_bytes: int = 256 * MIB
    decoded_bytes: int = 384 * MIB
    metadata_chars: int = 2 * MIB
    elements: int = 20_000
    depth: int = 32
    files: int = 400
    zip_ratio: int = 100
    zip_free_bytes: int = 8 * MIB
    zip_entries: int = 10_000


DEFAULT_LIMITS = Limits()
