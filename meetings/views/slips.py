"""Opinion slips between sessions: written, sent, answered, counted, signed."""

from uuid import UUID

from flask import Flask, redirect, render_template, request, send_file, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from meetings import operations
from meetings.forms import slips as forms
from meetings.forms.answers import Filled, answer
from meetings.lifecycle import SLIP
from meetings.models import OpinionSlip, SlipAnswer, SlipState
from meetings.policy.slips import CanSlip, member_of
from meetings.queries import slips as queries
from meetings.rows.votes import OUTCOMES
from meetings.views.blueprint import actor, bp
from meetings.voting.counting import Outcome
from office import blobs
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.toasts import toast

PDF = "application/pdf"
LOCKED = "default-src 'none'; sandbox"


def register(app: Flask) -> None:
    """The entry of the navigation."""
    word = _l("Opinion slips")
    menu.register(app, menu.Entry("meetings.slips", word, "vote", menu.Section.COORDINATION, 11))


@bp.get("/slips")
def slips() -> str:
    """Slips that the reader asks or is asked by."""
    after = paging.decode(request.args.get("after"), int)
    size = paging.size_wanted()
    found = queries.listed_slips(actor(), before=after[0] if after else 0, size=size)
    page = paging.page_of(found, key=lambda one: (one.id,), size=size)
    return render_template(
        "meetings/slips.html",
        rows=page.rows,
        may_ask=allowed(actor(), CanSlip.ASK, actor()),
        next_url=url_for("meetings.slips", after=page.after) if page.after else "",
        first_url=url_for("meetings.slips") if after else "",
    )


@bp.get("/slips/new")
def slip_form() -> str:
    """What is asked of whom until when."""
    require(actor(), CanSlip.ASK, actor())
    return _form(None, Filled(), [])


def _form(slip: OpinionSlip | None, filled: Filled, chosen: list[str]) -> str:
    rows = queries.askable(actor())
    people = [(str(row.desk_uid), row.holder, row.title) for row in rows]
    return render_template(
        "meetings/slip_form.html",
        slip=slip,
        filled=filled,
        people=people,
        chairs=[("", _("Choose")), *((uid, name) for uid, name, _post in people)],
        chosen=chosen,
    )


@bp.post("/slips/new")
def draft_slip() -> Response:
    require(actor(), CanSlip.ASK, actor())

    def act() -> Response:
        return _to(operations.draft_slip(forms.words_of(request.form, actor()), by=actor()))

    chosen = request.form.getlist("members")
    return answer(act, lambda filled: _form(None, filled, chosen), request.form)


def _to(slip: OpinionSlip) -> Response:
    return redirect(url_for("meetings.slip", uid=slip.uid), code=303)


@bp.get("/slips/<uuid:uid>/change")
def change_form(uid: UUID) -> str:
    """The slip to be changed, before it is sent."""
    found = queries.visible_slip(uid, actor())
    require(actor(), CanSlip.KEEP, found)
    typed = forms.filled_of(found, actor())
    return _form(found, Filled(typed), typed.getlist("members"))


@bp.post("/slips/<uuid:uid>/change")
def change_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    require(actor(), CanSlip.KEEP, found)

    def act() -> Response:
        operations.change_slip(found, forms.words_of(request.form, actor()), by=actor())
        return _to(found)

    chosen = request.form.getlist("members")
    return answer(act, lambda filled: _form(found, filled, chosen), request.form)


@bp.get("/slips/<uuid:uid>")
def slip(uid: UUID) -> str:
    """One slip: the question, the papers, the own answer, what came of it."""
    return _page(queries.visible_slip(uid, actor()), Filled())


def _page(found: OpinionSlip, filled: Filled) -> str:
    own = member_of(actor(), found)
    is_asking = allowed(actor(), CanSlip.KEEP, found)
    is_over = found.state in (SlipState.CLOSED, SlipState.SIGNED)
    return render_template(
        "meetings/slip.html",
        slip=found,
        members=queries.slip_members(found),
        papers=queries.slip_papers(found),
        own=own,
        filled=filled,
        answers=[(one.value, str(one.label)) for one in SlipAnswer],
        moves={move.name for move in SLIP.moves(found, actor())},
        is_asking=is_asking,
        shows_answers=is_asking or is_over,
        may_sign=found.state == SlipState.CLOSED and allowed(actor(), CanSlip.SIGN, found),
        outcome=OUTCOMES[Outcome(found.result["outcome"])] if found.result else "",
    )


@bp.post("/slips/<uuid:uid>/send")
def send_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    operations.send_slip(found, by=actor())
    return _to(found)


@bp.post("/slips/<uuid:uid>/reminder")
def remind_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    operations.remind_members(found, by=actor())
    toast(_("Whoever did not answer was reminded."))
    return _to(found)


@bp.post("/slips/<uuid:uid>/answer")
def answer_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())

    def act() -> Response:
        said = forms.answer_of(request.form)
        operations.answer_slip(found, said, request.form.get("text", ""), by=actor())
        toast(_("Your answer is kept."))
        return _to(found)

    return answer(act, lambda filled: _page(found, filled), request.form)


@bp.post("/slips/<uuid:uid>/close")
def close_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    operations.close_slip(found, by=actor())
    return _to(found)


@bp.post("/slips/<uuid:uid>/withdrawal")
def withdraw_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())

    def act() -> Response:
        operations.withdraw_slip(found, request.form.get("reason", ""), by=actor())
        return _to(found)

    return answer(act, lambda filled: _page(found, filled), request.form)


@bp.post("/slips/<uuid:uid>/papers")
def lay_slip_paper(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    require(actor(), CanSlip.KEEP, found)

    def act() -> Response:
        file, stored = forms.paper_sent()
        kept = {"name": file.name, "media_type": file.media_type}
        operations.lay_slip_paper(found, stored, **kept, by=actor())
        return _to(found)

    return answer(act, lambda filled: _page(found, filled), request.form)


@bp.post("/slips/<uuid:uid>/papers/<uuid:item_uid>/removal")
def take_slip_paper_away(uid: UUID, item_uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    paper = queries.slip_paper(found, item_uid)
    operations.take_slip_paper_away(found, paper, by=actor())
    return _to(found)


@bp.get("/slips/<uuid:uid>/papers/<uuid:item_uid>")
def slip_paper(uid: UUID, item_uid: UUID) -> FlaskResponse:
    """A paper as it was laid with the slip."""
    paper = queries.slip_paper(queries.visible_slip(uid, actor()), item_uid)
    return _file(paper.sha256, paper.name)


@bp.get("/slips/<uuid:uid>/sheet")
def slip_sheet(uid: UUID) -> FlaskResponse:
    """The result sheet as it stands now."""
    found = queries.visible_slip(uid, actor())
    if not found.sha256:
        raise NotFound(found.problem or _("The result sheet is still being made."))
    return _file(found.sha256, "ket-qua-lay-y-kien.pdf")


def _file(sha256: str, name: str) -> FlaskResponse:
    sent = send_file(blobs.path_of(sha256), as_attachment=True, download_name=name)
    sent.headers["Content-Security-Policy"] = LOCKED
    sent.headers["Cache-Control"] = "no-store"
    return sent


@bp.post("/slips/<uuid:uid>/signature")
def sign_slip(uid: UUID) -> Response:
    found = queries.visible_slip(uid, actor())
    made = operations.prepare_slip_signature(found, by=actor())
    back = url_for("meetings.slip", uid=found.uid)
    return redirect(url_for("signing.show_request", uid=made.uid, next=back), code=303)
