"""The public progress log: a page without signing in, and the receipt that carries its code."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import asking
from documents.forms.answers import Filled, answer
from documents.models import Document, Sender
from documents.policy import Can
from documents.queries.progress import PublicProgress, Standing
from documents.views.blueprint import actor, bp, page_of, visible
from documents.views.sheet import beside_pages
from office import clock
from office.errors import Invalid, Throttled
from office.i18n import _, ngettext
from office.permissions import Actor, allowed, require
from office.ui.parts import Act, LogLine, Step
from office.ui.toasts import toast
from office.units import queries as units
from office.web import public

# The words of the paper itself, which is Vietnamese whoever prints it.
PAPER = {
    "title": "Giấy tiếp nhận văn bản",
    "number": "Số đến",
    "sender": "Người gửi",
    "subject": "Trích yếu",
    "due": "Hạn trả lời",
    "code": "Mã tra cứu",
    "address": "Tra cứu tiến độ tại",
    "advice": "Không đưa mã này cho người khác. Mất giấy thì đến bộ phận văn thư để được cấp "
    "mã mới; mã cũ hết hiệu lực.",
}

public_bp = Blueprint("progress", "documents", url_prefix="/progress")


# ------------------------------------------------------------------------ for everybody


@public_bp.get("", endpoint="ask")
@public
def ask() -> Response:
    return _page(Filled({}))


@public_bp.post("", endpoint="answer")
@public
def tell() -> Response:
    """One answer for a wrong, a withdrawn and a never given code."""
    typed = request.form.get("code", "")[:200]
    try:
        found = asking.asked(typed, visitor=request.remote_addr or "")
    except Throttled as refusal:
        page = _page(Filled({"code": typed}, {"code": str(refusal.message)}), status=refusal.status)
        page.headers["Retry-After"] = str(refusal.retry_after)
        return page
    if found is None:
        nothing = _("Nothing is found with this code. Compare it with your receipt, sign by sign.")
        return _page(Filled({"code": typed}, {"code": nothing}), status=404)
    return _page(Filled({"code": typed}), found)


def _page(filled: Filled, found: PublicProgress | None = None, *, status: int = 200) -> Response:
    page = make_response(
        render_template(
            "documents/progress.html",
            filled=filled,
            found=found,
            headline=headline(found) if found else "",
            lines=_lines(found) if found else (),
        ),
        status,
    )
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


def headline(found: PublicProgress) -> str:
    """The one sentence that people came for."""
    today = clock.today()
    words = {
        Standing.OPEN: _("In work"),
        Standing.IN_TIME: _("In work, in time"),
        Standing.LATE: _("In work, late"),
        Standing.DONE: _("Completed"),
        Standing.DONE_LATE: _("Completed, after the deadline"),
    }
    if found.standing is Standing.LATE and found.due_at:
        days = clock.working_days_between(clock.to_local(found.due_at).date(), today)
        if days:
            return ngettext(
                "In work, %(num)d working day late", "In work, %(num)d working days late", days
            )
    return words[found.standing]


def _lines(found: PublicProgress) -> list[LogLine]:
    """Oldest first: the last line of an open matter is where it stands."""
    last = len(found.lines) - 1
    is_open = found.closed_at is None
    return [
        LogLine(
            what=str(line.step.label),
            who=line.unit,
            at=line.at,
            step=Step.NOW if is_open and place == last else Step.DONE,
        )
        for place, line in enumerate(found.lines)
    ]


# -------------------------------------------------------------------- the clerk's receipt


def offered(document: Document, reader: Actor) -> list[Act]:
    """The receipt stands behind the acts of a registered document from outside the agencies."""
    is_outside = document.arrival_no is not None and not document.issuer_code
    if not is_outside or document.is_restricted or not document.is_incoming:
        return []
    if not allowed(reader, Can.GIVE_PROGRESS_CODE, document):
        return []
    url = url_for("documents.receipt", uid=document.uid)
    return [Act(_("Receipt for the sender"), url, icon="print", method="get", is_minor=True)]


@bp.get("/<uuid:uid>/receipt")
def receipt(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.GIVE_PROGRESS_CODE, document)
    return _receipt_form(document, Filled({}))


def _receipt_form(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/receipt.html",
        document,
        filled=filled,
        senders=[(one.value, str(one.label)) for one in Sender],
        has_code=queries.has_progress_code(document),
    )


@bp.post("/<uuid:uid>/receipt", endpoint="print_receipt")
def print_receipt(uid: UUID) -> Response:
    """The paper itself, shown once: its code is known nowhere else."""
    document = visible(uid)
    return answer(
        lambda: _printed(document), lambda filled: _receipt_form(document, filled), request.form
    )


def _printed(document: Document) -> Response:
    code = operations.give_progress_code(document, _sender(), by=actor())
    address = url_for("progress.ask", _external=True)
    page = render_template(
        "documents/receipt_paper.html",
        document=document,
        paper=PAPER,
        agency=units.name_of(document.agency_id),
        code=code,
        address=address,
        picture=picture_of(f"{address}#{code}"),
        due=_vi_day(document.due_at) if document.due_at else "",
        today=_vi_day(clock.now()),
    )
    return make_response(page)


def _vi_day(at: datetime) -> str:
    return f"{clock.to_local(at):%d/%m/%Y}"


def _sender() -> Sender:
    try:
        return Sender(request.form.get("sender", ""))
    except ValueError:
        raise Invalid(
            _("Say who sent it."), fields={"sender": _("Choose a citizen or a business.")}
        ) from None


def picture_of(text: str) -> Markup:
    """A QR code as part of the page; what stands behind the # never reaches a server's log."""
    import segno

    made = segno.make(text, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return Markup(made)  # noqa: S704 - drawn by us


@bp.post("/<uuid:uid>/receipt/withdrawal", endpoint="withdraw_code")
def withdraw_code(uid: UUID) -> Response:
    document = visible(uid)
    return answer(
        lambda: _withdrawn(document), lambda filled: _receipt_form(document, filled), request.form
    )


def _withdrawn(document: Document) -> Response:
    operations.withdraw_progress_code(document, request.form.get("text", ""), by=actor())
    toast(_("The code has been withdrawn; nobody can follow this document with it any more."))
    return redirect(page_of(document), code=303)
