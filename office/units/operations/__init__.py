"""The verbs of units, desks and reorganisations."""

from office.units.operations.authority import choose, end_authority, grant_authority
from office.units.operations.desks import open_desk, seat, unseat
from office.units.operations.mergers import merge, split
from office.units.operations.transfers import continue_transfer, transfer
from office.units.operations.tree import add_code, move, open_unit, rename

__all__ = [
    "add_code",
    "choose",
    "continue_transfer",
    "end_authority",
    "grant_authority",
    "merge",
    "move",
    "open_desk",
    "open_unit",
    "rename",
    "seat",
    "split",
    "transfer",
    "unseat",
]
