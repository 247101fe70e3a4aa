"""After a session: reading, papers and signatures, documents, the work file, papers to print."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from documents import queries as documents
from meetings import operations, queries
from meetings.forms import minutes as forms
from meetings.forms.printing import PRINTED, printed
from meetings.models import HELD, Meeting, MeetingClosing, MeetingState, MinutePaper, PaperState
from meetings.operations import Filing
from meetings.policy.minutes import Can
from meetings.queries import recordings_aside
from meetings.views.blueprint import actor, bp, visible
from meetings.views.minutes import readable, task_lines
from office import blobs, law
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import allowed
from office.typed import whole
from office.ui.toasts import toast
from signing import queries as signing

PDF = "application/pdf"
WAITING = (MeetingState.CLOSED, MeetingState.MINUTES_REVIEW)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: Mapping[str, tuple[str, str]] = {
    "pdf": (PDF, "sha256"),
    "docx": (DOCX, "docx_sha256"),
    "json": ("application/json", "manifest_sha256"),
}


@bp.get("/<uuid:uid>/closing")
def closing(uid: UUID) -> Response:
    """What follows the session, step by step."""
    return _page(readable(uid))


def _page(meeting: Meeting, *, errors: Mapping[str, object] | None = None) -> Response:
    paper, follows = queries.present_paper(meeting), queries.closing_of(meeting)
    verdict = signing.verdict_of(paper.sha256) if paper and paper.sha256 else None
    text = render_template(
        "meetings/closing.html",
        meeting=meeting,
        closing=follows,
        registered=_registered(follows),
        paper=paper,
        former=[one for one in queries.minute_papers(meeting) if one is not paper],
        verdict=signing.panel(verdict) if verdict else None,
        tasks=task_lines(meeting),
        awaited=recordings_aside.awaited(meeting) if meeting.state in WAITING else [],
        late=sum(one.pieces for one in recordings_aside.late_of(meeting)),
        may=_may(meeting),
        is_held=meeting.state in HELD,
        states=MeetingState,
        papers=PaperState,
        filing=forms.filing_values(meeting),
        retentions=[(row.code, row.vi) for row in law.retentions()],
        errors=errors or {},
    )
    answer = make_response(text, 422 if errors else 200)
    if paper and paper.state is PaperState.COMPOSING and not paper.problem:
        answer.headers["Refresh"] = "2"
    return answer


def _registered(closing: MeetingClosing | None) -> Any:
    """The minutes in the register, with their number once they have one."""
    uid = closing.minutes_uid if closing else None
    return next(iter(documents.visible_documents([uid], actor())), None) if uid else None


def _may(meeting: Meeting) -> dict[str, bool]:
    return {
        "write": allowed(actor(), Can.WRITE, meeting),
        "secretary": allowed(actor(), Can.SIGN_AS_SECRETARY, meeting),
        "chair": allowed(actor(), Can.SIGN_AS_CHAIR, meeting),
        "draw_up": allowed(actor(), Can.DRAW_UP, meeting),
        "register": allowed(actor(), Can.REGISTER, meeting),
    }


def back(meeting: Meeting) -> Response:
    """To the page of what follows."""
    return redirect(url_for("meetings.closing", uid=meeting.uid), code=303)


@bp.post("/<uuid:uid>/reading")
def send_for_reading(uid: UUID) -> Response:
    """Give the minutes to those who took part."""
    meeting = visible(uid)
    hours = whole(request.form.get("hours", "24")) or 0
    try:
        operations.send_for_reading(meeting, hours=hours, by=actor())
    except Invalid as refusal:
        return _page(meeting, errors=refusal.fields)
    toast(_("The minutes can be read by those who took part."))
    return back(meeting)


@bp.post("/<uuid:uid>/reading/end")
def end_reading(uid: UUID) -> Response:
    """End the reading before its time."""
    return _done(uid, lambda meeting: operations.end_reading(meeting, by=actor()))


@bp.post("/<uuid:uid>/reading/withdrawal")
def take_minutes_back(uid: UUID) -> Response:
    """Take the minutes back to write on them."""
    return _done(uid, lambda meeting: operations.take_minutes_back(meeting, by=actor()))


@bp.post("/<uuid:uid>/paper")
def ask_paper(uid: UUID) -> Response:
    """Have the minutes made anew."""
    return _done(uid, lambda meeting: operations.ask_paper(meeting, by=actor()))


def _done(uid: UUID, act: Callable[[Meeting], Any]) -> Response:
    meeting = visible(uid)
    act(meeting)
    return back(meeting)


@bp.post("/<uuid:uid>/signatures/<who>")
def sign_minutes(uid: UUID, who: str) -> Response:
    """Have a signature prepared; the PIN is asked on the page of the request."""
    meeting = visible(uid)
    if who == "secretary":
        asked = operations.prepare_secretary_signature(meeting, by=actor())
    elif who == "chair":
        asked = operations.prepare_chair_signature(meeting, by=actor())
    else:
        raise NotFound(_("Secretary and chair sign the minutes."))
    onward = url_for("meetings.closing", uid=meeting.uid)
    return redirect(url_for("signing.show_request", uid=asked.uid, next=onward), code=303)


@bp.post("/<uuid:uid>/notice")
def draft_notice(uid: UUID) -> Response:
    """Begin the notice of conclusions, and go to its draft."""
    found = operations.draft_notice(visible(uid), by=actor())
    return redirect(url_for("documents.show", uid=found), code=303)


@bp.post("/<uuid:uid>/minutes-registration")
def register_minutes(uid: UUID) -> Response:
    """Enter the signed minutes as an outgoing document, and go to its draft."""
    found = operations.register_minutes(visible(uid), by=actor())
    return redirect(url_for("documents.show", uid=found), code=303)


@bp.post("/<uuid:uid>/work-file")
def file_meeting(uid: UUID) -> Response:
    """Open the work file of the meeting with all that belongs to it."""
    meeting = visible(uid)
    names = ("title", "notation", "retention")
    filing = Filing(**{name: request.form.get(name, "") for name in names})
    try:
        operations.file_meeting(meeting, filing, by=actor())
    except Invalid as refusal:
        return _page(meeting, errors=refusal.fields)
    toast(_("The work file of the meeting is open."))
    return back(meeting)


@bp.post("/<uuid:uid>/ink")
def keep_ink(uid: UUID) -> Response:
    """Keep the scan of minutes signed in ink."""
    meeting = visible(uid)
    try:
        _name, stored = forms.pdf_of(request.files.get("scan"), "scan")
        operations.keep_ink(meeting, stored, by=actor())
    except Invalid as refusal:
        return _page(meeting, errors=refusal.fields)
    toast(_("The scan stands beside the minutes."))
    return back(meeting)


# -------------------------------------------------------------------------------- files


@bp.get("/<uuid:uid>/minutes/<int:number>.<kind>")
def minutes_file(uid: UUID, number: int, kind: str) -> Response:
    """A making of the minutes: the pages, the form for a word processor, or the manifest."""
    meeting = readable(uid)
    if kind not in KINDS:
        raise NotFound(_("There is no such paper of these minutes."))
    media_type, column = KINDS[kind]
    sha256 = getattr(_paper(meeting, number), column)
    if not sha256:
        raise NotFound(_("The paper is still being made."))
    name = f"bien-ban-{meeting.number}-{meeting.year}.{kind}"
    return send_file(
        blobs.path_of(sha256), mimetype=media_type, download_name=name, as_attachment=kind != "pdf"
    )


def _paper(meeting: Meeting, number: int) -> MinutePaper:
    found = (one for one in queries.minute_papers(meeting) if one.number == number)
    paper = next(found, None)
    if paper is None:
        raise NotFound(_("There is no such paper of these minutes."))
    return paper


@bp.get("/<uuid:uid>/ink.pdf")
def ink(uid: UUID) -> Response:
    """The scan of the minutes signed in ink."""
    closing = queries.closing_of(readable(uid))
    if closing is None or not closing.ink_sha256:
        raise NotFound(_("No minutes signed in ink were kept."))
    return send_file(blobs.path_of(closing.ink_sha256), mimetype=PDF)


@bp.get("/<uuid:uid>/print/<what>.pdf")
def print_paper(uid: UUID, what: str) -> Response:
    """The attendance sheet, name cards or the plan of seats."""
    meeting = readable(uid)
    if what not in PRINTED:
        raise NotFound(_("There is no such paper for the room."))
    if not queries.people_of(meeting):
        raise Refusal(_("Nobody is on the list yet."))
    answer = make_response(
        printed(meeting, what, across=whole(request.args.get("across", "")) or 6)
    )
    answer.content_type = PDF
    return answer
