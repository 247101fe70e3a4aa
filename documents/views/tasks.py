"""The board of tasks: what I owe, what I gave, my unit, what is late, what waits for my word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from documents import queries
from documents.forms import tasks as forms
from documents.forms.tasks import TaskFilter
from documents.models import Duty, Task
from documents.policy import Can
from documents.queries import DOING, JUDGING
from documents.rows import tasks as task_rows
from documents.views.blueprint import actor, counts, tasks, tasks_base
from office import clock, sheets
from office.i18n import _, _l, day, ngettext, number
from office.permissions import Actor, Role, allowed
from office.ui import paging
from office.ui.etag import listing
from office.ui.parts import Link
from office.units import queries as units

MOST_LINES = 10_000


def _mine() -> list[Any]:
    return [Task.giver_desk_id == actor().desk_id]


def _of_my_unit() -> list[Any]:
    """The whole agency for its leaders, the own units for everybody else."""
    if actor().roles & forms.WHOLE_AGENCY:
        return []
    return [queries.led_in(units.subtree_ids(actor().unit_id))]


@dataclass(frozen=True)
class View:
    """A saved view: duties of my desk, or a part of the book of tasks."""

    label: object
    duties: tuple[Duty, ...] = ()
    narrow: Callable[[], list[Any]] = list
    empty: object = _l("Nothing here at present.")
    is_closed: bool = False


VIEWS: Mapping[str, View] = {
    "todo": View(_l("To do"), DOING, empty=_l("No task is waiting for you.")),
    "judge": View(
        _l("Waiting for my decision"),
        JUDGING,
        empty=_l("No result, extension or returned task is waiting for you."),
    ),
    "given": View(_l("Given by me"), narrow=_mine, empty=_l("You have no open task with others.")),
    "unit": View(_l("My unit"), narrow=_of_my_unit),
    "all": View(_l("All open")),
    "overdue": View(
        _l("Overdue"), narrow=lambda: [queries.is_late_now()], empty=_l("Nothing is overdue.")
    ),
    "closed": View(_l("Closed"), is_closed=True),
}


@dataclass(frozen=True)
class Shown:
    """One page of one view."""

    name: str
    rows: Markup
    ids: tuple[int, ...]
    after: str | None
    chosen: TaskFilter


@tasks.get("/")
def board() -> Response:
    """The saved view that the address names, else the first in which something waits."""
    shown = _read(_name(), forms.filter_of(request.args))
    facts = (shown.name, shown.chosen, shown.after, shown.rows, counts())
    return listing(lambda: _page(shown), *facts)


def _name() -> str:
    asked = request.args.get("view", "")
    if asked in VIEWS:
        return asked
    waiting = [name for name, view in VIEWS.items() if _waiting(view)]
    by_post = "unit" if actor().roles & {*forms.WHOLE_AGENCY, Role.UNIT_HEAD} else "todo"
    return (waiting or [by_post])[0]


def _waiting(view: View) -> int:
    return sum(counts().open.get(duty, 0) for duty in view.duties)


def _read(name: str, chosen: TaskFilter) -> Shown:
    view = VIEWS[name]
    cursor = paging.decode(request.args.get("after"), datetime, int)
    after = (cursor[0], cursor[1]) if cursor else None
    if view.duties:
        return _owed(name, view, after)
    return _book(name, view, chosen, after)


def _owed(name: str, view: View, after: tuple[datetime, int] | None) -> Shown:
    found = queries.owed_by_deadline(actor(), after=after, duties=view.duties)
    page = paging.page_of(found, key=lambda row: (row.due_at, row.id))
    shown = task_rows.owed_rows(page.rows, tasks_base())
    return Shown(name, shown, tuple(row.id for row in page.rows), page.after, TaskFilter())


def _book(name: str, view: View, chosen: TaskFilter, after: tuple[datetime, int] | None) -> Shown:
    conditions = [*view.narrow(), *chosen.conditions(_span_of(view))]
    if view.is_closed:
        found = queries.tasks_closed(actor(), *conditions, after=after)
        page = paging.page_of(found, key=lambda row: (row.closed_at, row.id))
    else:
        found = queries.tasks_by_deadline(actor(), *conditions, after=after)
        page = paging.page_of(found, key=lambda row: (row.due_at, row.id))
    names = queries.desk_names([row.lead_desk_id for row in page.rows])
    shown = task_rows.task_rows(page.rows, names, tasks_base())
    return Shown(name, shown, tuple(row.id for row in page.rows), page.after, chosen)


def _span_of(view: View) -> Any:
    """A span of days is that of the closing where ended tasks are shown, else of the deadline."""
    return Task.closed_at if view.is_closed else Task.due_at


def _page(shown: Shown) -> str:
    view = VIEWS[shown.name]
    return render_template(
        "documents/tasks/board.html",
        shown=shown,
        view=view,
        tabs=_tabs(shown),
        filters=_filters(shown) if not view.duties else [],
        has_search=not view.duties,
        origins=[("", _("Every origin")), *forms.origin_options()],
        heading=_heading(),
        may_give=allowed(actor(), Can.GIVE_TASK),
        sheet_url=_address(shown.name, shown.chosen, endpoint="tasks.sheet"),
        next_url=_address(shown.name, shown.chosen, after=shown.after) if shown.after else "",
        first_url=_address(shown.name, shown.chosen) if "after" in request.args else "",
    )


def _heading() -> str:
    late = queries.late_count(actor())
    if late > 1000:
        return _("Tasks, more than %(count)s overdue", count=number(1000))
    return (
        ngettext("Tasks, %(num)d overdue", "Tasks, %(num)d overdue", late) if late else _("Tasks")
    )


def _tabs(shown: Shown) -> list[Link]:
    return [
        Link(
            str(view.label),
            url_for("tasks.board", view=name),
            _waiting(view) if view.duties else None,
            is_current=name == shown.name,
        )
        for name, view in VIEWS.items()
    ]


def _filters(shown: Shown) -> list[Link]:
    return shown.chosen.links(lambda chosen: _address(shown.name, chosen))


def _address(
    name: str, chosen: TaskFilter, *, after: str | None = None, endpoint: str = "tasks.board"
) -> str:
    return url_for(endpoint, view=name, **chosen.values(), after=after)


# --------------------------------------------------------------------------- a spreadsheet


@tasks.get("/sheet")
def sheet() -> Response:
    """The view as a spreadsheet, up to ten thousand tasks."""
    name = request.args.get("view", "")
    view = VIEWS.get(name) or VIEWS["unit"]
    ended = Task.closed_at.is_not(None) if view.is_closed else Task.closed_at.is_(None)
    narrow = [_owing(actor(), view.duties)] if view.duties else view.narrow()
    conditions = [ended, *narrow, *forms.filter_of(request.args).conditions(_span_of(view))]
    rows = queries.all_rows(actor(), *conditions, most=MOST_LINES)
    return download(_("Tasks"), _columns(), _cells(rows), "nhiem-vu.xlsx")


def _owing(reader: Actor, duties: Sequence[Duty]) -> Any:
    return Task.id.in_(queries.owing_tasks(reader, duties))


def _columns() -> list[sheets.Column]:
    return [
        sheets.Column(_("Code"), 16),
        sheets.Column(_("Task"), 60),
        sheets.Column(_("Origin"), 18),
        sheets.Column(_("Lead"), 32),
        sheets.Column(_("Giver"), 24),
        sheets.Column(_("Given"), 16),
        sheets.Column(_("Deadline"), 16),
        sheets.Column(_("Progress in percent"), 12),
        sheets.Column(_("Reported done"), 16),
        sheets.Column(_("State"), 26),
        sheets.Column(_("Evaluation"), 20),
    ]


def _cells(rows: Sequence[queries.TaskRow]) -> list[tuple[sheets.Cell, ...]]:
    names = queries.desk_names([row.lead_desk_id for row in rows])
    return [
        (
            row.code,
            row.title,
            str(row.origin.label),
            names.get(row.lead_desk_id, ""),
            row.giver_name,
            row.given_at,
            row.due_at,
            row.percent,
            row.reported_at,
            str(row.state.label),
            forms.grade_name(row.grade, clock.to_local(row.due_at).date()) if row.grade else "",
        )
        for row in rows
    ]


def download(
    title: str,
    columns: Sequence[sheets.Column],
    rows: Sequence[Sequence[sheets.Cell]],
    name: str,
) -> Response:
    """A spreadsheet that the browser saves."""
    full = f"{title} · {day(clock.today())}"
    answer = make_response(sheets.workbook(full, columns, rows))
    answer.headers["Content-Type"] = sheets.MEDIA_TYPE
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
