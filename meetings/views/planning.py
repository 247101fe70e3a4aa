"""Planning a meeting and changing its plan; what clashes is shown before anything is kept."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms import planning as forms
from meetings.forms.shown import Shown
from meetings.models import Form, Kind, Meeting, NoMeeting, RecordingPolicy, Secrecy
from meetings.policy import Can
from meetings.queries import media
from meetings.views.blueprint import actor, bp, page_of, visible
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui.filled import Filled, Page, answer
from office.ui.toasts import toast
from office.units.settings import settings_of

CHECK = "check"


@bp.get("/new")
def new() -> str:
    """An empty plan; a classified meeting has a form of its own."""
    require(actor(), Can.PLAN, actor())
    engine = media.usual_engine(actor().agency_id or 0).value
    filled = Filled(forms.new_values(engine=engine))
    return _page(None, filled, is_paper="classified" in request.args)


@bp.post("/new")
def plan() -> Response:
    """Plan it and go on with the people."""
    require(actor(), Can.PLAN, actor())
    is_paper = "classified" in request.form
    return _answered(_plan, lambda filled: _page(None, filled, is_paper=is_paper))


def _plan() -> str:
    meeting = operations.plan_meeting(_read(), by=actor())
    toast(_("Meeting %(number)s is planned; now choose who takes part.", number=meeting.code))
    return url_for("meetings.people", uid=meeting.uid)


@bp.get("/<uuid:uid>/plan")
def plan_form(uid: UUID) -> str:
    """The plan as it stands."""
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)
    shown = forms.values_of(meeting, queries.rooms_held_for(meeting))
    return _page(meeting, Filled(shown), is_paper=meeting.is_classified)


@bp.post("/<uuid:uid>/plan")
def change_plan(uid: UUID) -> Response:
    """Keep the changed plan."""
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)

    def change() -> str:
        operations.change_plan(meeting, _read(), by=actor())
        toast(_("The plan is kept."))
        return page_of(meeting)

    return _answered(change, lambda filled: _page(meeting, filled, is_paper=meeting.is_classified))


def _read() -> operations.Plan:
    read = forms.paper_entry_of if "classified" in request.form else forms.plan_of
    return read(request.form)


def _answered(act: Callable[[], str], page: Page) -> Response:
    """A check of clashes only shows the page again."""
    if CHECK in request.form:
        return make_response(page(Filled(Shown(request.form))))
    return answer(act, page, name="title")


def _page(meeting: Meeting | None, filled: Filled, *, is_paper: bool) -> str:
    shown = filled.values if isinstance(filled.values, Shown) else Shown(request.form)
    return render_template(
        "meetings/paper_entry_form.html" if is_paper else "meetings/plan_form.html",
        meeting=meeting,
        filled=filled,
        shown=shown,
        errors=filled.errors,
        offers=_offers(meeting, shown),
        busy=_busy(meeting, shown),
        is_checked=CHECK in request.form,
        notice_days=_notice_days(meeting),
        rules=forms.rule_options(),
        kinds=forms.options(Kind),
        ways=forms.options(Form),
        degrees=[row for row in forms.options(Secrecy) if row[0] != Secrecy.NONE.value],
        recordings=forms.options(RecordingPolicy),
        engines=forms.engine_options(meeting.engine if meeting else ""),
        cases=forms.options(NoMeeting),
        action=url_for("meetings.change_plan", uid=meeting.uid)
        if meeting
        else url_for("meetings.plan"),
        back=page_of(meeting) if meeting else url_for("meetings.listed"),
    )


def _notice_days(meeting: Meeting | None) -> int:
    agency_id = meeting.agency_id if meeting else actor().agency_id
    return settings_of(agency_id or 0).meeting_notice_days


def _offers(meeting: Meeting | None, shown: Shown) -> list[queries.Offer]:
    agency_id = actor().agency_id
    if agency_id is None:
        return []
    try:
        starts_at, ends_at = forms.times_of(shown)
    except Invalid:
        starts_at, ends_at = forms.times_of(forms.new_values())
    people = len(queries.people_of(meeting)) if meeting else 0
    but = meeting.id if meeting else 0
    return queries.offers(agency_id, starts_at, ends_at, people=people, but=but)


def _busy(meeting: Meeting | None, shown: Shown) -> list[queries.Clash]:
    """Who of the list, or the planner himself, is not free at the hours that stand in the form."""
    listed = queries.people_of(meeting) if meeting else []
    people = {one.person_id for one in listed if one.person_id} or {actor().person_id or 0}
    try:
        starts_at, ends_at = forms.times_of(shown)
    except Invalid:
        return []
    but = meeting.id if meeting else 0
    return queries.busy_people(actor(), people, starts_at, ends_at, but=but)
