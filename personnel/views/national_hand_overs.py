"""Officials who go to another body or come from one: proposed, accepted, refused."""

from functools import partial
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.filled import Filled, answer
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.models import Dossier, HandOver, HandOverState
from personnel.policy.national import CanTell
from personnel.queries import hearing
from personnel.queries.received import doubles_of
from personnel.rows.received import shown_record
from personnel.views.blueprint import actor, bp
from personnel.views.head import head
from personnel.views.national_head import national_tabs


@bp.get("/national/hand-overs")
def hand_overs() -> str:
    """Who comes and who goes, newest first."""
    require(actor(), CanTell.SEE, None)
    page = paging.latest(hearing.hand_overs(actor()), HandOver.id, request.args.get("after"))
    return render_template(
        "personnel/national_hand_overs.html",
        rows=page.rows,
        tabs=national_tabs("personnel.hand_overs"),
        next_url=url_for("personnel.hand_overs", after=page.after) if page.after else "",
    )


@bp.get("/national/hand-overs/<uuid:uid>")
def hand_over(uid: UUID) -> str:
    """One hand-over; of who comes what was received and whether somebody like him is here."""
    return _page(hearing.hand_over_by(uid, actor()), Filled())


@bp.post("/national/hand-overs/<uuid:uid>/acceptance")
def accept_hand_over(uid: UUID) -> Response:
    """Take the official over."""
    found = hearing.hand_over_by(uid, actor())

    def act() -> str:
        operations.accept_hand_over(found, request.form.get("staff_no", ""), by=actor())
        toast(_("The dossier is opened once the national database has given him over."))
        return url_for("personnel.hand_over", uid=uid)

    return answer(act, partial(_page, found), name="staff_no")


@bp.post("/national/hand-overs/<uuid:uid>/refusal")
def reject_hand_over(uid: UUID) -> Response:
    """Leave the official with the other body."""
    found = hearing.hand_over_by(uid, actor())

    def act() -> str:
        operations.reject_hand_over(found, request.form.get("answer", ""), by=actor())
        return url_for("personnel.hand_over", uid=uid)

    return answer(act, partial(_page, found), name="answer")


@bp.get("/<uuid:uid>/hand-over")
def hand_over_form(uid: UUID) -> str:
    """To which body an official goes who leaves by a decision."""
    found = queries.visible_dossier(uid, actor())
    require(actor(), CanTell.SETTLE, found)
    return _form(found, Filled())


@bp.post("/<uuid:uid>/hand-over")
def propose_hand_over(uid: UUID) -> Response:
    """Offer him to that body."""
    found = queries.visible_dossier(uid, actor())

    def act() -> str:
        said = {name: request.form.get(name, "") for name in ("receiver", "reason")}
        made = operations.propose_hand_over(found, operations.Proposal(**said), by=actor())
        toast(_("The other body is asked; until it accepts he stays here."))
        return url_for("personnel.hand_over", uid=made.uid)

    return answer(act, partial(_form, found), name="receiver")


def _form(found: Dossier, filled: Filled) -> str:
    return render_template(
        "personnel/hand_over_form.html",
        **head(found, "national"),
        leaving=hearing.leaving_day(found),
        last=hearing.hand_over_of(found),
        filled=filled,
    )


def _page(found: HandOver, filled: Filled) -> str:
    menu.mark_current("personnel.national")
    waits = found.comes and found.state is HandOverState.PROPOSED
    may_answer = waits and allowed(actor(), CanTell.RECEIVE, found)
    return render_template(
        "personnel/national_hand_over.html",
        found=found,
        dossier=hearing.dossier_of_hand(found, actor()),
        record=shown_record(found) if may_answer else [],
        doubles=doubles_of(found) if may_answer else [],
        may_answer=may_answer,
        filled=filled,
    )
