"""The files of a record and of what is declared, and the portrait, over HTTP."""

from uuid import UUID

from flask import Response

from office.api import ByUid, Closed
from personnel.api.blueprint import actor, bp, visible
from personnel.queries.declaring import visible_declaration
from personnel.views.files import declared_file, portrait_file, stored_file


class ByFile(Closed):
    """A file by what it belongs to and by its hash."""

    uid: UUID
    sha256: str


@bp.get("/personnel/<uuid:uid>/files/<sha256>")
def row_file(path: ByFile) -> Response:
    """The evidence behind a row; its official sees who took it."""
    return stored_file(visible(path.uid), path.sha256, actor())


@bp.get("/personnel/<uuid:uid>/portrait")
def portrait(path: ByUid) -> Response:
    """The picture that the house has drawn."""
    return portrait_file(visible(path.uid), actor())


@bp.get("/personnel-declarations/<uuid:uid>/files/<sha256>")
def evidence(path: ByFile) -> Response:
    """A file that was brought with a declaration; its official sees who took it."""
    return declared_file(visible_declaration(path.uid, actor()), path.sha256, actor())
