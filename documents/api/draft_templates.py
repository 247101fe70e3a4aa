"""Templates of drafts and copies of issued documents over the API."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, api
from documents.models import DraftTemplate
from documents.policy.drafting import Can
from office.api import ByUid, Closed, shown
from office.permissions import require
from office.units import queries as units


class TemplateIn(Closed):
    """What a template is called; `unit` shares it with the unit of its owner."""

    name: str = Field(min_length=1, max_length=120)
    unit: UUID | None = None


class TemplateOut(Closed):
    """A template as it is offered."""

    uid: UUID
    name: str
    type_code: str
    source: str
    is_shared: bool
    kept_by: str
    kept_at: datetime
    used_count: int


class TemplateList(Closed):
    """The own templates and those shared with the unit, the most used in front."""

    items: list[TemplateOut]


@api.get("/draft-templates", responses={200: TemplateList})
def templates() -> Response:
    """What new drafts may begin from."""
    require(g.actor, Can.USE_TEMPLATES)
    return shown(TemplateList(items=[_out(row) for row in queries.templates_for(g.actor)]))


@api.post("/documents/<uuid:uid>/draft/template", responses={201: TemplateOut})
def keep_template(path: ByUid, body: TemplateIn) -> Response:
    """Keep the present text of a draft as a template."""
    document = _seen(path)
    made = operations.keep_template(document, body.name, unit_id=_unit(body), by=g.actor)
    return shown(_out(made), status=201)


@api.put("/draft-templates/<uuid:uid>", responses={200: TemplateOut})
def change_template(path: ByUid, body: TemplateIn) -> Response:
    """Call a template by another name, share it or keep it to oneself."""
    kept = queries.template_by(path.uid, g.actor)
    operations.change_template(kept, body.name, unit_id=_unit(body), by=g.actor)
    return shown(_out(kept))


@api.delete("/draft-templates/<uuid:uid>", responses={204: None})
def drop_template(path: ByUid) -> Response:
    """Offer a template no longer."""
    operations.drop_template(queries.template_by(path.uid, g.actor), by=g.actor)
    return Response(status=204)


@api.post("/draft-templates/<uuid:uid>/draft", responses={201: DocumentOut})
def from_template(path: ByUid) -> Response:
    """Begin a draft with the text of a template."""
    kept = queries.template_by(path.uid, g.actor)
    return _after(operations.start_from_template(kept, by=g.actor), status=201)


@api.post("/documents/<uuid:uid>/copy", responses={201: DocumentOut})
def copying(path: ByUid) -> Response:
    """Begin a draft with the text of an issued document."""
    return _after(operations.start_copy(_seen(path), by=g.actor), status=201)


def _unit(body: TemplateIn) -> int | None:
    return units.unit_by_uid(body.unit).id if body.unit else None


def _out(row: DraftTemplate) -> TemplateOut:
    names = TemplateOut.model_fields.keys() - {"is_shared"}
    facts = {name: getattr(row, name) for name in names}
    return TemplateOut(**facts, is_shared=row.unit_id is not None)
