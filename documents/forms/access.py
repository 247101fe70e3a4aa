"""What is typed to change who reads a document, and the changes as its pages list them."""

from collections.abc import Mapping, Sequence

from documents.forms.picking import offered_rows
from documents.forms.uploads import uids_of
from documents.models import AccessKind, AccessState, Document, DocumentAccess
from documents.operations.document_access import AccessWish
from documents.policy.access import Can
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, allowed
from office.units import queries as units


def wish_of(typed: Mapping[str, str]) -> AccessWish:
    """What is asked for."""
    kind = typed.get("kind", "")
    if kind not in set(AccessKind):
        raise Invalid(_("Choose what changes."), fields={"kind": _("Choose what changes.")})
    return AccessWish(
        kind=AccessKind(kind),
        to_desk_id=_desk(typed.get("confirmer", "")),
        reason=typed.get("text", ""),
        desk_id=_desk(typed.get("desk", "")),
    )


def _desk(text: str) -> int | None:
    named = uids_of([text]) if text else []
    return units.desk_by_uid(named[0]).id if named else None


def desks_of(document: Document) -> list[tuple[str, str]]:
    """The desks of the agency, as choices."""
    rows = offered_rows(units.successor_of(document.agency_id))
    return [("", ""), *((str(row.desk_uid), row.label) for row in rows)]


def waiting_in(changes: Sequence[DocumentAccess]) -> list[DocumentAccess]:
    """Those that the page warns of."""
    return [one for one in changes if one.state is AccessState.ASKED]


def decided_in(changes: Sequence[DocumentAccess]) -> list[DocumentAccess]:
    """Those that hold or were refused."""
    return [one for one in changes if one.state is not AccessState.ASKED]


def decided_by(changes: Sequence[DocumentAccess], reader: Actor) -> set[int]:
    """Those on which the reader decides."""
    return {one.id for one in waiting_in(changes) if allowed(reader, Can.DECIDE_ACCESS, one)}
