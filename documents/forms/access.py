"""What is typed to change who reads a document or looks into a work file."""

from collections.abc import Mapping
from uuid import UUID

from documents.forms.picking import offered_rows
from documents.forms.uploads import uids_of
from documents.models import AccessKind, WorkFileItem
from documents.operations import AccessWish
from office.errors import Invalid
from office.i18n import _
from office.units import queries as units


def wish_of(typed: Mapping[str, str], item: WorkFileItem | None = None) -> AccessWish:
    """What is asked for."""
    kind = typed.get("kind", "")
    if kind not in set(AccessKind):
        raise Invalid(_("Choose what changes."), fields={"kind": _("Choose what changes.")})
    return AccessWish(
        kind=AccessKind(kind),
        to_desk_id=_desk(typed, "confirmer"),
        reason=typed.get("text", ""),
        desk_id=_desk(typed, "desk"),
        item=item,
    )


def _desk(typed: Mapping[str, str], name: str) -> int | None:
    named = uid_in(typed, name)
    return units.desk_by_uid(named).id if named else None


def uid_in(typed: Mapping[str, str], name: str) -> UUID | None:
    """The record that a choice names; none where nothing was chosen."""
    return next(iter(uids_of([typed.get(name, "")])), None)


def desks_of(agency_id: int) -> list[tuple[str, str]]:
    """The desks of the agency, as choices."""
    rows = offered_rows(units.successor_of(agency_id))
    return [("", ""), *((str(row.desk_uid), row.label) for row in rows)]
