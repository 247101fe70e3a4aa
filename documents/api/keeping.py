"""Frozen sets, metadata in full and the fields that an agency adds, for programs."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import Reason, api
from documents.models import Document, FieldKind, FieldOf, Freeze, MetadataField, WorkFile
from documents.operations.describing import NewField
from documents.policy.keeping import Can
from documents.queries.keeping import Fact
from office.api import ByUid, Closed, Paging, shown
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui import paging


class FreezeIn(Closed):
    """What is frozen: documents under a name, or a work file with all that lies in it."""

    reason: str = Field(min_length=1, max_length=4000)
    name: str = Field("", max_length=200)
    documents: list[UUID] = Field([], max_length=1000)
    work_file: UUID | None = None


class FreezeOut(Closed):
    """A frozen set."""

    uid: UUID
    name: str
    reason: str
    state: str
    frozen_at: datetime
    frozen_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str
    size: int
    documents: list[UUID] = []


class FreezeList(Closed):
    """A page of frozen sets, newest first."""

    items: list[FreezeOut]
    next: str | None


class FactOut(Closed):
    """A field of the law with what it says."""

    name: str
    value: str
    is_automatic: bool


class OwnOut(Closed):
    """What was given in a field of the agency, now or before."""

    name: str
    label: str
    value: str
    given_by: str
    given_at: datetime
    replaced_at: datetime | None


class MetadataOut(Closed):
    """Everything that is known about a record."""

    law: list[FactOut]
    own: list[OwnOut]


class ValuesIn(Closed):
    """Values by the names of the agency's fields."""

    values: dict[str, str] = Field(max_length=50)


class FieldIn(Closed):
    """A field that an agency adds."""

    of: FieldOf
    name: str = Field(min_length=2, max_length=40)
    label: str = Field(min_length=1, max_length=200)
    kind: FieldKind = FieldKind.TEXT


class FieldOut(Closed):
    """A field of the agency."""

    uid: UUID
    of: FieldOf
    name: str
    label: str
    kind: FieldKind
    added_at: datetime
    ended_at: datetime | None


class FieldList(Closed):
    """The fields of the agency."""

    items: list[FieldOut]


def _freeze_out(made: Freeze, size: int, documents: list[Document]) -> FreezeOut:
    names = set(FreezeOut.model_fields) - {"size", "documents"}
    facts = {name: getattr(made, name) for name in names}
    return FreezeOut(**facts, size=size, documents=[one.uid for one in documents])


def _one(made: Freeze, *, status: int = 200) -> Response:
    size = queries.sizes_of([made]).get(made.id, 0)
    return shown(_freeze_out(made, size, queries.frozen_in(made, g.actor)), status=status)


@api.get("/freezes", responses={200: FreezeList})
def freeze_list(query: Paging) -> Response:
    """The frozen sets of the agency, lifted ones too."""
    require(g.actor, Can.READ_FREEZES, None)
    statement = queries.freezes_of(g.actor).limit(query.limit + 1)
    before = paging.decode(query.cursor, int)
    if before:
        statement = statement.where(Freeze.id < before[0])
    found = db.session.scalars(statement).all()
    page = paging.page_of(found, key=lambda row: (row.id,), size=query.limit)
    sizes = queries.sizes_of(page.rows)
    rows = [_freeze_out(one, sizes.get(one.id, 0), []) for one in page.rows]
    return shown(FreezeList(items=rows, next=page.after))


@api.post("/freezes", responses={201: FreezeOut})
def new_freeze(body: FreezeIn) -> Response:
    """Freeze documents or a work file."""
    require(g.actor, Can.FREEZE, None)
    if body.work_file:
        file = queries.visible_work_file(body.work_file, g.actor)
        return _one(operations.freeze_file(file, body.reason, by=g.actor), status=201)
    documents = queries.visible_documents(body.documents, g.actor)
    if len(documents) < len(set(body.documents)):
        words = _("Some of these documents are not on your desk.")
        raise Invalid(words, fields={"documents": words})
    made = operations.freeze_documents(documents, name=body.name, reason=body.reason, by=g.actor)
    return _one(made, status=201)


@api.get("/freezes/<uuid:uid>", responses={200: FreezeOut})
def freeze(path: ByUid) -> Response:
    """One set with the documents that the actor sees."""
    require(g.actor, Can.READ_FREEZES, None)
    return _one(queries.freeze_by(path.uid, g.actor))


@api.post("/freezes/<uuid:uid>/lifting", responses={200: FreezeOut})
def freeze_lifting(path: ByUid, body: Reason) -> Response:
    """Let a set change again."""
    require(g.actor, Can.READ_FREEZES, None)
    made = queries.freeze_by(path.uid, g.actor)
    operations.lift_freeze(made, body.reason, by=g.actor)
    return _one(made)


# ---------------------------------------------------------------------------- metadata


def _metadata(facts: list[Fact], record: Document | WorkFile) -> Response:
    own = [
        OwnOut(
            name=one.field.name,
            label=one.field.label,
            value=one.text,
            given_by=one.given_by,
            given_at=one.given_at,
            replaced_at=one.replaced_at,
        )
        for one in queries.own_facts(record)
    ]
    law = [FactOut(**fact._asdict()) for fact in facts]
    return shown(MetadataOut(law=law, own=own))


@api.get("/documents/<uuid:uid>/metadata", responses={200: MetadataOut})
def document_metadata(path: ByUid) -> Response:
    """Everything that is known about a document, empty fields too."""
    document = queries.visible_document(path.uid, g.actor)
    return _metadata(queries.law_facts_of_document(document, g.actor), document)


@api.put("/documents/<uuid:uid>/metadata", responses={200: MetadataOut})
def describe_document(path: ByUid, body: ValuesIn) -> Response:
    """Give a document values in the agency's fields."""
    document = queries.visible_document(path.uid, g.actor)
    operations.describe_document(document, body.values, by=g.actor)
    return _metadata(queries.law_facts_of_document(document, g.actor), document)


@api.get("/work-files/<uuid:uid>/metadata", responses={200: MetadataOut})
def work_file_metadata(path: ByUid) -> Response:
    """Everything that is known about a work file, empty fields too."""
    file = queries.visible_work_file(path.uid, g.actor)
    return _metadata(queries.law_facts_of_file(file), file)


@api.put("/work-files/<uuid:uid>/metadata", responses={200: MetadataOut})
def describe_work_file(path: ByUid, body: ValuesIn) -> Response:
    """Give a work file values in the agency's fields."""
    file = queries.visible_work_file(path.uid, g.actor)
    operations.describe_work_file(file, body.values, by=g.actor)
    return _metadata(queries.law_facts_of_file(file), file)


def _field_out(field: MetadataField) -> FieldOut:
    return FieldOut(**{name: getattr(field, name) for name in FieldOut.model_fields})


@api.get("/metadata-fields", responses={200: FieldList})
def metadata_fields() -> Response:
    """The fields that the agency adds to those of the law."""
    agency_id = g.actor.agency_id or 0
    found = [row for of in FieldOf for row in queries.fields_of(of, agency_id)]
    return shown(FieldList(items=[_field_out(row) for row in found]))


@api.post("/metadata-fields", responses={201: FieldOut})
def new_metadata_field(body: FieldIn) -> Response:
    """Add a field."""
    given = NewField(body.of, body.name, body.label, body.kind)
    return shown(_field_out(operations.add_field(given, by=g.actor)), status=201)


@api.post("/metadata-fields/<uuid:uid>/end", responses={200: FieldOut})
def metadata_field_end(path: ByUid) -> Response:
    """Take nothing new in a field; what it holds stays."""
    require(g.actor, Can.KEEP_FIELDS, None)
    field = queries.field_by(path.uid, g.actor)
    operations.end_field(field, by=g.actor)
    return shown(_field_out(field))
