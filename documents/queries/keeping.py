"""Finding frozen sets, and the metadata of a record under the names of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from documents.models import (
    Document,
    FieldOf,
    Freeze,
    FreezeState,
    FrozenDocument,
    MetadataField,
    MetadataValue,
    Routing,
    WorkFile,
    WorkFileItem,
)
from documents.queries.hearing import hearing_of, progress_for
from documents.queries.records import dispatches_of, files_of, routing_of
from documents.queries.visibility import visible_to
from documents.queries.workfiles import files_visible_to
from office import clock, law
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

LANGUAGE = "Tiếng Việt"


# ------------------------------------------------------------------------- frozen sets


def freezes_of(actor: Actor) -> Select[Freeze]:
    """The frozen sets of the agency, newest first."""
    own = units.lineage(actor.agency_id or 0)
    return select(Freeze).where(Freeze.agency_id.in_(own)).order_by(Freeze.id.desc())


def freeze_by(uid: UUID, actor: Actor) -> Freeze:
    """A set of the own agency, or 404."""
    found = db.session.scalars(freezes_of(actor).where(Freeze.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such set in your agency."))
    return found


def frozen_in(made: Freeze, actor: Actor, most: int = 1000) -> list[Document]:
    """The documents of a set that the actor sees."""
    statement = (
        select(Document)
        .join(FrozenDocument, FrozenDocument.document_id == Document.id)
        .where(FrozenDocument.freeze_id == made.id, visible_to(actor))
        .order_by(Document.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(statement))


def sizes_of(sets: Sequence[Freeze]) -> dict[int, int]:
    """How many documents each set holds."""
    statement = (
        select(FrozenDocument.freeze_id, func.count())
        .where(FrozenDocument.freeze_id.in_([one.id for one in sets]))
        .group_by(FrozenDocument.freeze_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def holding(record: Document | WorkFile) -> list[Freeze]:
    """The sets that hold a record now; nothing is asked for one that is free."""
    if not record.is_frozen:
        return []
    held = select(Freeze).where(Freeze.state == FreezeState.HELD).order_by(Freeze.id)
    if isinstance(record, WorkFile):
        return list(db.session.scalars(held.where(Freeze.work_file_id == record.id)))
    lying = select(FrozenDocument.freeze_id).where(FrozenDocument.document_id == record.id)
    return list(db.session.scalars(held.where(Freeze.id.in_(lying))))


# ---------------------------------------------------------------------------- metadata


class Fact(NamedTuple):
    """One field of the law: its name in packages, what it says, whether the system fills it."""

    name: str
    value: str
    is_automatic: bool = False


@dataclass(frozen=True)
class OwnFact:
    """What a record has in a field of the agency's own, now or before."""

    field: MetadataField
    text: str
    given_by: str
    given_at: datetime
    replaced_at: datetime | None


def fields_of(of: FieldOf, agency_id: int) -> list[MetadataField]:
    """The fields that an agency adds, those that take something first."""
    own = units.lineage(units.successor_of(agency_id))
    statement = select(MetadataField).where(
        MetadataField.agency_id.in_(own), MetadataField.of == of
    )
    rows = db.session.scalars(statement.order_by(MetadataField.id))
    return sorted(rows, key=lambda row: row.ended_at is not None)


def field_by(uid: UUID, actor: Actor) -> MetadataField:
    """A field of the own agency, or 404."""
    own = units.lineage(actor.agency_id or 0)
    statement = select(MetadataField).where(
        MetadataField.uid == uid, MetadataField.agency_id.in_(own)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such field in your agency."))
    return found


def own_facts(record: Document | WorkFile) -> list[OwnFact]:
    """Everything the agency added, what was replaced too, in the order of its giving."""
    owner = (
        MetadataValue.document_id if isinstance(record, Document) else MetadataValue.work_file_id
    )
    statement = (
        select(MetadataField, MetadataValue)
        .join(MetadataValue, MetadataValue.field_id == MetadataField.id)
        .where(owner == record.id)
        .order_by(MetadataField.id, MetadataValue.id)
    )
    return [
        OwnFact(field, value.text, value.given_by, value.given_at, value.replaced_at)
        for field, value in db.session.execute(statement)
    ]


def own_metadata(record: Document | WorkFile) -> list[dict[str, str]]:
    """What the agency added and holds now, as packages carry it."""
    return [
        {"name": one.field.name, "label": one.field.label, "value": one.text}
        for one in own_facts(record)
        if one.replaced_at is None and one.text
    ]


def present_values(record: Document | WorkFile) -> dict[str, str]:
    """What stands in the own fields now, by their names."""
    return {one.field.name: one.text for one in own_facts(record) if one.replaced_at is None}


def law_facts_of_document(document: Document, actor: Actor) -> list[Fact]:
    """Every field of Decree 30/2020/NĐ-CP, Annex VI, part II for a document, empty ones too."""
    files = _files_with(document, actor)
    facts = [
        Fact("FileCode", "; ".join(file.code for file in files), is_automatic=True),
        Fact("DocOrdinal", _ordinals(document, files), is_automatic=True),
        Fact("TypeName", document.type_name),
        Fact("CodeNumber", str(document.number or ""), is_automatic=True),
        Fact("CodeNotation", document.notation or document.symbol),
        Fact("IssuedDate", _day(document.issued_on), is_automatic=not document.is_incoming),
        Fact("OrganName", document.issuer_name),
        Fact("Subject", document.subject),
        Fact("Language", LANGUAGE),
        Fact("PageAmount", str(_pages(document)), is_automatic=True),
        Fact("Description", document.note),
        Fact("SignerInfo.Position", document.signer_title),
        Fact("SignerInfo.FullName", document.signer_name),
        Fact("Priority", str(document.urgency.priority)),
        Fact("DueDate", _moment(document.due_at)),
    ]
    ends = _of_incoming if document.is_incoming else _of_outgoing
    return facts + ends(document, actor)


def _of_incoming(document: Document, actor: Actor) -> list[Fact]:
    routings = routing_of(document)
    hearing = hearing_of(document, actor, routings)
    lines = progress_for(document, hearing)
    trace = "; ".join(f"{_moment(one.at)} {one.actor_name}: {one.act}" for one in lines)
    return [
        Fact("ArrivalDate", _moment(document.created_at), is_automatic=True),
        Fact("ArrivalNumber", str(document.arrival_no or ""), is_automatic=True),
        Fact("ToPlaces", _places(routings)),
        Fact("TraceHeaderList", trace, is_automatic=True),
    ]


def _of_outgoing(document: Document, _actor: Actor) -> list[Fact]:
    dispatches = dispatches_of(document)
    codes = "; ".join(row.receiver_code for row in dispatches)
    names = "; ".join(row.receiver_name for row in dispatches)
    return [
        Fact("To.OrganId", codes, is_automatic=True),
        Fact("To.OrganName", names),
        Fact("IssuedAmount", str(len(dispatches) or "")),
        Fact("Identifier", document.identifier, is_automatic=True),
    ]


def law_facts_of_file(file: WorkFile) -> list[Fact]:
    """Every field of Decree 30/2020/NĐ-CP, Annex VI, part II for a work file."""
    return [
        Fact("FileCode.OrganId", file.organ_id, is_automatic=True),
        Fact("FileCode.FileCatalog", str(file.catalog), is_automatic=True),
        Fact("FileCode.FileNotation", file.notation),
        Fact("Title", file.title),
        Fact("Maintenance", str(law.retention(file.retention).vi)),
        Fact("Rights", file.rights),
        Fact("Creator", file.creator),
        Fact("Language", file.language),
        Fact("StartDate", _day(file.started_on)),
        Fact("EndDate", _day(file.ended_on)),
        Fact("DocTotal", str(file.document_count), is_automatic=True),
        Fact("PageTotal", str(file.page_count), is_automatic=True),
        Fact("Description", file.description),
    ]


def _files_with(document: Document, actor: Actor) -> list[WorkFile]:
    lying = select(WorkFileItem.work_file_id).where(
        WorkFileItem.document_id == document.id, WorkFileItem.removed_at.is_(None)
    )
    seen = select(WorkFile).where(WorkFile.id.in_(lying), files_visible_to(actor))
    return list(db.session.scalars(seen.order_by(WorkFile.id)))


def _ordinals(document: Document, files: Sequence[WorkFile]) -> str:
    """Its place in each file, in the order of time."""
    places = []
    for file in files:
        lying = select(WorkFileItem.document_id).where(
            WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None)
        )
        order = list(db.session.scalars(lying.order_by(WorkFileItem.dated, WorkFileItem.id)))
        places.append(str(order.index(document.id) + 1))
    return "; ".join(places)


def _pages(document: Document) -> int:
    return sum(len(file.pages or []) for file in files_of(document))


def _places(routings: Sequence[Routing]) -> str:
    desks = dict.fromkeys(row.desk_id for row in routings)
    return "; ".join(units.desk_label(one) for one in desks)


def _day(value: object) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(clock.LOCAL):%d/%m/%Y %H:%M}" if value else ""
