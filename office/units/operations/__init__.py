"""The verbs of units, desks and reorganisations."""

from office.units.operations.authority import choose, end_authority, grant_authority
from office.units.operations.closing import close_unit
from office.units.operations.desks import entitle, open_desk, seat, unseat
from office.units.operations.mergers import merge, split
from office.units.operations.posts import appoint
from office.units.operations.sealing import keep_seal
from office.units.operations.transfers import continue_transfer, transfer
from office.units.operations.tree import add_code, move, open_unit, rename

__all__ = [
    "add_code",
    "appoint",
    "choose",
    "close_unit",
    "continue_transfer",
    "end_authority",
    "entitle",
    "grant_authority",
    "keep_seal",
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
