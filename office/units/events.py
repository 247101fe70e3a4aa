"""What the units tell the packages above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitsReorganised:
    """Units were merged, split or lost a function; told once for a whole operation.

    `successions` holds pairs of the old unit's id and the new one's; `on` is the day in ISO form.
    """

    operation_uid: str
    kind: str
    on: str
    successions: list[tuple[int, int]]
