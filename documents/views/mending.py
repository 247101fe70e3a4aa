"""What the clerk mends around a registration: undo, correct, pass on, return, take up again."""

from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, mending
from documents.forms.answers import Filled, answer
from documents.models import Document, DocumentState
from documents.policy import Can
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.sheet import beside_pages
from documents.views.texts import REASON, TextAct, do_act, show_act
from office.i18n import _, _l
from office.permissions import require
from office.ui.toasts import toast

WRONG_ADDRESS = TextAct(
    "wrong-address",
    _l("Return: wrong address"),
    REASON,
    _l("Return"),
    _l("The document was returned; its number stays in the register."),
    Can.REGISTER,
    operations.return_misaddressed,
    "refusal",
    _l("The sender gets the reason with the receipt “02, refused”."),
    "harm",
    "undo",
    state=DocumentState.REGISTERED,
)
TAKING_UP = TextAct(
    "taking-up",
    _l("Take up again"),
    REASON,
    _l("Take up again"),
    _l("The document waits for registration again."),
    Can.REGISTER,
    operations.take_up_again,
    "return",
    _l("For what was returned by mistake. A number of this year stays its own."),
    icon="undo",
    state=DocumentState.REFUSED,
)


@bp.get("/<uuid:uid>/wrong-address")
def wrong_address(uid: UUID) -> Response:
    return show_act(uid, WRONG_ADDRESS)


@bp.post("/<uuid:uid>/wrong-address")
def return_misaddressed(uid: UUID) -> Response:
    return do_act(uid, WRONG_ADDRESS)


@bp.get("/<uuid:uid>/taking-up")
def taking_up(uid: UUID) -> Response:
    return show_act(uid, TAKING_UP)


@bp.post("/<uuid:uid>/taking-up")
def take_up_again(uid: UUID) -> Response:
    return do_act(uid, TAKING_UP)


# ---------------------------------------------------------------------------------- undo


@bp.get("/<uuid:uid>/undoing")
def undoing(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    still(document, DocumentState.REGISTERED)
    return _undo_page(document, Filled({"fate": mending.KEEP}))


@bp.post("/<uuid:uid>/undoing")
def undo_registration(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    return answer(
        lambda: _undo(document), lambda filled: _undo_page(document, filled), request.form
    )


def _undo(document: Document) -> Response:
    number = document.arrival_no
    fate = mending.fate_of(request.form)
    operations.undo_registration(document, request.form.get("text", ""), fate=fate, by=actor())
    toast(_("The registration under no. %(number)s is undone.", number=number))
    return redirect(page_of(document), code=303)


def _undo_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/undoing.html", document, filled=filled, fates=mending.fate_options()
    )


# ------------------------------------------------------------------------------- correct


@bp.get("/<uuid:uid>/correction")
def correction(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    return _correction_page(document, Filled(mending.entries_of(document)))


@bp.post("/<uuid:uid>/correction")
def correct_registration(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    return answer(
        lambda: _correct(document), lambda filled: _correction_page(document, filled), request.form
    )


def _correct(document: Document) -> Response:
    given = mending.correction_of(request.form)
    reason = request.form.get("text", "").strip()
    operations.correct_registration(document, given, reason, by=actor())
    toast(_("The entry is corrected; the former words stay in the log."))
    return redirect(page_of(document), code=303)


def _correction_page(document: Document, filled: Filled) -> Response:
    types = [name for _code, name in choices.type_options()]
    known = types if document.type_name in types else [document.type_name, *types]
    return beside_pages(
        "documents/correction.html",
        document,
        filled=filled,
        types=[(name, name) for name in known],
        urgencies=choices.urgency_options(),
        issuers=queries.known_issuers(actor()),
    )


# ------------------------------------------------------------------------------- pass on


@bp.get("/<uuid:uid>/forwarding")
def forwarding(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    return _forwarding_page(document, Filled({}))


@bp.post("/<uuid:uid>/forwarding")
def pass_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    return answer(
        lambda: _pass_on(document), lambda filled: _forwarding_page(document, filled), request.form
    )


def _pass_on(document: Document) -> Response:
    note, typed = request.form.get("text", "").strip(), request.form
    agencies = mending.agencies_of(typed.getlist("agency"), document.agency_id)
    desks = mending.desks_of(typed.getlist("desk"), document.agency_id)
    operations.pass_on(document, agencies, desks, note, by=actor())
    toast(_("The document is passed on; what becomes of it is told in its log."))
    return redirect(page_of(document), code=303)


def _forwarding_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/forwarding.html",
        document,
        filled=filled,
        chosen=[*request.form.getlist("agency"), *request.form.getlist("desk")],
        agencies=mending.agency_options(document.agency_id),
        desks=mending.desk_options(document.agency_id),
    )
