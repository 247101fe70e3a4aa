"""Who may look into a work file: given access, the changes asked for, and their confirmation."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import access as forms
from documents.forms.answers import Filled
from documents.models import WorkFile, WorkFileAccess
from documents.operations.access_changes import OF_A_DESK
from documents.policy.workfiles import Can
from documents.views.access_changes import (
    CONFIRMED,
    FIRST,
    REFUSED,
    WITHDRAWN,
    asked,
    lines_of,
    settled,
)
from documents.views.blueprint import actor, files
from documents.views.workfiles import page_of, seen
from office.permissions import require
from office.units import queries as units


@files.get("/<uuid:uid>/access")
def access(uid: UUID) -> Response:
    """Who may look into the file, and what is changed about it."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _page(file, Filled(FIRST))


@files.post("/<uuid:uid>/access")
def ask_access(uid: UUID) -> Response:
    """Ask; nothing changes before it is confirmed."""
    file = seen(uid)
    return asked(lambda: _ask(file), page_of(file), lambda filled: _page(file, filled))


def _ask(file: WorkFile) -> None:
    named = forms.uid_in(request.form, "item")
    item = queries.item_of(file, named) if named else None
    operations.ask_access(file, forms.wish_of(request.form, item), by=actor())


@files.post("/<uuid:uid>/access/<uuid:change_uid>/confirmation")
def confirm_access(uid: UUID, change_uid: UUID) -> Response:
    """The change holds from now on."""
    return _settle(uid, change_uid, operations.confirm_access, CONFIRMED)


@files.post("/<uuid:uid>/access/<uuid:change_uid>/refusal")
def refuse_access(uid: UUID, change_uid: UUID) -> Response:
    """The access stays as it was."""
    return _settle(uid, change_uid, operations.refuse_access, REFUSED)


@files.post("/<uuid:uid>/access/<uuid:change_uid>/withdrawal")
def withdraw_access(uid: UUID, change_uid: UUID) -> Response:
    """Who asked takes the wish back."""
    return _settle(uid, change_uid, operations.withdraw_access, WITHDRAWN)


def _settle(uid: UUID, change_uid: UUID, act: Callable[..., None], done: object) -> Response:
    file = seen(uid)
    act(queries.access_change(file, change_uid), by=actor())
    return settled(done, page_of(file))


def _page(file: WorkFile, filled: Filled) -> Response:
    own = [one for one in queries.items_of(file) if one.document_id is None]
    changes = queries.file_changes(file)
    words = WorkFileAccess.WORDS.items()
    readers = [row.desk_id for row in queries.granted_desks(file)]
    names = units.desk_labels(readers)
    text = render_template(
        "documents/work_file_access.html",
        file=file,
        filled=filled,
        changes=lines_of(file, changes, actor(), {one.id: one.title for one in own}),
        readers=[names[desk_id] for desk_id in readers],
        kinds=[(kind.value, str(label)) for kind, label in words if own or kind in OF_A_DESK],
        desks=forms.desks_of(file.agency_id),
        items=[("", ""), *((str(one.uid), one.title) for one in own)],
    )
    return make_response(text)
