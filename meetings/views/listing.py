"""The list of meetings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, render_template, request, url_for

from meetings import queries
from meetings.forms.planning import options
from meetings.models import Kind
from meetings.policy import Can
from meetings.views.blueprint import actor, bp
from office import clock
from office.i18n import _, _l
from office.permissions import allowed
from office.ui import menu, paging
from office.ui.parts import Link

VIEWS: Mapping[str, object] = {
    "coming": _l("To come"),
    "held": _l("Held"),
    "cancelled": _l("Called off"),
}
LONGEST = 100
ASKED = ("q", "kind", "from", "to", "mine")


def register(app: Flask) -> None:
    """The entry of the navigation."""
    entry = menu.Entry(
        "meetings.listed", _l("Meetings"), "meet", menu.Section.COORDINATION, 10, go="m"
    )
    menu.register(app, entry)


@bp.get("/")
def listed() -> str:
    """Saved views over the meetings that the reader sees, narrowed by kind, days, own desk."""
    name = request.args.get("view", "coming")
    name = name if name in VIEWS else "coming"
    asked = {key: request.args.get(key, "").strip()[:LONGEST] for key in ASKED}
    after = paging.decode(request.args.get("after"), datetime, int)
    size = paging.size_wanted()
    found = queries.listed(actor(), name, narrow=_narrow(asked), after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row.starts_at, row.id), size=size)
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    return render_template(
        "meetings/list.html",
        rows=page.rows,
        view=name,
        asked=asked,
        is_narrowed=bool(kept),
        kinds=[("", _("Every kind")), *options(Kind)],
        tabs=_tabs(name),
        may_plan=allowed(actor(), Can.PLAN, actor()),
        today=clock.today(),
        day_of=lambda at: clock.to_local(at).date(),
        next_url=url_for("meetings.listed", view=name, after=page.after, **kept)
        if page.after
        else "",
        first_url=url_for("meetings.listed", view=name, **kept) if after else "",
    )


def _narrow(asked: Mapping[str, str]) -> queries.Narrow:
    """What cannot be read narrows nothing."""
    return queries.Narrow(
        words=asked["q"],
        kind=Kind(asked["kind"]) if asked["kind"] in set(Kind) else None,
        first=clock.read_day(asked["from"]),
        last=clock.read_day(asked["to"]),
        is_mine=bool(asked["mine"]),
    )


def _tabs(here: str) -> list[Link]:
    saved = [
        Link(str(label), url_for("meetings.listed", view=name), None, is_current=name == here)
        for name, label in VIEWS.items()
    ]
    return [*saved, Link(_("My calendar"), url_for("meetings.calendar"), None, is_current=False)]
