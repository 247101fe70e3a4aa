"""Kept searches and the log of use."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import api
from documents.forms.questions import Question
from documents.models import SavedSearch
from documents.policy.finding import Can
from office.api import ByUid, Closed, shown
from office.permissions import require
from office.units import queries as units


class SearchIn(Closed):
    """A question under a name; `unit` shares it with a unit of the asker."""

    name: str = Field(min_length=1, max_length=120)
    question: dict[str, str]
    unit: UUID | None = None


class SearchOut(Closed):
    """A kept search."""

    uid: UUID
    name: str
    question: dict[str, str]
    is_shared: bool
    saved_by: str
    saved_at: datetime


class SearchList(Closed):
    """The kept searches of the acting desk and of the units above it."""

    items: list[SearchOut]


class AccessOut(Closed):
    """That somebody saw a document: the first time of a day."""

    at: datetime
    kind: str
    name: str
    title: str
    on_behalf_of: str


class AccessList(Closed):
    """The log of use, newest first, and how many persons it names."""

    items: list[AccessOut]
    persons: int


@api.get("/searches", responses={200: SearchList})
def searches() -> Response:
    """What is kept for the acting desk."""
    rows = [_search_out(one) for one in queries.saved_searches(g.actor)]
    return shown(SearchList(items=rows))


@api.post("/searches", responses={201: SearchOut})
def keep_search(body: SearchIn) -> Response:
    """Keep a question; unknown fields of it are left out."""
    unit = units.unit_by_uid(body.unit) if body.unit else None
    saved = operations.save_search(
        body.name,
        Question.of(body.question).values(),
        unit_id=unit.id if unit else None,
        by=g.actor,
    )
    return shown(_search_out(saved), status=201)


@api.delete("/searches/<uuid:uid>", responses={204: None})
def drop_search(path: ByUid) -> Response:
    """Keep a search no longer."""
    operations.drop_search(queries.saved_search(path.uid, g.actor), by=g.actor)
    return Response(status=204)


def _search_out(saved: SavedSearch) -> SearchOut:
    return SearchOut(
        uid=saved.uid,
        name=saved.name,
        question=saved.question,
        is_shared=saved.unit_id is not None,
        saved_by=saved.saved_by,
        saved_at=saved.saved_at,
    )


@api.get("/documents/<uuid:uid>/accesses", responses={200: AccessList})
def accesses(path: ByUid) -> Response:
    """Who saw a document."""
    document = queries.visible_document(path.uid, g.actor)
    require(g.actor, Can.READ_ACCESSES, document)
    names = AccessOut.model_fields
    rows = [
        AccessOut(**{name: getattr(row, name) for name in names})
        for row in queries.accesses_of(document)
    ]
    return shown(AccessList(items=rows, persons=queries.access_count(document)))
