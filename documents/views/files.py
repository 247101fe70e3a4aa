"""Files of documents: the original as it came, and the pictures of its pages."""

import unicodedata
from urllib.parse import quote
from uuid import UUID

from flask import Response, abort, send_file
from werkzeug.wrappers import Response as BaseResponse

from documents import operations, queries
from documents.models import Document, UseKind
from documents.views.blueprint import actor, bp
from office import blobs
from office.errors import NotFound
from office.i18n import _

# What a browser may show by itself; everything else is only saved.
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
BARE = str.maketrans("đĐ", "dD")
LOCKED = "sandbox; default-src 'none'"


@bp.get("/files/<uuid:uid>")
def original(uid: UUID) -> BaseResponse:
    """The file exactly as it came or was signed; it can run nothing here."""
    file = queries.file_for(uid, actor())
    if not file.sha256:
        raise NotFound(file.problem or _("This file could not be read, so there is no original."))
    note(queries.document_of(file), UseKind.FILE)
    answer = send_file(blobs.path_of(file.sha256), mimetype=safe_type(file.media_type))
    answer.headers["Content-Disposition"] = disposition(file.name, file.media_type)
    return locked(answer)


@bp.get("/files/<uuid:uid>/pages/<int:number>")
def page_image(uid: UUID, number: int) -> BaseResponse:
    """The picture of one page."""
    file = queries.file_for(uid, actor())
    pages = file.pages or []
    if not 1 <= number <= len(pages):
        abort(404)
    return locked(Response(blobs.read(pages[number - 1]), mimetype="image/png"))


def note(document: Document, kind: UseKind) -> None:
    """Keep in the log of use that the reader sees a document; the first time of a day is enough."""
    if not queries.is_noted(document, kind, actor()):
        operations.note_access(document, kind, by=actor())


def safe_type(media_type: str) -> str:
    """What a browser is told: only what it may show goes by its own name."""
    return media_type if media_type in SHOWN else "application/octet-stream"


def disposition(name: str, media_type: str = "") -> str:
    """Shown or saved under its own name; letters beyond ASCII as RFC 6266 writes them."""
    way = "inline" if media_type in SHOWN else "attachment"
    bare = unicodedata.normalize("NFD", name).translate(BARE)
    signs = (sign for sign in bare if not unicodedata.combining(sign))
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in signs)
    plain = plain.replace('"', "_").replace("\\", "_")
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def locked(answer: BaseResponse) -> BaseResponse:
    """Content of documents is never kept by the browser and never acts."""
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.pop("ETag", None)
    answer.headers.pop("Last-Modified", None)
    return answer
