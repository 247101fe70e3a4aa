"""A large file of a letter, for whoever got its address: what it is, and the file itself."""

from flask import Blueprint, Flask, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from mail import operations
from mail.queries.links import linked
from mail.views.downloads import disposition, locked
from office import blobs
from office.permissions import SYSTEM
from office.web import public

bp = Blueprint("mailfiles", "mail.views", template_folder="../templates", url_prefix="/mail-files")


@bp.get("/<word>")
@public
def show(word: str) -> Response:
    """Programs that look at links on their own fetch nothing: the button does."""
    page = make_response(render_template("linked/page.html", found=linked(word), word=word))
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page


@bp.post("/<word>")
@public
def take(word: str) -> Response:
    """The file, saved under its name and never opened here."""
    found = operations.take_linked(word, visitor=request.remote_addr or "", by=SYSTEM)
    answer = send_file(blobs.path_of(found.sha256), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(found.name, is_shown=False)
    return locked(answer)


def register(app: Flask) -> None:
    """Stands beside the pages of mail: who opens it has no account here."""
    app.register_blueprint(bp)
