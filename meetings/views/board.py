"""The counting board of a secret vote: it is named, and each member gives his PIN by himself."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations
from meetings.forms import votes as forms
from meetings.forms.answers import Filled, answer
from meetings.models import BallotBox, BoxState, Meeting
from meetings.policy.votes import CanVote
from meetings.queries import people_of
from meetings.queries import votes as queries
from meetings.rows import votes as rows
from meetings.views.blueprint import actor, bp
from meetings.voting import sealed
from office.actor import cookie_name
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/votes/<uuid:item_uid>/board")
def vote_board(uid: UUID, item_uid: UUID) -> str:
    """Who the two members are."""
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.HOLD, box)
    named = ("first", "second")
    members = zip(named, queries.tellers_of(box), strict=False)
    return _board(meeting, box, Filled({name: str(one.uid) for name, one in members}))


def _board(meeting: Meeting, box: BallotBox, filled: Filled) -> str:
    able = [one for one in people_of(meeting) if one.is_admitted and not one.is_guest]
    return render_template(
        "meetings/vote_board.html",
        meeting=meeting,
        box=box,
        filled=filled,
        members=[("", _("Choose")), *((str(one.uid), one.name) for one in able)],
    )


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/board")
def name_board(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.HOLD, box)

    def act() -> Response:
        operations.name_board(box, *forms.board_of(meeting, request.form), by=actor())
        toast(_("The board is named. Each member now gives his PIN by himself."))
        return redirect(url_for("meetings.votes", uid=meeting.uid), code=303)

    return answer(act, lambda filled: _board(meeting, box, filled), request.form)


@bp.get("/<uuid:uid>/votes/<uuid:item_uid>/half")
def half_form(uid: UUID, item_uid: UUID) -> str:
    """Where a member of the board gives his PIN, waits for the other, and goes on."""
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.GIVE, box)
    return _half(meeting, box, Filled())


def _half(meeting: Meeting, box: BallotBox, filled: Filled) -> str:
    own = next(one for one in queries.board_of(box) if one.place.person_id == actor().person_id)
    given = queries.half_of(box, own.place)
    key = sealed.public_of(sealed.session_key(_ticket(), box=box.uid.bytes))
    return render_template(
        "meetings/vote_half.html",
        meeting=meeting,
        box=box,
        filled=filled,
        board=queries.board_of(box),
        own=own,
        is_elsewhere=given is not None and given.key != key,
        waits_for=rows.waits_for(box),
        opens=box.state == BoxState.CLOSED,
    )


def _ticket() -> bytes:
    """The secret of this session: the browser alone keeps it, the house no more than its hash."""
    return request.cookies.get(cookie_name(), "").encode()


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/half")
def give_half(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.GIVE, box)

    def act() -> Response:
        operations.give_half(box, request.form.get("pin", ""), ticket=_ticket(), by=actor())
        return redirect(_at("meetings.half_form", meeting, box), code=303)

    return answer(act, lambda filled: _half(meeting, box, filled), request.form)


def _at(endpoint: str, meeting: Meeting, box: BallotBox) -> str:
    return url_for(endpoint, uid=meeting.uid, item_uid=box.uid)


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/seal")
def seal_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    operations.seal_box(box, ticket=_ticket(), by=actor())
    toast(_("The box is sealed. Keep the PINs until the count: nobody can replace them."))
    return redirect(url_for("meetings.votes", uid=meeting.uid), code=303)


@bp.post("/<uuid:uid>/votes/<uuid:item_uid>/count")
def count_vote(uid: UUID, item_uid: UUID) -> Response:
    meeting, box = queries.visible_box(uid, item_uid, actor())
    require(actor(), CanVote.COUNT, box)

    def act() -> Response:
        operations.count_secret(box, ticket=_ticket(), by=actor())
        return redirect(url_for("meetings.votes", uid=meeting.uid), code=303)

    return answer(act, lambda filled: _half(meeting, box, filled), request.form)
