"""Who may act on what is issued, answer its senders, and keep sets of receivers."""

from enum import StrEnum

from documents.models import Document, RecipientGroup
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions around and after the issue."""

    RECALL = "recall"
    ANSWER_REQUEST = "answer_request"
    USE_GROUPS = "use_groups"
    KEEP_GROUP = "keep_group"
    SEND_LETTER = "send_letter"


DRAFTERS = {Role.OFFICIAL, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER}


def _is_clerk_of(actor: Actor, agency_id: int) -> bool:
    """The clerk of the agency, or of the one that took its place."""
    return actor.holds(Role.CLERK, agency_id=units.successor_of(agency_id))


@rule(Can.RECALL)
def may_recall(actor: Actor, document: Document) -> bool:
    """The records clerk recalls and updates what the agency issued, by order of a leader."""
    return _is_clerk_of(actor, document.agency_id)


@rule(Can.ANSWER_REQUEST)
def may_answer_request(actor: Actor, document: Document) -> bool:
    """Only the records clerk of the agency answers a sender who wants a document back."""
    return _is_clerk_of(actor, document.agency_id) or actor.is_machine


@rule(Can.USE_GROUPS)
def may_use_groups(actor: Actor, _: object) -> bool:
    """Who drafts or issues uses sets of receivers."""
    return bool(actor.roles & {*DRAFTERS, Role.CLERK})


@rule(Can.KEEP_GROUP)
def may_keep_group(actor: Actor, group: RecipientGroup) -> bool:
    """A set of receivers is its desk's own; those of the agency are kept by its clerk."""
    if group.desk_id is None:
        return actor.holds(Role.CLERK, agency_id=group.agency_id)
    return group.desk_id == actor.desk_id and group.agency_id == actor.agency_id


@rule(Can.SEND_LETTER)
def may_send_letter(actor: Actor, document: Document) -> bool:
    """Officials of the agency send by letter what it issued, unless it is restricted."""
    is_own = actor.agency_id == units.successor_of(document.agency_id)
    is_in_person = actor.person_id is not None and actor.delegation_id is None
    is_official = is_in_person and not actor.holds(Role.ADMIN)
    return is_own and is_official and not document.is_incoming and not document.is_restricted
