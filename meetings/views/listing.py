"""The list of meetings and the page of one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import Flask, render_template, request, url_for

from meetings import queries
from meetings.lifecycle import MEETING
from meetings.models import Meeting
from meetings.views.blueprint import actor, bp, visible
from office.i18n import _, _l
from office.ui import menu, paging
from office.ui.parts import Link

VIEWS: Mapping[str, object] = {
    "coming": _l("To come"),
    "held": _l("Held"),
    "cancelled": _l("Called off"),
}
LONGEST = 100


def register(app: Flask) -> None:
    """The entry of the navigation."""
    entry = menu.Entry(
        "meetings.listed", _l("Meetings"), "meet", menu.Section.COORDINATION, 10, go="m"
    )
    menu.register(app, entry)


@bp.get("/")
def listed() -> str:
    """Saved views over the meetings that the reader sees."""
    name = request.args.get("view", "coming")
    name = name if name in VIEWS else "coming"
    wanted = request.args.get("q", "").strip()[:LONGEST]
    after = paging.decode(request.args.get("after"), datetime, int)
    size = paging.size_wanted()
    found = queries.listed(actor(), name, words=wanted, after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row.starts_at, row.id), size=size)
    return render_template(
        "meetings/list.html",
        rows=page.rows,
        view=name,
        wanted=wanted,
        tabs=_tabs(name),
        next_url=url_for("meetings.listed", view=name, q=wanted or None, after=page.after)
        if page.after
        else "",
        first_url=url_for("meetings.listed", view=name, q=wanted or None) if after else "",
    )


def _tabs(here: str) -> list[Link]:
    saved = [
        Link(str(label), url_for("meetings.listed", view=name), None, is_current=name == here)
        for name, label in VIEWS.items()
    ]
    return [*saved, Link(_("My calendar"), url_for("meetings.calendar"), None, is_current=False)]


@bp.get("/<uuid:uid>")
def show(uid: UUID) -> str:
    """One meeting: when, where, who, the agenda with its papers."""
    meeting: Meeting = visible(uid)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        people=queries.people_of(meeting),
        agenda=queries.agenda_of(meeting),
        papers=queries.papers_of(meeting),
        moves=[row.name for row in MEETING.moves(meeting, actor())],
    )
