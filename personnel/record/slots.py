"""In which slot of its group a line lies: what one has one of at a time shares a slot."""

from collections.abc import Mapping
from typing import Any

from personnel.record.groups import GROUPS
from personnel.record.shapes import Shape
from personnel.record.timeline import PRIMARY
from personnel.record.values import plain

KEYED = {"evaluation": "period", "allowance": "kind"}
NOTICE = "retirement_notice"
"""The one paper with a slot of its own: the forecast of everybody finds it by that alone."""
OWN = ""


def slot_of(group: str, values: Mapping[str, Any]) -> str:
    """The slot of a new line from what it says; `OWN` where each line has its own."""
    if group == "assignment":
        return PRIMARY if values.get("is_primary", True) else OWN
    if group == "papers":
        return NOTICE if plain(values.get("kind")) == NOTICE else OWN
    said = values.get(KEYED.get(group, ""))
    return str(plain(said)) if said else OWN


def shares(group: str, slot: str) -> bool:
    """Whether other lines may lie in this slot."""
    return bool(slot) or GROUPS[group].shape is Shape.ONE
