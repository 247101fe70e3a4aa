"""Pages of signing: what waits for a PIN, my certificates and their PINs, the verdict on a file."""

from uuid import UUID

from flask import Blueprint, Flask, Response, flash, g, make_response, redirect, url_for
from flask import render_template as page
from werkzeug.wrappers import Response as BaseResponse

from office import blobs
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _, _l, ngettext
from office.permissions import allowed
from office.step_up import require_step_up
from office.ui import menu
from office.ui.csp import page_kind
from signing import forms, operations, queries
from signing.models import Certificate, RequestState, SigningRequest
from signing.pades import words
from signing.policy import Can

bp = Blueprint("signing", __name__, template_folder="templates")
REFRESHING = {RequestState.PREPARING, RequestState.FINISHING}


def register(app: Flask) -> None:
    """Add the pages and their entry."""
    app.register_blueprint(bp)
    menu.register(
        app,
        menu.Entry(
            "signing.list_certificates",
            _l("My certificates"),
            "shield",
            menu.Section.ORGANISATION,
            order=80,
        ),
    )


# ----------------------------------------------------------------------------- requests


@bp.get("/signing-requests/<uuid:uid>")
@page_kind("sign")
def show_request(uid: UUID) -> BaseResponse:
    found = _own_request(uid)
    if found.state is RequestState.READY:
        require_step_up(g.actor)
    return _request_page(found)


@bp.post("/signing-requests/<uuid:uid>/signature")
def sign(uid: UUID) -> BaseResponse:
    found = _own_request(uid)
    try:
        operations.sign_value(found, pin=forms.pin(), by=g.actor)
    except Invalid as refusal:
        return _request_page(found, errors=refusal.fields, status=refusal.status)
    return redirect(url_for(".show_request", uid=uid, next=forms.onward()), code=303)


@bp.post("/signing-requests/<uuid:uid>/withdrawal")
def withdraw(uid: UUID) -> BaseResponse:
    operations.withdraw(_own_request(uid), by=g.actor)
    flash(_("The request was withdrawn."))
    return redirect(forms.onward(), code=303)


@bp.post("/signing-requests/signatures")
def sign_many() -> BaseResponse:
    chosen = [_own_request(one.uid) for one in forms.chosen_requests()]
    rows = operations.sign_batch(chosen, pin=forms.pin(), by=g.actor)
    for row in rows:
        if row.refusal:
            flash(_("%(file)s: %(reason)s", file=row.request.subject_label, reason=row.refusal))
    count = sum(not row.refusal for row in rows)
    flash(ngettext("%(num)d file is being signed.", "%(num)d files are being signed.", count))
    return redirect(forms.onward(), code=303)


def _own_request(uid: UUID) -> SigningRequest:
    found = queries.request_by_uid(uid)
    if found.person_id != g.actor.person_id:
        raise NotFound(_("There is no such request."))
    return found


def _request_page(
    found: SigningRequest, *, errors: dict[str, object] | None = None, status: int = 200
) -> BaseResponse:
    text = page("signing/request.html", request_=found, errors=errors or {}, onward=forms.onward())
    answer = make_response(text, status)
    if found.state in REFRESHING:
        answer.headers["Refresh"] = "1"
    return answer


# ------------------------------------------------------------------------- certificates


@bp.get("/certificates")
def list_certificates() -> str:
    own = db.session.scalars(queries.certificates_of(g.actor)).all()
    return page("signing/certificates.html", certificates=own)


@bp.get("/certificates/<uuid:uid>/pin")
def ask_pin(uid: UUID) -> str:
    require_step_up(g.actor)
    return page("signing/pin.html", certificate=_own_certificate(uid), errors={})


@bp.post("/certificates/<uuid:uid>/pin")
def change_pin(uid: UUID) -> BaseResponse:
    own = _own_certificate(uid)
    try:
        operations.change_pin(own, pin=forms.pin(), new_pin=forms.pin("new_pin"), by=g.actor)
    except Invalid as refusal:
        text = page("signing/pin.html", certificate=own, errors=refusal.fields)
        return make_response(text, refusal.status)
    flash(_("The PIN has been changed."))
    return redirect(url_for(".list_certificates"), code=303)


def _own_certificate(uid: UUID) -> Certificate:
    found = queries.certificate_by_uid(uid)
    if not allowed(g.actor, Can.OWN_CERTIFICATE, found):
        raise NotFound(_("There is no such certificate."))
    return found


# ------------------------------------------------------------------------------ verdicts


@bp.get("/signatures/<string:sha256>")
def show_verdict(sha256: str) -> Response:
    _require_visible(sha256)
    stored = queries.verdict_of(sha256)
    report = queries.report_of(stored) if stored else None
    text = page("signing/verdict.html", sha256=sha256, stored=stored, report=report, words=words)
    answer = make_response(text)
    if stored is None:
        answer.headers["Refresh"] = "3"
    return answer


@bp.post("/signatures/<string:sha256>/verdict")
def judge_again(sha256: str) -> BaseResponse:
    _require_visible(sha256)
    operations.ask_verdict(sha256, by=g.actor)
    flash(_("The signatures are being checked again."))
    return redirect(url_for(".show_verdict", sha256=sha256), code=303)


def _require_visible(sha256: str) -> None:
    if not (allowed(g.actor, Can.READ_VERDICT, sha256) and blobs.exists(sha256)):
        raise NotFound(_("There is no such file."))
