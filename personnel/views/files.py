"""The files of a record, each with the rights of its row, and the portrait."""

from uuid import UUID

from flask import Response, send_file

from office import blobs
from office.errors import NotFound
from office.foreign.kinds import HEAD_BYTES, sniff
from office.i18n import _
from personnel import operations, queries
from personnel.queries.files import PHOTO, group_of_file, portrait_of
from personnel.queries.looking import FILE
from personnel.views.blueprint import actor, bp

LOCKED = "default-src 'none'; sandbox"


@bp.get("/<uuid:uid>/files/<sha256>")
def row_file(uid: UUID, sha256: str) -> Response:
    """The evidence behind a row; its official sees who took it."""
    found = queries.visible_dossier(uid, actor())
    group = group_of_file(found, sha256, actor())
    operations.note_access(found, FILE, [group], by=actor())
    with blobs.open_blob(sha256) as stored:
        kind = sniff(stored.read(HEAD_BYTES))
    return file_out(sha256, f"{group}-{sha256[:8]}.{kind.value}")


@bp.get("/<uuid:uid>/portrait")
def portrait(uid: UUID) -> Response:
    """The picture that the house has drawn; shown to whoever reads the dossier."""
    found = queries.visible_dossier(uid, actor())
    sha256 = portrait_of(found) if PHOTO in queries.readable_groups(actor(), found) else ""
    if not sha256:
        raise NotFound(_("There is no portrait."))
    sent = send_file(blobs.path_of(sha256), mimetype="image/png")
    return locked(sent)


def file_out(sha256: str, name: str) -> Response:
    """A file to be kept: nothing in it runs here, and no cache keeps it."""
    return locked(send_file(blobs.path_of(sha256), as_attachment=True, download_name=name))


def locked(sent: Response) -> Response:
    """Nothing in it may run."""
    sent.headers["Content-Security-Policy"] = LOCKED
    sent.headers["Cache-Control"] = "no-store"
    return sent
