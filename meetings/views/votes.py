"""Votes in the room: preparing, casting, closing, the record."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations
from meetings.forms import votes as forms
from meetings.forms.answers import Filled, answer
from meetings.models import BallotBox, BoxMode, Meeting
from meetings.policy import admitted
from meetings.policy.votes import CanVote
from meetings.queries import agenda_of
from meetings.queries import votes as queries
from meetings.rows import votes as rows
from meetings.views.blueprint import actor, bp, visible
from meetings.voting import words
from meetings.voting.rules import vote_rules
from office import clock
from office.i18n import _, language
from office.permissions import allowed, require
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/votes")
def votes(uid: UUID) -> str:
    """All votes of a meeting, the open one first."""
    meeting = visible(uid)
    return render_template(
        "meetings/votes.html",
        meeting=meeting,
        votes=rows.shown(meeting, actor()),
        may_prepare=allowed(actor(), CanVote.PREPARE, meeting),
    )


@bp.get("/<uuid:uid>/votes/new")
def vote_form(uid: UUID) -> str:
    """What is to be put to the vote, and how."""
    meeting = visible(uid)
    require(actor(), CanVote.PREPARE, meeting)
    item = request.args.get("item", "")
    return _form(meeting, Filled({"item": item, "seats": "1", "rule": meeting.rule}))


def _form(meeting: Meeting, filled: Filled) -> str:
    unnamed = [("", _("As the item asks: about a person in secret"))]
    rules = [(row.code, row.name(language())) for row in vote_rules(clock.today())]
    return render_template(
        "meetings/vote_form.html",
        meeting=meeting,
        box=None,
        filled=filled,
        modes=unnamed + [(one.value, str(one.label)) for one in BoxMode],
        items=[("", _("No item")), *((str(one.uid), one.title) for one in agenda_of(meeting))],
        rules=[("", _("As the meeting has it")), *rules],
    )


@bp.post("/<uuid:uid>/votes/new")
def prepare_vote(uid: UUID) -> Response:
    meeting = visible(uid)
    require(actor(), CanVote.PREPARE, meeting)

    def act() -> Response:
        question = forms.question_of(meeting, request.form)
        box = operations.prepare_box(meeting, question, by=actor())
        if box.is_secret:
            return redirect(_at("meetings.vote_board", box, meeting), code=303)
        return _back(meeting)

    return answer(act, lambda filled: _form(meeting, filled), request.form)


def _at(endpoint: str, box: BallotBox, meeting: Meeting) -> str:
    return url_for(endpoint, uid=meeting.uid, item_uid=box.uid)


def _back(meeting: Meeting) -> Response:
    """Into the room for whoever came from there."""
    here = "meetings.room" if request.form.get("_from") == "room" else "meetings.votes"
    return redirect(url_for(here, uid=meeting.uid), code=303)


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/open")
def open_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    operations.open_box(box, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/close")
def close_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    operations.close_box(box, by=actor())
    return _back(meeting)


@bp.get("/<uuid:uid>/votes/<uuid:item_uid>/void")
def void_form(uid: UUID, item_uid: UUID) -> str:
    """Why a vote is declared void."""
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.HOLD, box)
    return render_template("meetings/vote_void.html", meeting=meeting, box=box, filled=Filled())


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/void")
def void_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())

    def act() -> Response:
        operations.declare_void(box, request.form.get("reason", ""), by=actor())
        return _back(meeting)

    def page(filled: Filled) -> str:
        return render_template("meetings/vote_void.html", meeting=meeting, box=box, filled=filled)

    return answer(act, page, request.form)


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/paper")
def cast_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    if operations.cast(box, request.form.getlist("choice"), by=actor()):
        toast(_("Your paper is in the box."))
    else:
        toast(_("You had voted before: the first paper counts."))
    return _back(meeting)


@bp.get("/<uuid:uid>/votes/<uuid:item_uid>/record")
def vote_record(uid: UUID, item_uid: UUID) -> str:
    """The record of the count (biên bản kiểm phiếu), to print and sign on paper."""
    meeting, box = queries.visible_box(uid, item_uid, actor())
    return render_template(
        "meetings/vote_record.html",
        meeting=meeting,
        box=box,
        vote=rows.shown_box(box, actor(), admitted(actor(), meeting)),
        words=words,
    )
