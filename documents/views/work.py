"""My work: everything that waits at the acting desk, in one list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask import Response, g, render_template, request, url_for
from markupsafe import Markup

from documents import queries
from documents.forms.spans import DueSpan, due_span
from documents.models import Duty, Routing, TaskLine
from documents.queries import OwedRow, Situation, WorkRow
from documents.rows import TASK_DUTIES
from documents.rows import tasks as task_rows
from documents.views.blueprint import actor, base, counts, desk_id, home, tasks_base, way
from documents.views.tour import sights_of, tour_of
from documents.views.waiting import waiting_of
from office import clock
from office.i18n import _, _l, day, ngettext, number
from office.ui import paging
from office.ui.etag import listing
from office.ui.parts import Link

KINDS: Mapping[str, tuple[object, tuple[Duty, ...]]] = {
    "incoming": (
        _l("Incoming"),
        (
            Duty.REGISTER,
            Duty.PRESENT,
            Duty.PROPOSE,
            Duty.DIRECT,
            Duty.EXTEND,
            Duty.LEAD,
            Duty.COOPERATE,
        ),
    ),
    "inform": (_l("For information"), (Duty.INFORM,)),
    "drafts": (
        _l("Drafts and opinions"),
        (Duty.DRAFT, Duty.CO_DRAFT, Duty.CHECK, Duty.OPINION),
    ),
    "signing": (_l("To sign"), (Duty.SIGN,)),
    "issuing": (_l("To issue"), (Duty.NUMBER, Duty.SEAL, Duty.ISSUE)),
    "permits": (_l("To permit"), (Duty.ACCESS, Duty.PERMIT_COPY)),
    "tasks": (_l("Tasks"), tuple(duty for duty in Duty if duty in TASK_DUTIES)),
}
AnyRow = WorkRow | OwedRow
LAST = 2**62
NEAREST, NEWEST = "nearest", "newest"
ORDERS = {NEAREST: _l("Nearest deadline first"), NEWEST: _l("Newest first")}
COOKIE = "work-order"
YEAR = 31_536_000
DATED, UNDATED = "d", "n"


@dataclass(frozen=True)
class Group:
    """Rows under one heading; no count while rows of it stand on the next page."""

    key: str
    title: str
    rows: Markup
    count: int | None


@dataclass(frozen=True)
class WorkPage:
    """The list as asked for."""

    kind: str
    order: str
    rows: Sequence[AnyRow]
    after: str | None
    is_first: bool
    situation: Situation
    due: DueSpan | None = None


@home.get("/")
def my_work() -> Response:
    """The start page: one list, the nearest deadline first unless the reader chose otherwise."""
    page = read_page(desk_id(), request.args, request.cookies.get(COOKIE, NEAREST))
    shown = _shown(page)
    told = (shown[name] for name in ("heading", "next_url", "tour", "waiting"))
    facts = (page.kind, page.order, page.due, page.situation, *told)
    listed = [text for group in shown["groups"] for text in (group.key, group.count, group.rows)]
    answer = listing(lambda: render_template("documents/work.html", **shown), *facts, *listed)
    if request.args.get("order") in ORDERS:
        answer.set_cookie(COOKIE, page.order, max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def read_page(desk: int, args: Mapping[str, str], kept_order: str) -> WorkPage:
    """Read one page of a desk's work by what the address asks for."""
    kind = args.get("kind", "") if args.get("kind") in KINDS else ""
    due = due_span(args.get("due", ""))
    wanted = NEAREST if due else args.get("order") or kept_order
    order = wanted if wanted in ORDERS else NEAREST
    duties = KINDS[kind][1] if kind else ()
    now = situation()
    found = _due(desk, duties, args, due) if due else _waiting(desk, duties, args, order)
    page = paging.page_of(found, key=CURSORS[order])
    return WorkPage(kind, order, page.rows, page.after, "after" not in args, now, due)


def situation() -> Situation:
    """How the acting desk stands; the bar's counters come from it, too."""
    ends = ends_of(clock.now())
    found = queries.situation_at(actor(), ends.now, ends.tonight)
    g.desk_counts = found.counts
    return found


def _waiting(
    desk: int, duties: Sequence[Duty], args: Mapping[str, str], order: str
) -> list[AnyRow]:
    return with_tasks(order, READERS[order](desk, duties, args.get("after")), duties, args)


def _due(desk: int, duties: Sequence[Duty], args: Mapping[str, str], due: DueSpan) -> list[AnyRow]:
    """Only what runs out in a span."""
    cursor = args.get("after")
    found: list[AnyRow] = [*nearest(desk, duties, cursor, only=due.conditions(Routing.due_at))]
    found += _owed_nearest(cursor, duties, only=due.conditions(TaskLine.due_at))
    return sorted(found, key=_nearest_first)[: queries.PAGE + 1]


def nearest(
    desk: int,
    duties: Sequence[Duty],
    cursor: str | None,
    *,
    only: Sequence[Any] = (),
    size: int = queries.PAGE,
) -> list[WorkRow]:
    """What has a deadline, then what has none."""
    phase, at, row = paging.decode(cursor, str, datetime | None, int) or (DATED, None, 0)
    after, found = (at, row) if at else None, []
    only = (*queries.limits_of(actor()), *only)
    if phase == DATED:
        passed = (at, row if row > 0 else LAST) if after else None
        found = queries.work_by_deadline(desk, after=passed, duties=duties, only=only, size=size)
    if len(found) <= size:
        last = row if phase == UNDATED else None
        found += queries.work_without_deadline(
            desk, after=last, duties=duties, only=only, size=size
        )
    return found[: size + 1]


def newest(desk: int, duties: Sequence[Duty], cursor: str | None) -> list[WorkRow]:
    """What came last stands first."""
    after = paging.decode(cursor, datetime, int)
    passed = (after[0], max(after[1], 0)) if after else None
    only = queries.limits_of(actor())
    return queries.work_of_desk(desk, after=passed, duties=duties, only=only)


def with_tasks(
    order: str, found: Sequence[WorkRow], duties: Sequence[Duty], args: Mapping[str, str]
) -> list[AnyRow]:
    """Tasks among the documents; at one instant documents stand first, a cursor knows which.

    The number of a task stands negative in a cursor. Without a task owed nothing is asked.
    """
    wanted = [duty for duty in duties or TASK_DUTIES if duty in TASK_DUTIES]
    if not any(counts().open.get(duty) for duty in wanted):
        return list(found)
    narrowed = wanted if duties else ()
    reader = _owed_nearest if order == NEAREST else _owed_newest
    mixed: list[AnyRow] = [*found, *reader(args.get("after"), narrowed)]
    return sorted(mixed, key=SORTS[order])[: queries.PAGE + 1]


def _owed_nearest(
    cursor: str | None, duties: Sequence[Duty], *, only: Sequence[Any] = ()
) -> list[OwedRow]:
    phase, at, row = paging.decode(cursor, str, datetime | None, int) or (DATED, None, 0)
    if phase == UNDATED:
        return []
    after = (at, max(-row, 0)) if at else None
    return queries.owed_by_deadline(actor(), after=after, duties=duties, only=only)


def _owed_newest(cursor: str | None, duties: Sequence[Duty]) -> list[OwedRow]:
    after = paging.decode(cursor, datetime, int)
    passed = (after[0], -after[1] if after[1] < 0 else LAST) if after else None
    return queries.owed_newest(actor(), after=passed, duties=duties)


def _signed(row: AnyRow) -> int:
    return -row.id if isinstance(row, OwedRow) else row.id


def _nearest_first(row: AnyRow) -> tuple[Any, ...]:
    due_at = row.due_at
    is_task = isinstance(row, OwedRow)
    return (due_at is None, due_at or row.received_at, is_task, row.id if due_at else -row.id)


def _newest_first(row: AnyRow) -> tuple[Any, ...]:
    return (-row.received_at.timestamp(), isinstance(row, OwedRow), -row.id)


SORTS: Mapping[str, Callable[[AnyRow], tuple[Any, ...]]] = {
    NEAREST: _nearest_first,
    NEWEST: _newest_first,
}


READERS: Mapping[str, Callable[[int, Sequence[Duty], str | None], list[WorkRow]]] = {
    NEAREST: nearest,
    NEWEST: newest,
}
CURSORS: Mapping[str, Callable[[AnyRow], tuple[object, ...]]] = {
    NEAREST: lambda row: (DATED if row.due_at else UNDATED, row.due_at, _signed(row)),
    NEWEST: lambda row: (row.received_at, _signed(row)),
}


def _shown(page: WorkPage) -> dict[str, Any]:
    return {
        "heading": headline(page),
        "today": day(clock.today()),
        "tabs": tabs(page),
        "groups": groups(page),
        "other_order": _other_order(page),
        "due": page.due,
        "whole_url": _home(kind=page.kind),
        "next_url": _address(page, after=page.after) if page.after else "",
        "first_url": "" if page.is_first else _address(page),
        "tour": tour_of(actor()),
        "sights": sights_of(actor()),
        "waiting": waiting_of(actor()),
    }


def headline(page: WorkPage) -> str:
    """The situation in words: what is late and what is due today."""
    late, today = page.situation.late, page.situation.today
    if late and today:
        return _("%(late)s overdue, %(today)s for today", late=_up_to(late), today=_up_to(today))
    if late:
        return _("%(late)s overdue", late=_up_to(late))
    if today:
        return _("%(today)s for today", today=_up_to(today))
    waiting = sum(page.situation.counts.open.values())
    if waiting:
        return ngettext(
            "%(num)d waits, nothing is due today", "%(num)d wait, nothing is due today", waiting
        )
    return _("Nothing is waiting for you")


def _up_to(count: int) -> str:
    return _("more than %(count)s", count=number(1000)) if count > 1000 else number(count)


def tabs(page: WorkPage) -> list[Link]:
    """All kinds that wait, with their number."""
    open_counts = page.situation.counts.open
    whole = sum(open_counts.values())
    found = [Link(_("All"), _home(), whole, is_current=not page.kind)]
    for key, (label, duties) in KINDS.items():
        count = sum(open_counts.get(duty, 0) for duty in duties)
        if count or key == page.kind:
            found.append(Link(str(label), _home(kind=key), count, is_current=key == page.kind))
    return found


def groups(page: WorkPage) -> list[Group]:
    """The rows under headings by how near their deadline is; one group when the newest lead."""
    if page.order == NEWEST:
        return [_group("newest", list(page.rows), page)] if page.rows else []
    ends = ends_of(clock.now())
    named = groupby(page.rows, key=lambda row: nearness(row.due_at, ends))
    return [_group(key, list(found), page) for key, found in named]


def _group(key: str, found: list[AnyRow], page: WorkPage) -> Group:
    goes_on = page.after is not None and found[-1] is page.rows[-1]
    title = str(TITLES[key])
    shown = task_rows.mixed_rows(found, base(), tasks_base())
    return Group(key, title, shown, None if goes_on else len(found))


TITLES = {
    "late": _l("Overdue"),
    "today": _l("Today"),
    "week": _l("This week"),
    "later": _l("Later"),
    "none": _l("Without a deadline"),
    "newest": _l("Newest first"),
}


class Ends(NamedTuple):
    """When today and this week end, asked once for all rows."""

    now: datetime
    tonight: datetime
    sunday: datetime


def ends_of(now: datetime) -> Ends:
    """The ends of the day and the week in which an instant lies."""
    today = clock.to_local(now).date()
    tonight = clock.midnight_after(today)
    return Ends(now, tonight, clock.local_midnight(today + timedelta(days=7 - today.weekday())))


def nearness(due_at: datetime | None, ends: Ends) -> str:
    """Overdue, today, up to Sunday, later, without a deadline."""
    if due_at is None:
        return "none"
    if due_at < ends.now:
        return "late"
    if due_at < ends.tonight:
        return "today"
    return "week" if due_at < ends.sunday else "later"


def _other_order(page: WorkPage) -> Link:
    """The way to the order that is not shown."""
    name = next(name for name in ORDERS if name != page.order)
    return Link(str(ORDERS[name]), _home(kind=page.kind, order=name))


def _home(**values: str) -> str:
    return way("work.my_work", **{name: value for name, value in values.items() if value})


def _address(page: WorkPage, *, after: str | None = None) -> str:
    due = page.due.name if page.due else None
    return url_for("work.my_work", kind=page.kind or None, due=due, after=after)
