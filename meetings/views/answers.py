"""The invitation and its answers: one's own, stand-ins for the chair, doubtful ones, guests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from meetings import operations, queries
from meetings.forms import answering as forms
from meetings.models import CalendarCopy, Meeting, MeetingAnswer, Participant, Rsvp
from meetings.operations.answering import SEATED
from meetings.policy import Can as Meetings
from meetings.policy import admitted
from meetings.policy.answering import Can
from meetings.views.blueprint import actor, bp, visible
from office.accounts.queries import possible_deputies
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import allowed
from office.ui.toasts import toast
from office.units.queries import name_of

MOST = 300
ANSWERS = (Rsvp.ACCEPTED, Rsvp.TENTATIVE, Rsvp.DECLINED)
Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One line of the list: somebody invited, for whom he stands, what his calendar knows."""

    person: Participant
    stands_for: Participant | None
    copy: CalendarCopy | None
    links: int

    @property
    def waits(self) -> bool:
        """Whether the chair is asked for his consent."""
        return self.stands_for is not None and self.person.consented_at is None


@bp.get("/<uuid:uid>/answers")
def answers(uid: UUID) -> str:
    """Who comes, who does not, who waits for a word of the chair."""
    return _page(visible(uid))


def _page(meeting: Meeting, *, errors: Mapping[str, object] | None = None, link: str = "") -> str:
    own = admitted(actor(), meeting)
    may_answer = own is not None and allowed(actor(), Can.ANSWER, own)
    may_send = own is not None and own.part not in SEATED
    may_send = may_send and allowed(actor(), Can.SEND_STAND_IN, own)
    return render_template(
        "meetings/answers.html",
        meeting=meeting,
        rows=_rows(meeting),
        own=own,
        choices=[(one.value, one.label) for one in ANSWERS] if may_answer else [],
        deputies=_deputies() if may_send else [],
        unsettled=_unsettled(meeting) if allowed(actor(), Can.SETTLE, meeting) else [],
        may_lead=allowed(actor(), Meetings.LEAD, meeting),
        may_link=allowed(actor(), Can.LET_GUESTS_IN, meeting),
        values=request.form,
        errors=errors or {},
        link=link,
    )


def _rows(meeting: Meeting) -> list[Row]:
    people = queries.people_of(meeting)
    known = {one.id: one for one in people}
    copies, links = queries.copies_of(meeting), queries.live_links(meeting)
    return [
        Row(
            one,
            known.get(one.stands_for_id) if one.stands_for_id else None,
            copies.get(one.id),
            links.get(one.id, 0),
        )
        for one in people
    ]


def _unsettled(meeting: Meeting) -> list[tuple[MeetingAnswer, Participant]]:
    return [
        (one, db.session.get_one(Participant, one.participant_id))
        for one in queries.unsettled(meeting)
    ]


def _deputies() -> list[tuple[object, str]]:
    found = db.session.execute(possible_deputies(actor()).limit(MOST)).all()
    named = [
        (str(one.uid), f"{name} · {one.title} · {name_of(one.unit_id)}") for one, name in found
    ]
    return [("", _("Choose one.")), *named]


def _act(meeting: Meeting, act: Callable[[], None], told: str) -> BaseResponse:
    """Do it and go back to the list; what cannot be taken comes back with its reason."""
    try:
        act()
    except Invalid as refusal:
        return make_response(_page(meeting, errors=refusal.fields), refusal.status)
    toast(told)
    return redirect(url_for("meetings.answers", uid=meeting.uid), code=303)


@bp.post("/<uuid:uid>/answer")
def answer(uid: UUID) -> BaseResponse:
    """Come, perhaps, or not."""
    meeting = visible(uid)
    own = queries.own_place(meeting, actor())
    reason = request.form.get("reason", "")
    return _act(
        meeting,
        lambda: operations.answer(own, forms.rsvp(request.form), reason=reason, by=actor()),
        _("Your answer was kept."),
    )


@bp.post("/<uuid:uid>/stand-in")
def send_stand_in(uid: UUID) -> BaseResponse:
    """Send another person; the chair is asked."""
    meeting = visible(uid)
    own = queries.own_place(meeting, actor())
    reason = request.form.get("reason_sent", "")

    def act() -> None:
        other = forms.stand_in(request.form)
        try:
            operations.send_stand_in(own, other, reason=reason, by=actor())
        except Invalid as refusal:
            fields = {"reason_sent": refusal.fields.pop("reason", "")} | refusal.fields
            raise Invalid(refusal.message, fields=fields) from refusal

    return _act(meeting, act, _("The chair is asked for consent."))


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/consent")
def decide_stand_in(uid: UUID, item_uid: UUID) -> BaseResponse:
    """The chair consents to a stand-in, or insists on who was invited."""
    meeting = visible(uid)
    found = queries.participant_of(meeting, item_uid)
    verdict, reason = request.form.get("verdict"), request.form.get("reason_refused", "")
    acts: dict[str | None, Callable[[], None]] = {
        "admit": partial(operations.admit_stand_in, found, by=actor()),
        "refuse": partial(operations.refuse_stand_in, found, reason=reason, by=actor()),
    }
    if verdict not in acts:
        abort(404)
    return _act(meeting, acts[verdict], _("Your decision was told."))


@bp.post("/<uuid:uid>/answers/<uuid:item_uid>")
def settle_answer(uid: UUID, item_uid: UUID) -> BaseResponse:
    """Let a doubtful answer count, or set it aside."""
    meeting = visible(uid)
    found = queries.answer_named(meeting, item_uid)
    acts: dict[str | None, Callable[[], None]] = {
        "count": partial(operations.accept_answer, found, by=actor()),
        "aside": partial(operations.set_answer_aside, found, by=actor()),
    }
    verdict = request.form.get("verdict")
    if verdict not in acts:
        abort(404)
    return _act(meeting, acts[verdict], _("The answer was settled."))


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/link")
def make_link(uid: UUID, item_uid: UUID) -> BaseResponse:
    """Make a link for a guest; it is shown this once, to be handed to him."""
    meeting = visible(uid)
    secret = operations.make_link(queries.participant_of(meeting, item_uid), by=actor())
    place = url_for("meetingguests.show", word=secret, _external=True)
    shown = Response(_page(meeting, link=place), mimetype="text/html")
    shown.headers["Cache-Control"] = "no-store"
    return shown


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/link/withdrawal")
def withdraw_links(uid: UUID, item_uid: UUID) -> BaseResponse:
    """Shut the links of a guest."""
    meeting = visible(uid)
    operations.withdraw_links(queries.participant_of(meeting, item_uid), by=actor())
    toast(_("The links of this guest open nothing any more."))
    return redirect(url_for("meetings.answers", uid=meeting.uid), code=303)
