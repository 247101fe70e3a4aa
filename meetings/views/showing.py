"""The page of one meeting: the plan, who comes, what lies before each item, what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from flask import render_template, url_for

from documents import queries as documents
from meetings import queries
from meetings.forms import planning as forms
from meetings.lifecycle import MEETING
from meetings.models import (
    AHEAD,
    LIVE,
    Meeting,
    MeetingLetter,
    MeetingSeries,
    MeetingState,
    NoMeeting,
)
from meetings.operations.letters import DROPPED
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from meetings.views.blueprint import actor, bp, visible
from office import clock
from office.i18n import _, moment, time_of_day
from office.i18n import day as said_day
from office.permissions import allowed
from office.ui import actions
from office.ui.parts import Act

WAYS = {"postpone": "postponement", "cancel": "cancellation"}


@dataclass(frozen=True)
class LetterLine:
    """A letter of invitation with what the reader sees of its document."""

    letter: MeetingLetter
    url: str
    name: str
    state: object
    is_old: bool
    is_dropped: bool = False


@dataclass(frozen=True)
class Sequence:
    """Where a meeting stands in its series."""

    series: MeetingSeries
    before: Meeting | None
    after: Meeting | None


@bp.get("/<uuid:uid>")
def show(uid: UUID) -> str:
    """One meeting: when, where, who, the agenda with its papers."""
    meeting = visible(uid)
    people = queries.people_of(meeting)
    papers = queries.papers_of(meeting)
    prepares = allowed(actor(), Can.PREPARE, meeting)
    ahead = meeting.state in AHEAD
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        facts=facts_of(meeting),
        people=people,
        agenda=queries.agenda_of(meeting),
        papers=papers,
        reads=allowed(actor(), CallingCan.READ_PAPERS, meeting),
        outdated=queries.outdated([one for row in papers.values() for one in row], actor()),
        prepares=prepares and ahead,
        cases=[NoMeeting(code).label for code in meeting.cases],
        busy=_busy(meeting) if prepares and ahead else [],
        is_short=prepares and meeting.state == MeetingState.DRAFT and _lacks_reason(meeting),
        notice_days=queries.notice_days(meeting),
        letters=_letters(meeting),
        sequence=_sequence(meeting),
        acts=acts_on(meeting),
    )


def facts_of(meeting: Meeting) -> list[tuple[object, ...]]:
    """The plan as label and value."""
    rooms = ", ".join(room.name for room in queries.rooms_held_for(meeting))
    engine = forms.ENGINES.get(meeting.engine, meeting.engine) if meeting.engine != "none" else ""
    content = [
        (_("Meeting place"), meeting.place, "vi"),
        (_("Rooms and devices"), rooms, "vi"),
        (_("How people meet"), meeting.form.label),
        (_("Conference"), engine),
        (_("Recording"), meeting.recording.label),
        (_("Votes"), forms.rule_name(meeting.rule)),
    ]
    return [
        (_("When"), _days(meeting) if meeting.is_classified else _hours(meeting)),
        *([] if meeting.is_classified else content),
        (_("People"), str(meeting.head_count or ""), "num"),
    ]


def _hours(meeting: Meeting) -> str:
    begins, ends = clock.to_local(meeting.starts_at), clock.to_local(meeting.ends_at)
    one_day = begins.date() == ends.date()
    until = time_of_day(meeting.ends_at) if one_day else moment(meeting.ends_at)
    words = {"from": time_of_day(meeting.starts_at), "until": until}
    return _("%(day)s, %(from)s to %(until)s", day=said_day(begins.date()), **words)


def _days(meeting: Meeting) -> str:
    """Of a classified meeting no hour is told."""
    first, last = clock.to_local(meeting.starts_at).date(), meeting.last_day
    told = [first] if first == last else [first, last]
    return " – ".join(said_day(one) for one in told)


def _lacks_reason(meeting: Meeting) -> bool:
    is_told = meeting.is_classified or bool(meeting.urgent_reason)
    return not is_told and queries.is_short(meeting)


def _busy(meeting: Meeting) -> list[queries.Clash]:
    ids = {one.person_id for one in queries.people_of(meeting) if one.person_id}
    return queries.busy_people(actor(), ids, meeting.starts_at, meeting.ends_at, but=meeting.id)


def _letters(meeting: Meeting) -> list[LetterLine]:
    letters = queries.letters_of(meeting)
    found = documents.visible_documents([one.document_uid for one in letters], actor())
    seen = {one.uid: one for one in found}
    return [
        LetterLine(
            letter,
            url_for("documents.show", uid=document.uid),
            document.symbol or _("Draft of the letter"),
            document.state.label,
            is_old=letter.sequence != meeting.sequence,
            is_dropped=document.state.value in DROPPED,
        )
        for letter in letters
        if (document := seen.get(letter.document_uid))
    ]


def _sequence(meeting: Meeting) -> Sequence | None:
    series = queries.seen_series(meeting, actor())
    if series is None:
        return None
    before, after = queries.meeting_before(meeting), queries.meeting_after(meeting)
    ids = {one.id for one in (before, after) if one}
    seen = queries.seen_of(ids, actor())
    return Sequence(
        series,
        before if before and before.id in seen else None,
        after if after and after.id in seen else None,
    )


# --------------------------------------------------------------------------------- acts


def acts_on(meeting: Meeting) -> list[Act]:
    """What can be done now, the first one filled; other parts of the house offer theirs here."""
    offered = actions.offered("meeting", meeting, actor())
    found = [*offered, *_room(meeting), *_moves(meeting), *_preparing(meeting)]
    if found and not found[0].is_minor:
        found[0] = replace(found[0], kind="go-on")
    return found


def _act(meeting: Meeting, name: str, label: str, icon: str, **more: object) -> Act:
    return Act(label, url_for(f"meetings.{name}", uid=meeting.uid), icon=icon, **more)  # type: ignore[arg-type]  # fields of Act


def _moves(meeting: Meeting) -> Iterator[Act]:
    moves = {row.name for row in MEETING.moves(meeting, actor())}
    if "invite" in moves:
        yield from _calling(meeting)
    for move, page in WAYS.items():
        if move in moves:
            label = _("Put off") if move == "postpone" else _("Call off")
            yield _act(meeting, page, label, "x", method="get", is_minor=True)


def _calling(meeting: Meeting) -> Iterator[Act]:
    """A letter calls the meeting once it is issued; it may be called without one."""
    on_its_way = [one for one in _letters(meeting) if not (one.is_old or one.is_dropped)]
    if on_its_way:
        yield Act(_("To the letter of invitation"), on_its_way[0].url, icon="draft", method="get")
    elif allowed(actor(), CallingCan.WRITE_LETTER, meeting):
        yield _act(meeting, "draft_letter", _("Draft the letter of invitation"), "draft")
    yield _act(meeting, "call", _("Call the meeting"), "send", is_minor=bool(on_its_way))


def _room(meeting: Meeting) -> Iterator[Act]:
    if meeting.state in (*LIVE, MeetingState.INVITED) and allowed(actor(), Can.ENTER, meeting):
        yield _act(meeting, "room", _("To the room"), "meet", method="get")


def _preparing(meeting: Meeting) -> Iterator[Act]:
    if meeting.state not in AHEAD or not allowed(actor(), Can.PREPARE, meeting):
        return
    yield _act(meeting, "plan_form", _("Change the plan"), "draft", method="get")
    yield _act(meeting, "people", _("People"), "person", method="get")
    if meeting.is_classified:
        return
    yield _act(meeting, "agenda", _("Agenda and papers"), "columns", method="get")
    if meeting.series_id is None:
        label = _("Let it come again")
        yield _act(meeting, "repeating", label, "sync", method="get", is_minor=True)
    elif allowed(actor(), CallingCan.KEEP_SERIES, queries.series_by_id(meeting.series_id)):
        label = _("Make the later ones like this")
        yield _act(meeting, "follow_meeting", label, "sync", is_minor=True)
