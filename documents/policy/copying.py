"""Who may ask for copies, permit them and let them go."""

from enum import StrEnum

from documents.models import Document, DocumentCopy
from documents.policy.after_issue import DRAFTERS
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions around copies."""

    ASK_COPY = "ask_copy"
    PERMIT_COPY = "permit_copy"
    WITHDRAW_COPY = "withdraw_copy"
    DROP_COPY = "drop_copy"


@rule(Can.ASK_COPY)
def may_ask_copy(actor: Actor, document: Document) -> bool:
    """Who works with documents asks for a copy of one that the own agency holds."""
    is_here = actor.agency_id == units.successor_of(document.agency_id)
    return is_here and bool(actor.roles & {*DRAFTERS, Role.CLERK})


@rule(Can.PERMIT_COPY)
def may_permit_copy(actor: Actor, copy: DocumentCopy) -> bool:
    """Only whom the head lets sign copies permits one, in person (Decree 30 art. 27)."""
    return actor.desk_id == copy.signer_desk_id and actor.delegation_id is None


@rule(Can.WITHDRAW_COPY)
def may_withdraw_copy(actor: Actor, copy: DocumentCopy) -> bool:
    """Who asked may withdraw the wish."""
    return actor.desk_id == copy.desk_id


@rule(Can.DROP_COPY)
def may_drop_copy(actor: Actor, copy: DocumentCopy) -> bool:
    """The records clerk drops a copy that has no number yet."""
    return actor.holds(Role.CLERK, agency_id=units.successor_of(copy.agency_id))
