"""How tasks are kept: by unit or person over any span, with the way down to the lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from documents import queries
from documents.queries import Kept, Statistics
from documents.views.blueprint import actor, tasks
from documents.views.overview import seeing_tabs
from documents.views.tasks import download
from office import clock, sheets
from office.i18n import _, _l, day, number
from office.permissions import Actor
from office.ui import menu
from office.ui.charts import bar
from office.ui.parts import Link

SPAN = timedelta(days=29)
NEAR, FULL = 85, 100
LIGHTS = {"ok": _l("within the quota"), "ask": _l("near the quota"), "bad": _l("over the quota")}
BY: Mapping[str, tuple[object, Callable[..., Statistics]]] = {
    "unit": (_l("By unit"), queries.kept_by_unit),
    "person": (_l("By person"), queries.kept_by_person),
}


@dataclass(frozen=True)
class Asked:
    """What is counted: by whom, from which day to which."""

    by: str
    since: date
    until: date

    def values(self) -> dict[str, str]:
        """As it stands in an address."""
        return {"by": self.by, "from": self.since.isoformat(), "to": self.until.isoformat()}


@dataclass(frozen=True)
class Line:
    """A line with its bar, its light and the addresses behind its numbers."""

    kept: Kept
    bar: Markup
    share: str
    load: str
    light: str
    light_words: str
    urls: Mapping[str, str]


@tasks.get("/statistics")
def statistics() -> Response:
    menu.mark_current("tasks.board")
    asked = asked_of(request.args)
    found = read(asked, actor())
    text = render_template(
        "documents/tasks/statistics.html",
        asked=asked,
        lede=lede(found),
        lines=lines_of(found, asked),
        has_quota=bool(found.quota),
        quota=found.quota,
        ways=[
            Link(str(label), _address(asked, by=name), is_current=name == asked.by)
            for name, (label, _reader) in BY.items()
        ],
        sheet_url=_address(asked, "tasks.statistics_sheet"),
        pages=seeing_tabs("tasks.statistics"),
    )
    return make_response(text)


@tasks.get("/statistics/sheet")
def statistics_sheet() -> Response:
    """The same as a spreadsheet."""
    asked = asked_of(request.args)
    found = read(asked, actor())
    title = _("Tasks from %(first)s to %(last)s", first=day(asked.since), last=day(asked.until))
    return download(title, columns(), [cells(row) for row in found.rows], "thong-ke-nhiem-vu.xlsx")


def asked_of(args: Mapping[str, str]) -> Asked:
    """Thirty days up to today unless the address says otherwise."""
    until = clock.read_day(args.get("to", "")) or clock.today()
    since = clock.read_day(args.get("from", "")) or until - SPAN
    by = args.get("by", "")
    return Asked(by if by in BY else "unit", min(since, until), until)


def read(asked: Asked, reader: Actor) -> Statistics:
    """The numbers, as far as the reader sees the tasks behind them."""
    first = clock.local_midnight(asked.since)
    after = clock.midnight_after(asked.until)
    return BY[asked.by][1](reader, first, after)


def lede(found: Statistics) -> str:
    """The situation in one sentence."""
    whole = found.whole
    if whole.share is None:
        return _(
            "%(open)s open, %(late)s overdue; nothing was closed in the span.",
            open=number(whole.open),
            late=number(whole.overdue),
        )
    return _(
        "%(open)s open, %(late)s overdue; %(done)s closed in the span, %(share)s percent on time.",
        open=number(whole.open),
        late=number(whole.overdue),
        done=number(whole.done),
        share=number(whole.share),
    )


def lines_of(found: Statistics, asked: Asked) -> list[Line]:
    """Every line on one scale."""
    largest = max((row.open for row in found.rows), default=0)
    return [_line(row, largest, found.quota, asked) for row in found.rows]


def _line(row: Kept, largest: int, quota: int, asked: Asked) -> Line:
    load = row.load(quota)
    light = light_of(load)
    return Line(
        kept=row,
        bar=bar(row.open, largest, late=row.overdue),
        share=_("%(share)s percent", share=number(row.share)) if row.share is not None else "",
        load=_("%(share)s percent", share=number(load)) if load is not None else "",
        light=light,
        light_words=str(LIGHTS[light]) if light else "",
        urls=_urls(row, asked),
    )


def light_of(load: int | None) -> str:
    """Green below 85 percent of the quota, amber up to all of it, red above."""
    if load is None:
        return ""
    if load < NEAR:
        return "ok"
    return "ask" if load <= FULL else "bad"


def _urls(row: Kept, asked: Asked) -> dict[str, str]:
    if row.uid is None:
        return {}
    narrow = {asked.by if asked.by == "unit" else "desk": str(row.uid)}
    span = {"from": asked.since.isoformat(), "to": asked.until.isoformat()}
    done = {"view": "closed"} | narrow | span
    return {
        "open": _board({"view": "all"} | narrow),
        "overdue": _board({"view": "overdue"} | narrow),
        "on_time": _board(done | {"result": "on-time"}),
        "late": _board(done | {"result": "late"}),
    }


def _board(values: Mapping[str, str]) -> str:
    return f"{url_for('tasks.board')}?{urlencode(values)}"


def _address(asked: Asked, endpoint: str = "tasks.statistics", **other: Any) -> str:
    return f"{url_for(endpoint)}?{urlencode(asked.values() | other)}"


def columns() -> list[sheets.Column]:
    """The headings of the spreadsheet."""
    headings = (
        _("Unit or person"),
        _("Closed on time"),
        _("Closed late"),
        _("On time, percent"),
        _("Open now"),
        _("Overdue"),
        _("Waiting for evaluation"),
        _("Urgings"),
    )
    return [
        sheets.Column(heading, 40 if place == 0 else 14) for place, heading in enumerate(headings)
    ]


def cells(row: Kept) -> tuple[sheets.Cell, ...]:
    """A line of the spreadsheet."""
    return (
        row.name,
        row.on_time,
        row.late,
        row.share,
        row.open,
        row.overdue,
        row.waiting,
        row.urged,
    )
