"""From a draft to its departure: what to think of first, the PIN, and taking it back."""

from uuid import UUID

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.forms import letters as form
from mail.models import MailDraft
from mail.queries.drafts import DraftState
from mail.smime import entity, sign
from mail.views.blueprint import webmail as bp
from mail.views.composing import gone, said_gone
from office import blobs, clock
from office.errors import Invalid, Refusal
from office.i18n import _
from office.ui.toasts import toast
from signing import operations as signing_acts
from signing import queries as signing


@bp.get("/drafts/<uuid:uid>/check")
def check(uid: UUID) -> Response:
    """What is worth a second look before the letter goes; nothing of it forbids."""
    found = queries.draft_by_uid(uid, g.actor)
    addressed = queries.addressed(found)
    return _check_page(found, queries.advice_for(found, addressed))


def _check_page(found: MailDraft, advice: object, fault: Refusal | None = None) -> Response:
    answer = make_response(
        render_template(
            "compose/check.html",
            draft=found,
            advice=advice,
            fault=fault,
            send_at=request.values.get("send_at", ""),
        )
    )
    answer.status_code = fault.status if fault else 200
    return answer


@bp.post("/drafts/<uuid:uid>/check")
def send(uid: UUID) -> Response:
    """Send all the same."""
    found = queries.draft_by_uid(uid, g.actor)
    if form.version_of(request.form) != found.version:
        fault = Refusal(
            _("The draft was changed after this page was opened; nothing was sent."),
            fix=_("Read it again and send it then."),
        )
        return _check_page(found, (), fault)
    try:
        return gone(found)
    except Refusal as fault:
        return _check_page(found, (), fault)


@bp.post("/drafts/<uuid:uid>/undo")
def undo(uid: UUID) -> Response:
    """The letter is a draft again, in its form."""
    found = queries.draft_by_uid(uid, g.actor)
    operations.unsend(found, by=g.actor)
    toast(_("The letter was taken back; it is a draft again."))
    return redirect(url_for("webmail.draft", uid=uid), code=303)


@bp.post("/drafts/<uuid:uid>/departure")
def send_now(uid: UUID) -> Response:
    """Do not wait any longer."""
    found = queries.draft_by_uid(uid, g.actor)
    operations.send_now(found, by=g.actor)
    toast(_("The letter is sent now."))
    return redirect(url_for("webmail.draft", uid=uid), code=303)


@bp.post("/drafts/<uuid:uid>/return")
def bring_back(uid: UUID) -> Response:
    """The draft was not meant to be thrown away."""
    operations.bring_back(queries.draft_by_uid(uid, g.actor), by=g.actor)
    return redirect(url_for("webmail.draft", uid=uid), code=303)


# -------------------------------------------------------------------------- the PIN


@bp.get("/drafts/<uuid:uid>/signature")
def signature(uid: UUID) -> Response:
    """The page of the PIN; until the bytes are made it says so and looks again."""
    found = queries.draft_by_uid(uid, g.actor)
    if queries.state_of(found) is not DraftState.UNSIGNED:
        return redirect(url_for("webmail.draft", uid=uid), code=303)
    return _pin_page(found, {})


@bp.post("/drafts/<uuid:uid>/signature")
def sign_draft(uid: UUID) -> Response:
    """Sign with the PIN, outside of any other transaction, then let it go."""
    found = queries.draft_by_uid(uid, g.actor)
    if not found.built_sha256:
        return redirect(url_for("webmail.signature", uid=uid), code=303)
    try:
        made = _signed(blobs.read(found.built_sha256), request.form.get("pin", ""))
    except Invalid as fault:
        page = _pin_page(found, {"pin": str(fault.message)})
        page.status_code = fault.status
        return page
    operations.go_signed(found, blobs.put(made).sha256, by=g.actor)
    said_gone(found)
    return redirect(url_for("webmail.draft", uid=uid), code=303)


def _signed(raw: bytes, pin: str) -> bytes:
    cert = signing.personal_certificate(g.actor)
    if cert is None:
        raise Refusal(
            _("You have no certificate to sign with."),
            fix=_("Take the letter back and send it unsigned, or ask for a certificate."),
        )
    part = entity.to_sign(raw)
    prepared = sign.prepare(
        part, certificate=cert.der, chain=cert.chain_ders, digest=cert.digest, at=clock.now()
    )
    made = signing_acts.sign_letter(cert, attributes=prepared.attributes, pin=pin, by=g.actor)
    cms = sign.finish(prepared, value=made.value, algorithm=made.algorithm)
    return entity.signed(raw, part, cms, digest=prepared.digest)


def _pin_page(found: MailDraft, errors: dict[str, str]) -> Response:
    return make_response(
        render_template(
            "compose/signature.html",
            draft=found,
            errors=errors,
            certificate=signing.personal_certificate(g.actor),
        )
    )
