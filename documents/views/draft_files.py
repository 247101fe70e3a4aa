"""The .docx way of drafting: template out, changed file in, fields placed by hand."""

from io import BytesIO
from uuid import UUID

from flask import redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from documents import operations
from documents.forms.answers import Filled, answer
from documents.forms.drafting import revision_of, values_of
from documents.forms.uploads import new_file, stored
from documents.jobs.contents import content_of
from documents.models import Document, DraftSource, FileRole
from documents.operations.attachments import file_beside
from documents.policy import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.drafts import editor_again
from documents.views.files import disposition, locked
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.errors import Conflict, Invalid
from office.foreign.kinds import Kind
from office.i18n import _, _l
from office.permissions import require
from office.ui.toasts import toast

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIELDS = {
    "chuky1": _l("Signature"),
    "chuky2": _l("Second signature"),
    "chuky3": _l("Third signature"),
    "chuky4": _l("Fourth signature"),
    "so": _l("Number"),
    "ngay": _l("Day"),
    "thang": _l("Month"),
    "dau": _l("Seal"),
}


@bp.get("/<uuid:uid>/draft/template")
def draft_template(uid: UUID) -> Response:
    """The draft as a .docx to go on with in a word processor."""
    from documents.compose.docx import template_docx  # the word processor's library, when asked for

    document = visible(uid)
    require(actor(), Can.EDIT, document)
    data = template_docx(content_of(document, drafted(document)))
    answer_ = send_file(BytesIO(data), mimetype=DOCX)
    answer_.headers["Content-Disposition"] = disposition(f"{document.type_name}.docx")
    return locked(answer_)


@bp.post("/<uuid:uid>/draft/source")
def take_source(uid: UUID) -> Response:
    """From now on the uploaded file is the draft's source."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    return answer(lambda: _take(document), lambda filled: _saved(document, filled), request.form)


def _saved(document: Document, filled: Filled) -> Response:
    """The upload's form holds no text: the editor shows the saved one with what went wrong."""
    values = values_of(document, drafted(document))
    return editor_again(document, Filled(values, filled.errors, filled.trouble))


def _take(document: Document) -> Response:
    file = request.files.get("source")
    if file is None or not file.filename:
        raise Invalid(
            _("The file is missing."), fields={"source": _("Choose a .docx or .pdf file.")}
        )
    accepted, kept = stored(file, allowed=(Kind.DOCX, Kind.PDF), field="source")
    is_docx = accepted.kind is Kind.DOCX
    take = operations.take_docx if is_docx else operations.take_pdf
    try:
        take(document, kept, accepted.name, revision=revision_of(request.form), by=actor())
    except Conflict:
        source = DraftSource.DOCX if is_docx else DraftSource.PDF
        aside = operations.keep_aside(document, source, kept, accepted.name, by=actor())
        return _kept_aside(document, aside.number)
    toast(_("The file is the source now; the PDF is being made."))
    return redirect(url_for("documents.draft", uid=document.uid), code=303)


def _kept_aside(document: Document, number: int) -> Response:
    """Somebody saved in between: both texts are kept, and their differences shown."""
    toast(
        _(
            "Somebody saved this draft in the meantime; your file is kept as version %(number)s.",
            number=number,
        )
    )
    url = url_for("documents.comparison", uid=document.uid, to=number)
    return redirect(url, code=303)


@bp.post("/<uuid:uid>/draft/attachments")
def attach(uid: UUID) -> Response:
    """Put files of their own beside the draft."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    return answer(lambda: _attach(document), lambda filled: _saved(document, filled), request.form)


def _attach(document: Document) -> Response:
    sent = [file for file in request.files.getlist("attachments") if file.filename]
    if not sent:
        raise Invalid(_("The file is missing."), fields={"attachments": _("Choose a file.")})
    files = [new_file(file, "attachments", tuple(Kind), FileRole.ANNEX) for file in sent]
    operations.attach_to_draft(document, files, by=actor())
    toast(_("The files stand beside the draft."))
    return redirect(url_for("documents.draft", uid=document.uid, _anchor="beside"), code=303)


@bp.post("/<uuid:uid>/draft/attachments/<uuid:file_uid>/removal")
def detach(uid: UUID, file_uid: UUID) -> Response:
    """Take a file away from beside the draft."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    operations.detach(file_beside(document, file_uid), by=actor())
    toast(_("The file was taken away."))
    return redirect(url_for("documents.draft", uid=document.uid, _anchor="beside"), code=303)


@bp.get("/<uuid:uid>/draft/fields")
def fields(uid: UUID) -> Response:
    """The pages to click where a field belongs that the file does not place itself."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    missing = drafted(document).missing
    asked = request.args.get("field", missing[0] if missing else "")
    return beside_pages(
        "documents/fields.html",
        document,
        missing=[(name, str(FIELDS.get(name, name))) for name in missing],
        asked=asked,
    )


@bp.post("/<uuid:uid>/draft/fields")
def place_field(uid: UUID) -> Response:
    """A click on a page sends its place; browsers do that without a script."""
    document = visible(uid)
    name, page = request.form.get("field", ""), request.form.get("page", 0, type=int)
    x, y = (_share(axis) for axis in ("x", "y"))
    if name not in FIELDS:
        raise Invalid(_("Choose which field to place."), fields={"field": _("Choose a field.")})
    operations.place_field(document, name, page=page, x=x, y=y, by=actor())
    return redirect(url_for("documents.draft", uid=document.uid), code=303)


def _share(axis: str) -> float:
    """Where on the page picture, as a share of its drawn size."""
    side = {
        "x": request.form.get("width", 595, type=int),
        "y": request.form.get("height", 842, type=int),
    }
    at = request.form.get(f"spot.{axis}", 0, type=int)
    return min(max(at / max(side[axis], 1), 0.0), 1.0)
