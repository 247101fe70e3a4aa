"""The two lines above an agency's papers (Decree 30/2020/NĐ-CP, Annex I, box 2)."""

from datetime import date

from office.units import queries
from office.units.tree import tree


def heading_of(unit_id: int, on: date | None = None) -> tuple[str, str]:
    """The parent's line and the own line as printed; the plain names where none was given."""
    node = tree(on).nodes.get(unit_id) or queries.version_of(unit_id, on)
    lines = node.heading.splitlines()
    if lines:
        return " ".join(lines[:-1]), lines[-1]
    return queries.parent_name_of(unit_id, on), queries.name_of(unit_id, on)
