"""Searches kept under a name, the log of who saw what, lists that leave the house."""

from collections.abc import Mapping
from typing import Any

from documents.models import Document, DocumentUse, SavedSearch, UseKind
from documents.operations.wording import needed
from documents.policy.finding import Can
from office import audit, clock
from office.db import db, insert_ignoring, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.step_up import require_step_up
from office.units.models import Unit

LONGEST_NAME = 120


@operation
def save_search(
    name: str, question: Mapping[str, Any], *, unit_id: int | None = None, by: Actor
) -> SavedSearch:
    """Keep a question; with a unit everybody of it and below finds it too."""
    require(by, Can.SAVE_SEARCH, unit_id)
    if not question:
        raise Invalid(_("There is nothing to keep."), fields={"q": _("First look for something.")})
    saved = SavedSearch(
        desk_id=by.desk_id,
        unit_id=unit_id,
        name=needed(name)[:LONGEST_NAME],
        question=dict(question),
        saved_at=clock.now(),
        saved_by=by.name,
    )
    db.session.add(saved)
    db.session.flush()
    return saved


@operation
def drop_search(saved: SavedSearch, *, by: Actor) -> None:
    """Forget a kept question; one shared with a unit is dropped by whoever shared it."""
    require(by, Can.DROP_SEARCH, saved)
    db.session.delete(saved)


@operation
def note_access(document: Document, kind: UseKind, *, by: Actor) -> None:
    """Note that somebody sees a document; once a day and way, so that reading stays reading."""
    require(by, Can.BE_NOTED, document)
    insert_ignoring(
        DocumentUse,
        {
            "document_id": document.id,
            "account_id": by.account_id,
            "kind": kind,
            "used_on": clock.today(),
            "at": clock.now(),
            "name": by.name,
            "title": by.title,
            "on_behalf_of": by.on_behalf_of,
        },
    )


@operation
def record_export(
    question: Mapping[str, Any], columns: list[str], count: int, *, form: str, by: Actor
) -> None:
    """A list of documents leaves the house: who, what was asked, how many rows, in which form."""
    require_step_up(by)
    require(by, Can.EXPORT_LIST, None)
    audit.record(
        "documents.exported",
        db.session.get_one(Unit, by.agency_id),
        by=by,
        question=dict(question),
        columns=columns,
        count=count,
        form=form,
    )
