"""The unit tree, its dated names and codes, and the desks at which work lies."""

from typing import Any


def register(_app: Any) -> None:
    """Take up the jobs and say what a reorganisation does to the tree's own rows."""
    from office.units import operations, rules  # noqa: F401 - the jobs register themselves

    rules.declare()
