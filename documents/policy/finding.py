"""Who keeps searches, reads the log of use and takes lists out; roles are named nowhere else."""

from enum import StrEnum

from documents.models import Document, SavedSearch
from documents.policy import may_draft
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions of finding."""

    SAVE_SEARCH = "save_search"
    DROP_SEARCH = "drop_search"
    BE_NOTED = "be_noted"
    EXPORT_LIST = "export_list"
    READ_ACCESSES = "read_accesses"


@rule(Can.SAVE_SEARCH)
def may_save_search(actor: Actor, unit_id: int | None) -> bool:
    """Everybody keeps searches for his desk, and shares them with his own unit or agency."""
    own = {None, actor.unit_id, actor.agency_id}
    return actor.desk_id is not None and unit_id in own


@rule(Can.DROP_SEARCH)
def may_drop_search(actor: Actor, saved: SavedSearch) -> bool:
    """Only the desk that kept a search drops it."""
    return saved.desk_id == actor.desk_id


@rule(Can.BE_NOTED)
def may_be_noted(actor: Actor, _: object) -> bool:
    """Every person who sees a document stands in its log of use."""
    return actor.account_id is not None


@rule(Can.EXPORT_LIST)
def may_export_list(actor: Actor, _: object) -> bool:
    """Whoever handles documents takes lists of what he sees out of the house."""
    return may_draft(actor, None) or actor.holds(Role.CLERK)


@rule(Can.READ_ACCESSES)
def may_read_accesses(actor: Actor, document: Document) -> bool:
    """The log of use of a document is read by the agency's leaders, its office head and clerk."""
    agency_id = units.successor_of(document.agency_id)
    readers = (Role.LEADER, Role.OFFICE_HEAD, Role.CLERK)
    return any(actor.holds(role, agency_id=agency_id) for role in readers)
