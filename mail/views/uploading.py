"""Large files in pieces, for the script of the form; without it a file comes with the form."""

from uuid import UUID

from flask import g, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import MailDraft
from mail.operations.uploading import PIECE, Upload, upload_of
from mail.views.blueprint import webmail as bp
from office.errors import Refusal


@bp.post("/drafts/<uuid:uid>/uploads")
def begin_upload(uid: UUID) -> Response:
    """Announce a file by name and size."""
    found = queries.draft_by_uid(uid, g.actor)
    try:
        made = operations.begin_upload(
            found,
            request.form.get("name", ""),
            request.form.get("size", 0, type=int),
            by=g.actor,
        )
    except Refusal as fault:
        return make_response(jsonify(fault.problem()), fault.status)
    return _told(found, made)


@bp.get("/drafts/<uuid:uid>/uploads/<uuid:file_uid>")
def upload(uid: UUID, file_uid: UUID) -> Response:
    """How much of a file is here, to go on after a cut."""
    found = queries.draft_by_uid(uid, g.actor)
    return _told(found, upload_of(found, file_uid))


@bp.post("/drafts/<uuid:uid>/uploads/<uuid:file_uid>")
def take_piece(uid: UUID, file_uid: UUID) -> Response:
    """The next piece, whose place in the file stands in the address."""
    found = queries.draft_by_uid(uid, g.actor)
    at = request.args.get("at", -1, type=int)
    try:
        made = operations.take_piece(found, file_uid, at, request.get_data(cache=False), by=g.actor)
    except Refusal as fault:
        return make_response(jsonify(fault.problem()), fault.status)
    return _told(found, made)


def _told(found: MailDraft, made: Upload) -> Response:
    url = url_for("webmail.upload", uid=found.uid, file_uid=made.uid)
    goes_as_link = {one["uid"]: one.get("is_linked", False) for one in found.files}
    return make_response(
        jsonify(
            url=url,
            here=made.here,
            size=made.size,
            name=made.name,
            file=made.file_uid,
            is_link=goes_as_link.get(made.file_uid, False),
            piece=PIECE,
        )
    )
