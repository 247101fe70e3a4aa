"""What a list writes into the head of the letters that it passes on (RFC 2919, 2369, 8058)."""

from collections.abc import Iterator

from mail.letters import heading
from mail.wire.names import split


def list_fields(
    address: str, *, page: str = "", helped_by: str = ""
) -> tuple[tuple[str, str], ...]:
    """Name and value of each field; nobody can leave a computed list, so none says how."""
    return tuple(_fields(heading.path(address), page, helped_by))


def _fields(address: str, page: str, helped_by: str) -> Iterator[tuple[str, str]]:
    local, domain = split(address)
    yield "List-Id", f"<{local}.{domain}>"
    yield "List-Post", f"<mailto:{address}>"
    yield "Precedence", "list"
    if page:
        yield "List-Archive", f"<{page}>"
    if helped_by:
        yield "List-Help", f"<mailto:{heading.path(helped_by)}>"


def has_passed(values: list[str], address: str) -> bool:
    """Whether the letter bears this list's own mark already: then it goes round in a circle."""
    local, domain = split(heading.path(address))
    mark = f"<{local}.{domain}>".lower()
    return any(mark in value.lower() for value in values)
