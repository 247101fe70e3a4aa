"""Volumes of registers: extracts as PDF, closing, signature and seal, reopening."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.forms.books import asked_of, values_of, whole_number
from documents.lifecycle import VOLUME
from documents.models import BookVolume, VolumeState
from documents.policy import Can
from documents.views.blueprint import actor, bp
from documents.views.files import disposition, locked
from office import blobs, clock
from office.errors import NotFound
from office.i18n import _
from office.permissions import allowed, require
from office.ui.toasts import toast

PDF = "application/pdf"
ENDS, PART = "ends_year", "volume"


@bp.post("/books/extracts")
def extract() -> Response:
    """Have the chosen part made as PDF."""
    volume = operations.make_extract(asked_of(request.form, actor()), by=actor())
    return redirect(url_for("documents.volume", uid=volume.uid), code=303)


@bp.get("/books/volumes/<uuid:uid>")
def volume(uid: UUID) -> Response:
    """One volume: what stands in it, its PDF, who signed, what may still change."""
    return _volume_page(queries.volume_of(uid, actor()), Filled({}))


def _volume_page(found: BookVolume, filled: Filled) -> Response:
    names = queries.labels(found.agency_id)
    text = render_template(
        "documents/volume.html",
        volume=found,
        title=queries.title_of(found.book, found.agency_id),
        spans=[(queries.label_of(name, names), *span) for name, span in found.spans.items()],
        signatures=[one.split(":", 1) for one in found.signatures],
        back=url_for("documents.books", book=found.book, year=found.year),
        filled=filled,
        may_reopen=bool(VOLUME.moves(found, actor())) and found.state is VolumeState.CLOSED,
        may_sign=_may(found, Can.SIGN_BOOK, "sign"),
        may_seal=_may(found, Can.SEAL_BOOK, "seal"),
    )
    made = make_response(text)
    if not found.sha256 and not found.problem:
        made.headers["Refresh"] = "2"
    return made


def _may(found: BookVolume, can: Can, step: str) -> bool:
    done = {one.partition(":")[0] for one in found.signatures}
    is_open = found.state is VolumeState.CLOSED and bool(found.sha256)
    return is_open and not done & {step, "seal"} and allowed(actor(), can, found)


@bp.get("/books/volumes/<uuid:uid>/pdf")
def volume_pdf(uid: UUID) -> Response:
    """The PDF of a volume as it was made or signed."""
    found = queries.volume_of(uid, actor())
    if not found.sha256:
        raise NotFound(found.problem or _("The PDF of this volume is still being made."))
    sent = send_file(blobs.path_of(found.sha256), mimetype=PDF)
    name = f"{queries.title_of(found.book, found.agency_id)} {found.year}"
    name += f" quyển {found.number}" if found.number else ""
    sent.headers["Content-Disposition"] = disposition(f"{name}.pdf", PDF)
    return locked(sent)


# ----------------------------------------------------------------------------- closing


@bp.get("/books/closing")
def closing() -> Response:
    """What would be closed, and what may still change afterwards."""
    require(actor(), Can.CLOSE_BOOK, None)
    return _closing_page(Filled({"how": PART}))


@bp.post("/books/closing")
def close_book() -> Response:
    return answer(_close, _closing_page, request.form)


def _close() -> Response:
    asked = asked_of(request.form, actor())
    typed = request.form.get("up_to", "").strip()
    made = operations.close_book(
        asked.book,
        asked.year,
        up_to=whole_number(typed, field="up_to") if typed else None,
        ends_year=ENDS if request.form.get("how") == ENDS else "",
        by=actor(),
    )
    toast(_("Volume %(number)s is closed.", number=made.number))
    return redirect(url_for("documents.volume", uid=made.uid), code=303)


def _closing_page(filled: Filled) -> Response:
    asked = asked_of(request.values, actor())
    text = render_template(
        "documents/closing.html",
        asked=asked,
        title=queries.title_of(asked.book, actor().agency_id or 0),
        standing=queries.unclosed(asked.book, asked.year, actor()),
        back=url_for("documents.books", book=asked.book, year=asked.year),
        part=values_of(asked),
        filled=filled,
        is_over=asked.year < clock.today().year or clock.today().timetuple()[1:3] == (12, 31),
    )
    return make_response(text)


@bp.post("/books/volumes/<uuid:uid>/reopening")
def reopen_volume(uid: UUID) -> Response:
    found = queries.volume_of(uid, actor())
    return answer(lambda: _reopen(found), lambda typed: _volume_page(found, typed), request.form)


def _reopen(found: BookVolume) -> Response:
    operations.reopen_volume(found, request.form.get("text", ""), by=actor())
    toast(_("The volume is open again."))
    return redirect(url_for("documents.volume", uid=found.uid), code=303)


@bp.post("/books/volumes/<uuid:uid>/signature")
def sign_volume(uid: UUID) -> Response:
    found = queries.volume_of(uid, actor())
    return _onward(found, str(operations.prepare_volume_signature(found, by=actor()).uid))


@bp.post("/books/volumes/<uuid:uid>/seal")
def seal_volume(uid: UUID) -> Response:
    found = queries.volume_of(uid, actor())
    return _onward(found, str(operations.prepare_volume_seal(found, by=actor()).uid))


def _onward(found: BookVolume, request_uid: str) -> Response:
    back = url_for("documents.volume", uid=found.uid)
    return redirect(url_for("signing.show_request", uid=request_uid, next=back), code=303)
