"""The blueprints of this package and what its pages share."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, request, url_for

from documents import queries
from documents.models import Document, DocumentState, Task
from documents.queries import Counts
from office.i18n import _
from office.permissions import Actor
from office.ui.toasts import toast

bp = Blueprint("documents", "documents", url_prefix="/documents", template_folder="templates")
home = Blueprint("work", "documents")
tasks = Blueprint("tasks", "documents", url_prefix="/tasks")
files = Blueprint("workfiles", "documents", url_prefix="/work-files")


def actor() -> Actor:
    """Who asks; a gate before every page has seen to it that there is somebody in a post."""
    found: Actor = g.actor
    return found


def desk_id() -> int:
    """The desk of the acting post."""
    return actor().desk_id or 0


def counts() -> Counts:
    """The counters of the acting desk, read once a request."""
    if "desk_counts" not in g:
        g.desk_counts = queries.counts_at(actor())
    found: Counts = g.desk_counts
    return found


def way(endpoint: str, **values: str) -> str:
    """The address of a page with few different values, put together once for each of them."""
    return _way(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=500)
def _way(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    given: dict[str, Any] = dict(values)
    return url_for(endpoint, **given)


def visible(uid: UUID) -> Document:
    """The document of the address, or 404."""
    return queries.visible_document(uid, actor())


def base() -> str:
    """The address above every document's own."""
    return f"{request.script_root}/documents/"


def tasks_base() -> str:
    """The address above every task's own."""
    return f"{request.script_root}/tasks/"


def visible_task(uid: UUID) -> Task:
    """The task of the address, or 404."""
    return queries.visible_task(uid, actor())


def page_of(document: Document) -> str:
    """The address of a document's page."""
    return url_for("documents.show", uid=document.uid)


def still(document: Document, *states: DocumentState) -> None:
    """Lead on to the document when it left these states: an old link, the back button."""
    if document.state not in states:
        toast(
            _(
                "This was done meanwhile; the document stands at “%(state)s”.",
                state=document.state.label,
            )
        )
        abort(redirect(page_of(document), code=303))


def swapped(region: str) -> bool:
    """Whether only this region of the page is wanted."""
    return request.headers.get("X-Swap") == region
