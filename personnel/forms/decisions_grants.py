"""A naming as it is filled in."""

from collections.abc import Mapping
from uuid import UUID

from office.errors import Invalid
from office.i18n import _
from personnel.models import Scope


def uid_of(typed: Mapping[str, str], name: str) -> UUID:
    """What was chosen; raises `Invalid` at its field."""
    try:
        return UUID(typed.get(name, ""))
    except ValueError:
        message = _("Choose one.")
        raise Invalid(message, fields={name: message}) from None


def scope_of(typed: Mapping[str, str]) -> Scope:
    """What the desk may do more."""
    said = typed.get("scope", "")
    if said not in set(Scope):
        message = _("Choose one.")
        raise Invalid(message, fields={"scope": message})
    return Scope(said)
