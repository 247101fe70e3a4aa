"""Calling a meeting, putting it off, calling it off; the letter of invitation."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.models import Meeting
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from meetings.views.blueprint import actor, bp, page_of, visible
from office.i18n import _
from office.permissions import require
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

ACTS = {"postponement": operations.postpone, "cancellation": operations.cancel}


@bp.post("/<uuid:uid>/call")
def call(uid: UUID) -> Response:
    """The invited hear of it now, with a letter or without one."""
    meeting = visible(uid)
    operations.call(meeting, by=actor())
    toast(_("The meeting is called."))
    return redirect(page_of(meeting), code=303)


@bp.get("/<uuid:uid>/postponement")
def postponement(uid: UUID) -> str:
    """Why it is put off."""
    return _asking(uid, "postponement")


@bp.post("/<uuid:uid>/postponement")
def postpone(uid: UUID) -> Response:
    """Put it off."""
    return _answered(uid, "postponement")


@bp.get("/<uuid:uid>/cancellation")
def cancellation(uid: UUID) -> str:
    """Why it is called off."""
    return _asking(uid, "cancellation")


@bp.post("/<uuid:uid>/cancellation")
def cancel(uid: UUID) -> Response:
    """Call it off."""
    return _answered(uid, "cancellation")


def _asking(uid: UUID, act: str) -> str:
    meeting = visible(uid)
    require(actor(), Can.CALL, meeting)
    return _page(meeting, act, NOTHING)


def _answered(uid: UUID, act: str) -> Response:
    meeting = visible(uid)

    def do() -> str:
        ACTS[act](meeting, request.form.get("text", ""), by=actor())
        said = {
            "postponement": _("The meeting is put off; the invited are told."),
            "cancellation": _("The meeting is called off; the invited are told."),
        }
        toast(said[act])
        return page_of(meeting)

    return answer(do, lambda filled: _page(meeting, act, filled), name="text")


def _page(meeting: Meeting, act: str, filled: Filled) -> str:
    return render_template(
        "meetings/reason.html",
        meeting=meeting,
        is_final=act == "cancellation",
        filled=filled.values,
        errors=filled.errors,
        action=url_for(
            "meetings.cancel" if act == "cancellation" else "meetings.postpone", uid=meeting.uid
        ),
    )


@bp.post("/<uuid:uid>/letter")
def draft_letter(uid: UUID) -> Response:
    """Draft the letter and go there: it is signed, numbered and sent in the register."""
    meeting = visible(uid)
    require(actor(), CallingCan.WRITE_LETTER, meeting)
    operations.draft_letter(meeting, by=actor())
    letter = queries.letters_of(meeting)[0]
    toast(_("The letter of invitation is drafted from the plan."))
    return redirect(url_for("documents.show", uid=letter.document_uid), code=303)
