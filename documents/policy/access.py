"""Who asks for a change of who reads a document, and who confirms it."""

from enum import StrEnum

from documents.models import AccessChange, Document, DocumentAccess, Duty
from documents.policy.lines import owes
from office.permissions import Actor, Role, rule
from office.units import queries as units

CONFIRMING = (Role.LEADER, Role.OFFICE_HEAD)


class Can(StrEnum):
    """The permissions over the access to one document, and to what is asked for of a file."""

    CHANGE_ACCESS = "change_access"
    READ_ACCESS = "read_access"
    DECIDE_ACCESS = "decide_access"
    WITHDRAW_ACCESS = "withdraw_access"


@rule(Can.CHANGE_ACCESS)
def may_change_access(actor: Actor, document: Document) -> bool:
    """Clerk, head of the office and leaders of the agency; who drafted it; who leads the work."""
    asking = (Role.CLERK, *CONFIRMING)
    agency_id = units.successor_of(document.agency_id)
    by_post = any(actor.holds(role, agency_id=agency_id) for role in asking)
    drafted = not document.is_incoming and document.desk_id == actor.desk_id
    return by_post or drafted or owes(actor, document, Duty.LEAD)


@rule(Can.READ_ACCESS)
def may_read_access(actor: Actor, document: Document) -> bool:
    """Whoever asks for changes or has one to confirm sees who reads the document."""
    return may_change_access(actor, document) or owes(actor, document, Duty.ACCESS)


@rule(Can.DECIDE_ACCESS)
def may_decide_access(actor: Actor, change: DocumentAccess) -> bool:
    """The leader or head of the office before whom it was laid, never the desk that asked."""
    is_asked = actor.desk_id == change.to_desk_id and bool(actor.roles & {*CONFIRMING})
    return is_asked and actor.desk_id != change.asked_desk_id


@rule(Can.WITHDRAW_ACCESS)
def may_withdraw_access(actor: Actor, change: AccessChange) -> bool:
    """The desk that asked takes its own wish back, of a document as of a work file."""
    return actor.desk_id is not None and actor.desk_id == change.asked_desk_id
