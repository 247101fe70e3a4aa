"""The minutes as a page: sections written together, suggestions, tasks handed out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries as documents
from meetings import operations, queries
from meetings.compose import merging
from meetings.forms import minutes as forms
from meetings.models import (
    AgendaItem,
    LeadAnswer,
    Meeting,
    MeetingState,
    MeetingTask,
    MinuteSection,
    SectionPlace,
    Suggestion,
    SuggestionState,
)
from meetings.operations.minutes_writing import WRITABLE
from meetings.policy.minutes import Can
from meetings.views.blueprint import actor, bp, visible
from office.errors import Conflict, Invalid, NotFound
from office.i18n import _
from office.permissions import allowed, require
from office.typed import whole
from office.ui.toasts import toast
from office.units import queries as units


@dataclass(frozen=True)
class Clash:
    """A text that could not be saved, put together with the one that stands."""

    section: MinuteSection
    trouble: str
    typed: str
    merged: merging.Merged


@dataclass(frozen=True)
class SectionLine:
    """One section as the page shows it."""

    section: MinuteSection
    item: AgendaItem | None
    is_held: bool
    blocks: list[forms.Inserted]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class TaskLine:
    """A task with what this reader may do about it."""

    task: MeetingTask
    lead: str
    helpers: str
    may_answer: bool
    may_open: bool  # in the register, which shows a task to those at work on it


@bp.get("/<uuid:uid>/minutes")
def minutes(uid: UUID) -> Response:
    """The minutes as they stand; writable for the secretary and the chair."""
    given = {name: request.args[name][:4000] for name in ("text", "item") if name in request.args}
    return _page(readable(uid), filled={"values": given, "errors": {}})


def readable(uid: UUID) -> Meeting:
    """The meeting whose minutes the reader may read."""
    meeting = visible(uid)
    require(actor(), Can.READ, meeting)
    return meeting


def _page(
    meeting: Meeting, *, clash: Clash | None = None, filled: Any = None, status: int = 200
) -> Response:
    writes = allowed(actor(), Can.WRITE, meeting) and meeting.state in WRITABLE
    text = render_template(
        "meetings/minutes.html",
        meeting=meeting,
        lines=_lines(meeting),
        places=SectionPlace,
        writes=writes,
        suggests=_may_suggest(meeting),
        chairs=allowed(actor(), Can.CONFIRM, meeting) and meeting.state in WRITABLE,
        tasks=task_lines(meeting),
        carried=queries.carried_over(meeting, actor()),
        open_suggestions=queries.suggestions_of(meeting, state=SuggestionState.OPEN),
        decided=[one for one in queries.suggestions_of(meeting) if one.decided_at],
        sections={one.id: one for one in queries.sections_of(meeting)},
        task_items=[(str(one.uid), one.title) for one in queries.agenda_of(meeting)],
        unit_options=forms.unit_options(meeting) if writes else [],
        clash=clash,
        filled=filled or {"values": {}, "errors": {}},
        agree=LeadAnswer.AGREES.value,
        object=LeadAnswer.OBJECTS.value,
    )
    return make_response(text, status)


def _lines(meeting: Meeting) -> list[SectionLine]:
    items = {item.id: item for item in queries.agenda_of(meeting)}
    found = []
    for section in queries.sections_of(meeting):
        item = items.get(section.item_id or 0)
        held = queries.is_held(section, actor())
        blocks = list(forms.blocks_of(meeting, item))
        found.append(SectionLine(section, item, held, blocks, merging.paragraphs(section.body)))
    return found


def _may_suggest(meeting: Meeting) -> bool:
    is_read = meeting.state is MeetingState.MINUTES_REVIEW
    return is_read and allowed(actor(), Can.SUGGEST, meeting)


def task_lines(meeting: Meeting) -> list[TaskLine]:
    """The tasks, each with its units by their names."""
    return [
        TaskLine(
            task,
            units.name_of(task.lead_unit_id),
            ", ".join(units.name_of(one) for one in task.helper_ids),
            allowed(actor(), Can.ANSWER, task),
            _may_open(task.task_uid),
        )
        for task in queries.meeting_tasks(meeting)
    ]


def _may_open(uid: UUID | None) -> bool:
    try:
        return uid is not None and documents.visible_task(uid, actor()).uid == uid
    except NotFound:
        return False


def back(meeting: Meeting, anchor: str = "") -> Response:
    """To the page of the minutes, where the reader was."""
    return redirect(url_for("meetings.minutes", uid=meeting.uid, _anchor=anchor or None), code=303)


# ------------------------------------------------------------------------------ writing


@bp.post("/<uuid:uid>/minutes")
def begin_minutes(uid: UUID) -> Response:
    """Lay out the sections."""
    meeting = visible(uid)
    operations.begin_minutes(meeting, by=actor())
    return back(meeting)


@bp.post("/<uuid:uid>/minutes/<uuid:item_uid>")
def save_section(uid: UUID, item_uid: UUID) -> Response:
    """Save a section; a clash comes back with both texts put together."""
    meeting = visible(uid)
    section = queries.section_by(meeting, item_uid)
    body, base = request.form.get("body", ""), whole(request.form.get("base", "")) or 0
    if "proposal" in request.form:
        operations.bring_back(section, body, base=base, by=actor())
        return back(meeting, "suggestions")
    try:
        operations.save_section(section, body, base=base, by=actor())
    except Conflict as refusal:
        merged = queries.merged(section, base, body)
        clash = Clash(section, str(refusal.message), body, merged)
        return _page(meeting, clash=clash, status=refusal.status)
    if "done" in request.form:
        operations.release_section(section, by=actor())
    return back(meeting, f"s-{section.uid}")


@bp.get("/<uuid:uid>/minutes/<uuid:item_uid>/versions")
def section_versions(uid: UUID, item_uid: UUID) -> str:
    """Every version of a section."""
    meeting = readable(uid)
    section = queries.section_by(meeting, item_uid)
    return render_template(
        "meetings/minute_versions.html",
        meeting=meeting,
        part=section,
        versions=queries.section_versions(section),
    )


@bp.post("/<uuid:uid>/agenda/<uuid:item_uid>/conclusion")
def conclude_item(uid: UUID, item_uid: UUID) -> Response:
    """Keep what the chair concluded on an item."""
    meeting, item = queries.visible_item(item_uid, actor())
    if meeting.uid != uid:
        raise NotFound(_("There is no such item on an agenda of yours."))
    words, number = request.form.get("conclusion", ""), request.form.get("number", "")
    operations.conclude_item(item, words, number, by=actor())
    return back(meeting, f"i-{item.uid}")


# -------------------------------------------------------------------------- suggestions


@bp.post("/<uuid:uid>/minutes/<uuid:item_uid>/suggestions")
def suggest(uid: UUID, item_uid: UUID) -> Response:
    """Wish other words for a paragraph."""
    meeting = readable(uid)
    section = queries.section_by(meeting, item_uid)
    given = request.form
    operations.suggest(
        section,
        given.get("body", ""),
        paragraph=whole(given.get("paragraph", "")) or 0,
        base=whole(given.get("base", "")) or 0,
        reason=given.get("reason", ""),
        by=actor(),
    )
    toast(_("Your suggestion lies before the secretary."))
    return back(meeting, "suggestions")


@bp.post("/<uuid:uid>/suggestions/<uuid:item_uid>/decision")
def decide_suggestion(uid: UUID, item_uid: UUID) -> Response:
    """Take words in, or decline them with the reason."""
    meeting = visible(uid)
    suggestion = queries.suggestion_by(meeting, item_uid)
    answer = request.form.get("answer", "")
    act = _take if "take" in request.form else _decline
    act(suggestion, answer)
    return back(meeting, "suggestions")


def _take(suggestion: Suggestion, answer: str) -> None:
    operations.take_in(suggestion, answer, by=actor())


def _decline(suggestion: Suggestion, answer: str) -> None:
    operations.decline_suggestion(suggestion, answer, by=actor())


# -------------------------------------------------------------------------------- tasks


@bp.post("/<uuid:uid>/tasks")
def hand_out(uid: UUID) -> Response:
    """Hand out a task; what cannot be taken is said at its field."""
    meeting = visible(uid)
    try:
        operations.hand_out(meeting, forms.task_of(meeting, request.form), by=actor())
    except Invalid as refusal:
        typed = {**request.form, "helpers": request.form.getlist("helpers")}
        filled = {"values": typed, "errors": refusal.fields}
        return _page(meeting, filled=filled, status=refusal.status)
    return back(meeting, "tasks")


@bp.post("/<uuid:uid>/tasks/<uuid:item_uid>/answer")
def answer_task(uid: UUID, item_uid: UUID) -> Response:
    """Agree for the lead unit, or object."""
    meeting = visible(uid)
    task = queries.meeting_task_by(meeting, item_uid)
    agrees = request.form.get("answer") == LeadAnswer.AGREES
    said = LeadAnswer.AGREES if agrees else LeadAnswer.OBJECTS
    operations.answer_hand_out(task, said, request.form.get("objection", ""), by=actor())
    return back(meeting, "tasks")


@bp.post("/<uuid:uid>/tasks/<uuid:item_uid>/confirmation")
def confirm_task(uid: UUID, item_uid: UUID) -> Response:
    """Confirm a task as the chair."""
    return _moved(uid, item_uid, lambda task: operations.confirm_hand_out(task, by=actor()))


@bp.post("/<uuid:uid>/tasks/<uuid:item_uid>/withdrawal")
def withdraw_task(uid: UUID, item_uid: UUID) -> Response:
    """Withdraw a task that was not issued."""
    why = request.form.get("reason", "")
    return _moved(uid, item_uid, lambda task: operations.withdraw_hand_out(task, why, by=actor()))


def _moved(uid: UUID, item_uid: UUID, act: Callable[[MeetingTask], None]) -> Response:
    meeting = visible(uid)
    act(queries.meeting_task_by(meeting, item_uid))
    return back(meeting, "tasks")
