"""How far somebody sees: administrators everything, personnel staff the branch of their agency."""

from uuid import UUID

from office.accounts.policy import Can
from office.permissions import Actor, allowed
from office.units.queries import subtree_ids


def branch(by: Actor) -> list[int] | None:
    """The units an identity system may see; None is all of them."""
    return None if allowed(by, Can.MANAGE_ACCOUNT) else subtree_ids(by.agency_id)


def as_uid(text: str) -> UUID | None:
    """The public name in an address or a reference; anything else names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
