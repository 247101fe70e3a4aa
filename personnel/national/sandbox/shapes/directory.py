"""What the register says of itself, of units and of codes."""

from typing import Any, Literal

from personnel.national.sandbox.shapes.basics import Closed


class UnitOut(Closed):
    """A unit in one of its times."""

    code: str
    name: str
    parent: str | None
    valid_from: str
    valid_to: str | None


class Units(Closed):
    """A page of the tree."""

    units: list[UnitOut]
    cursor: str | None


class CodeRow(Closed):
    """One code."""

    code: str
    label: str
    valid_from: str | None
    valid_to: str | None


class CodeList(Closed):
    """A list in one of its versions."""

    id: str
    version: str
    rows: list[CodeRow]


class ListVersion(Closed):
    """Which version of a list is in force."""

    id: str
    version: str


class Limits(Closed):
    """How much is taken at once."""

    events: int
    bytes: int
    verify: int
    changes: int


class Service(Closed):
    """What this end can do."""

    versions: list[str]
    agency: str
    groups: list[str]
    sensitive: list[str]
    codelists: list[ListVersion]
    limits: Limits
    keys: list[dict[str, Any]]
    clock: str


class UnitCount(Closed):
    """How many people a unit has."""

    unit: str
    count: int


class Stats(Closed):
    """Counts without personal data."""

    as_of: str
    persons: int
    open: int
    closed: int
    units: list[UnitCount]


class TokenOut(Closed):
    """A token of a connection (RFC 6749, section 4.4)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class TokenFault(Closed):
    """RFC 6749, section 5.2."""

    error: str
    error_description: str | None = None
