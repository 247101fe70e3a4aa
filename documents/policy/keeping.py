"""Who freezes sets of records and who adds metadata; roles are named nowhere else."""

from enum import StrEnum

from documents.models import Document, Freeze, MetadataField, WorkFile
from documents.policy.workfiles import may_keep_archive, may_keep_file
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions over frozen sets and over metadata of an agency's own."""

    FREEZE = "freeze"
    READ_FREEZES = "read_freezes"
    KEEP_FIELDS = "keep_fields"
    DESCRIBE_DOCUMENT = "describe_document"
    DESCRIBE_FILE = "describe_file"


def _own(actor: Actor, subject: Freeze | MetadataField | None) -> bool:
    if subject is None:
        return actor.agency_id is not None
    return units.successor_of(subject.agency_id) == actor.agency_id


@rule(Can.FREEZE)
def may_freeze(actor: Actor, made: Freeze | None) -> bool:
    """Leaders and the head of the office freeze sets of documents and lift it, in person."""
    freezing = {Role.LEADER, Role.OFFICE_HEAD}
    return actor.delegation_id is None and bool(actor.roles & freezing) and _own(actor, made)


@rule(Can.READ_FREEZES)
def may_read_freezes(actor: Actor, made: Freeze | None) -> bool:
    """Who freezes, and clerk and archive who keep the records, see what is frozen."""
    return may_freeze(actor, made) or (actor.holds(Role.CLERK) and _own(actor, made))


@rule(Can.KEEP_FIELDS)
def may_keep_fields(actor: Actor, field: MetadataField | None) -> bool:
    """The records clerk and the head of the office say which metadata the agency adds."""
    keeping = {Role.CLERK, Role.OFFICE_HEAD}
    return actor.delegation_id is None and bool(actor.roles & keeping) and _own(actor, field)


@rule(Can.DESCRIBE_DOCUMENT)
def may_describe_document(actor: Actor, document: Document) -> bool:
    """The records clerk, the head of the office and the desk that drafted it add metadata."""
    agency_id = units.successor_of(document.agency_id)
    drafted = not document.is_incoming and document.desk_id == actor.desk_id
    keeping = (Role.CLERK, Role.OFFICE_HEAD)
    return drafted or any(actor.holds(role, agency_id=agency_id) for role in keeping)


@rule(Can.DESCRIBE_FILE)
def may_describe_file(actor: Actor, file: WorkFile) -> bool:
    """The person who keeps a work file, the head of the unit and the archive add metadata."""
    return may_keep_file(actor, file) or may_keep_archive(actor, file)
