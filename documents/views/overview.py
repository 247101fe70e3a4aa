"""The overview: the situation of the reader's post in figures, each with the way to its list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Response, render_template
from markupsafe import Markup

from documents import queries
from documents.models import Duty
from documents.policy import Can as DocumentsCan
from documents.policy.seeing import Can
from documents.queries import DOING, JUDGING
from documents.queries import overview as figures
from documents.queries.figures import IN_HAND, REGISTERED
from documents.queries.following import MOST as MOST_FOLLOWED
from documents.queries.kept_figures import Kept
from documents.queries.overview import Loads
from documents.rows import TASK_DUTIES
from documents.rows.figures import Chart, arrivals_chart, load_rows, up_to, week_chart
from documents.views.blueprint import actor, counts, home, way
from documents.views.lists import AT_DESK, ISSUING
from documents.views.running import Running, running
from office import clock
from office.i18n import _, _l, number
from office.permissions import allowed
from office.ui.etag import listing
from office.ui.parts import Link

ARRIVAL_DAYS = 10
SHOWN_LOADS = 12
# Word, duties and the list in which just these stand; the first of a post's own comes first.
WAITING: Sequence[tuple[object, tuple[Duty, ...], str, dict[str, str]]] = (
    (_l("Waiting for my signature"), (Duty.SIGN,), "documents.signing", {}),
    (_l("To register"), (Duty.REGISTER,), "documents.incoming", {"view": "unregistered"}),
    (_l("To issue"), ISSUING, "documents.outgoing", {"view": "to-issue"}),
    (_l("Incoming, to handle"), AT_DESK, "documents.incoming", {"view": "open"}),
    (_l("Opinions asked of me"), (Duty.OPINION,), "documents.drafts", {"view": "opinions"}),
    (_l("To check"), (Duty.CHECK,), "documents.drafts", {"view": "checks"}),
    (_l("Drafts to finish"), (Duty.DRAFT, Duty.CO_DRAFT), "documents.drafts", {"view": "mine"}),
    (_l("Tasks to do"), DOING, "tasks.board", {"view": "todo"}),
    (_l("Tasks waiting for my word"), JUDGING, "tasks.board", {"view": "judge"}),
)


@dataclass(frozen=True)
class Waits:
    """A number of one kind and the list in which just these stand."""

    label: str
    count: int
    url: str
    is_late: bool = False
    is_followed: bool = False

    @property
    def shown(self) -> str:
        """The number as it is said; very many are not counted to the end."""
        return up_to(self.count, MOST_FOLLOWED) if self.is_followed else number(self.count)


@dataclass(frozen=True)
class ShownLoads:
    """Who has how much in hand, as of when."""

    title: str
    rows: Markup
    more: int
    at: datetime
    in_hand: int
    overdue: int


@dataclass(frozen=True)
class Overview:
    """All figures of the page."""

    week: Chart | None = None
    waits: Sequence[Waits] = ()
    loads: ShownLoads | None = None
    arrivals: Chart | None = None
    running: Running | None = None
    lede: str = ""
    tabs: Sequence[Link] = field(default_factory=list)


@home.get("/overview")
def overview() -> Response:
    """One page for every post; what is not his is left out."""
    found = _overview()
    drawn = [chart.drawing for chart in (found.week, found.arrivals) if chart]
    drawn += [found.loads.rows] if found.loads else []
    facts = (found.lede, found.waits, found.running, *drawn)
    return listing(lambda: render_template("documents/overview.html", found=found), *facts)


def _overview() -> Overview:
    """Counted from what the acting desk owes, and from what its holder may see."""
    reader, loads = actor(), _loads()
    due = week() if reader.desk_id is not None else {}
    base = f"{way('work.my_work')}?due="
    return Overview(
        week=week_chart(list(due.items()), base) if due else None,
        waits=list(waiting()),
        loads=loads,
        arrivals=_arrivals() if allowed(reader, Can.SEE_ARRIVALS) else None,
        running=running() if allowed(reader, Can.SEE_RUNNING) else None,
        lede=_lede(loads, list(due.values())),
        tabs=seeing_tabs("work.overview"),
    )


def seeing_tabs(here: str) -> list[Link]:
    """The pages that count."""
    found = [
        ("work.overview", _("Overview")),
        ("work.statistics", _("Documents")),
        ("tasks.statistics", _("Tasks")),
    ]
    if allowed(actor(), DocumentsCan.READ_BOOKS):
        found.append(("documents.handling_report", _("Reports on handling")))
    return [Link(words, way(name), is_current=name == here) for name, words in found]


def _lede(loads: ShownLoads | None, due: Sequence[int]) -> str:
    if loads is not None:
        return _(
            "%(open)s in hand, %(late)s overdue.",
            open=number(loads.in_hand),
            late=number(loads.overdue),
        )
    late, today = due[:2] if due else (0, 0)
    if late or today:
        return _("%(late)s overdue, %(today)s for today", late=up_to(late), today=up_to(today))
    return _("Nothing of yours is due today.")


# -------------------------------------------------------------------------- my week


def week() -> dict[str, int]:
    """How much is due when, by the name of the span."""
    spans = figures.spans_of_week()
    has_tasks = any(counts().open.get(duty) for duty in TASK_DUTIES)
    found = figures.week_of(actor(), list(spans.values()), tasks=has_tasks)
    return dict(zip(spans, found, strict=True))


# ---------------------------------------------------------------------- what waits


def waiting() -> Iterator[Waits]:
    """What the desk's counters say, then what a clerk waits for from others."""
    known = counts().open
    for label, duties, endpoint, values in WAITING:
        count = sum(known.get(duty, 0) for duty in duties)
        if count:
            yield Waits(str(label), count, way(endpoint, **values))
    if allowed(actor(), DocumentsCan.FOLLOW_DELIVERIES):
        yield from _deliveries()


def _deliveries() -> Iterator[Waits]:
    found, base = queries.pressing_receivers(actor()), f"{way('documents.deliveries')}?view="
    if found.late:
        yield Waits(_("Deliveries late"), found.late, f"{base}late", is_late=True, is_followed=True)
    if found.silent:
        yield Waits(_("Without a receipt"), found.silent, f"{base}silent", is_followed=True)
    if found.held:
        yield Waits(_("Packages held"), found.held, way("documents.packages", view="held"))


# ------------------------------------------------------------------- units and people


def _loads() -> ShownLoads | None:
    if allowed(actor(), Can.SEE_UNITS):
        return _loads_of(_("By unit"), figures.loads_by_unit(actor()), "unit")
    if allowed(actor(), Can.SEE_PEOPLE):
        return _loads_of(_("By person"), figures.loads_by_person(actor()), "desk")
    return None


def _loads_of(title: str, found: Kept[Loads], by: str) -> ShownLoads:
    base = f"{way('documents.search', direction='incoming', handling=IN_HAND)}&{by}="
    shown = found.value.lines[:SHOWN_LOADS]
    return ShownLoads(
        title=title,
        rows=load_rows(shown, base),
        more=len(found.value.lines) - len(shown),
        at=found.at,
        in_hand=found.value.in_hand,
        overdue=found.value.overdue,
    )


# ----------------------------------------------------------------------- arrivals by day


def _arrivals() -> Chart:
    last = clock.today()
    days = [last - timedelta(days=back) for back in range(ARRIVAL_DAYS - 1, -1, -1)]
    found = figures.arrivals_by_day(actor(), days)
    base = way("documents.search", direction="incoming", handling=REGISTERED)
    return arrivals_chart(list(zip(days, found.value, strict=True)), base)
