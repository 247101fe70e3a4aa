"""The files of a record, each with the rights of its row, and the portrait."""

from uuid import UUID

from flask import Response, send_file

from office import blobs
from office.errors import NotFound
from office.foreign.kinds import HEAD_BYTES, sniff
from office.i18n import _
from office.permissions import Actor
from personnel import operations, queries
from personnel.models import DeclaredChange, Dossier
from personnel.policy.declarations import dossier_of
from personnel.queries.files import PHOTO, group_of_file, portrait_of
from personnel.queries.looking import FILE
from personnel.views.blueprint import actor, bp

LOCKED = "default-src 'none'; sandbox"


@bp.get("/<uuid:uid>/files/<sha256>")
def row_file(uid: UUID, sha256: str) -> Response:
    """The evidence behind a row; its official sees who took it."""
    return stored_file(queries.visible_dossier(uid, actor()), sha256, actor())


def stored_file(found: Dossier, sha256: str, by: Actor) -> Response:
    """A file that stands behind a row, under the name of its group."""
    group = group_of_file(found, sha256, by)
    operations.note_access(found, FILE, [group], by=by)
    with blobs.open_blob(sha256) as stored:
        kind = sniff(stored.read(HEAD_BYTES))
    return file_out(sha256, f"{group}-{sha256[:8]}.{kind.value}")


@bp.get("/<uuid:uid>/portrait")
def portrait(uid: UUID) -> Response:
    """The picture that the house has drawn; shown to whoever reads the dossier."""
    return portrait_file(queries.visible_dossier(uid, actor()), actor())


def portrait_file(found: Dossier, by: Actor) -> Response:
    """The newest portrait, or 404."""
    sha256 = portrait_of(found) if PHOTO in queries.readable_groups(by, found) else ""
    if not sha256:
        raise NotFound(_("There is no portrait."))
    sent = send_file(blobs.path_of(sha256), mimetype="image/png")
    return locked(sent)


def declared_file(found: DeclaredChange, sha256: str, by: Actor) -> Response:
    """A file that was brought with a declaration; the portrait as it was drawn."""
    names = {one["sha256"]: one["name"] for one in found.files}
    if found.picture_sha256 and sha256 == found.picture_sha256:
        return locked(send_file(blobs.path_of(sha256), mimetype="image/png"))
    if sha256 not in names:
        raise NotFound(_("There is no such file."))
    operations.note_access(dossier_of(found), FILE, [found.group], by=by)
    return file_out(sha256, names[sha256])


def file_out(sha256: str, name: str) -> Response:
    """A file to be kept: nothing in it runs here, and no cache keeps it."""
    return locked(send_file(blobs.path_of(sha256), as_attachment=True, download_name=name))


def locked(sent: Response) -> Response:
    """Nothing in it may run."""
    sent.headers["Content-Security-Policy"] = LOCKED
    sent.headers["Cache-Control"] = "no-store"
    return sent
