"""Statistics of documents over any two days: on the page, as a spreadsheet, as a paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import dropwhile
from typing import Any

from flask import make_response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from documents.compose.tables import Paper, PaperColumn, compose_paper
from documents.forms.spans import STEPS, Period, common_periods, period_of
from documents.models import Direction
from documents.policy.seeing import Can
from documents.queries import figures, statistics
from documents.queries.statistics import Line, Part, Report, Sums
from documents.views.blueprint import actor, home
from documents.views.books import spreadsheet
from documents.views.files import disposition
from documents.views.overview import seeing_tabs
from office import clock, law, sheets
from office.i18n import _, day, number
from office.permissions import allowed
from office.ui import menu
from office.ui.charts import bar
from office.ui.parts import Link
from office.units.headings import heading_of

# The words of the paper, which is Vietnamese in every language of the pages.
TITLE = "THỐNG KÊ VĂN BẢN"
HEADINGS = (
    ("Nội dung", 30),
    ("Văn bản đến", 10),
    ("Văn bản đi", 10),
    ("Giải quyết đúng hạn", 11),
    ("Giải quyết quá hạn", 11),
    ("Đang giải quyết trong hạn", 12),
    ("Đang giải quyết quá hạn", 12),
)
PARTS = {
    "part": "Theo thời gian",
    "type": "Theo loại văn bản",
    "urgency": "Theo độ khẩn",
    "unit": "Theo đơn vị",
    "desk": "Theo người xử lý",
}
NORMAL, NOBODY, TOTAL, UNKNOWN = "Thường", "Chưa giao", "Cộng", "Khác"
MOST_LINES = 200
LATE = (3, 5)  # of the sums


@dataclass(frozen=True)
class Cell:
    """A number and the list in which just these stand."""

    count: int
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class ShownLine:
    """A line of a cut with its bar, its share on time and the way to each list."""

    name: str
    lang: str
    cells: Sequence[Cell]
    bar: Markup
    share: str


@dataclass(frozen=True)
class Cut:
    """One table of the report."""

    name: str
    title: str
    lines: Sequence[ShownLine]
    more: int = 0


@home.get("/statistics", endpoint="statistics")
def statistics_page() -> str:
    """The report as far as the reader sees the documents behind it."""
    menu.mark_current("work.overview")
    period = period_of(request.args)
    found = statistics.report(actor(), period.parts())
    counts_uses = allowed(actor(), Can.COUNT_USES, None)
    return render_template(
        "documents/statistics.html",
        period=period,
        lede=lede(found.value.whole),
        at=found.at,
        cuts=list(cuts(found.value, period)),
        uses=_uses(period) if counts_uses else None,
        most_read=_most_read(period) if counts_uses else (),
        steps=[_step(name, period) for name in STEPS],
        periods=[Link(words, address(one), is_current=one == period) for words, one in _common()],
        sheet_url=address(period, "work.statistics_sheet"),
        paper_url=address(period, "work.statistics_paper"),
        tabs=seeing_tabs("work.statistics"),
    )


def _common() -> Sequence[tuple[str, Period]]:
    return common_periods()


def _step(name: str, period: Period) -> Link:
    other = Period(period.first, period.last, name)
    return Link(str(STEPS[name]), address(other), is_current=name == period.step)


def address(period: Period, endpoint: str = "work.statistics") -> str:
    """The report over a period."""
    return url_for(endpoint, **period.values())


def lede(whole: Sums) -> str:
    """The situation in one sentence."""
    if whole.share is None:
        return _(
            "%(arrived)s documents in, %(sent)s out.",
            arrived=number(whole.arrived),
            sent=number(whole.sent),
        )
    return _(
        "%(arrived)s documents in, %(sent)s out; of those handled %(share)s percent on time, "
        "%(late)s overdue now.",
        arrived=number(whole.arrived),
        sent=number(whole.sent),
        share=number(whole.share),
        late=number(whole.overdue),
    )


# ----------------------------------------------------------------------------- the cuts


def cuts(found: Report, period: Period) -> Iterator[Cut]:
    """Every table, with the addresses behind its numbers."""
    titles = {
        "part": _("Over time"),
        "type": _("By type"),
        "urgency": _("By urgency"),
        "unit": _("By unit"),
        "desk": _("By person"),
    }
    for name, lines in lines_by_cut(found).items():
        largest = max((one.sums.arrived + one.sums.sent for one in lines), default=0)
        begun = _from_first(lines) if name == "part" else lines
        shown = [_shown(name, one, found, period, largest) for one in begun[:MOST_LINES]]
        yield Cut(name, titles[name], shown, max(0, len(lines) - MOST_LINES))


def _from_first(lines: Sequence[Line]) -> Sequence[Line]:
    """Months before the first document say nothing."""
    return list(dropwhile(lambda line: not any(line.sums[:2]), lines)) or lines


def lines_by_cut(found: Report) -> dict[str, Sequence[Line]]:
    """The tables of the report in their order."""
    return {
        "part": found.by_part,
        "type": found.by_type,
        "urgency": found.by_urgency,
        "unit": found.by_unit,
        "desk": found.by_person,
    }


def _shown(name: str, line: Line, found: Report, period: Period, largest: int) -> ShownLine:
    sums = line.sums
    part = found.parts[int(line.key)] if name == "part" else Part(period.first, period.last)
    asked = {} if name == "part" else {name: line.key}
    words, lang = _name(name, line, part)
    share = _("%(share)s percent", share=number(sums.share)) if sums.share is not None else ""
    return ShownLine(
        name=words,
        lang=lang,
        cells=_cells(sums, asked, part) if _is_findable(name, line) else _bare(sums),
        bar=bar(sums.arrived + sums.sent, largest),
        share=share,
    )


def _is_findable(name: str, line: Line) -> bool:
    """A type that the law does not know is no question of the search."""
    return name != "type" or any(row.code == line.key for row in law.document_types())


def _bare(sums: Sums) -> list[Cell]:
    return [Cell(count, "", place in LATE) for place, count in enumerate(sums)]


def _name(name: str, line: Line, part: Part) -> tuple[str, str]:
    if name == "part":
        return _part_words(part), ""
    if line.name:
        return line.name, "vi"
    return (_("Normal") if name == "urgency" else _("Nobody yet")), ""


def _month_of(part: Part) -> str:
    """Nothing when it is not one whole month."""
    is_month = part.first.day == 1 and (part.last + timedelta(days=1)).day == 1
    is_one = (part.first.year, part.first.month) == (part.last.year, part.last.month)
    return f"{part.first:%m/%Y}" if is_month and is_one else ""


def _part_words(part: Part) -> str:
    """A whole month by its name in figures, else its days."""
    if month := _month_of(part):
        return month
    return day(part.first) if part.first == part.last else f"{day(part.first)} – {day(part.last)}"


def _cells(sums: Sums, asked: Mapping[str, str], part: Part) -> list[Cell]:
    """Each number with the search that finds just these documents."""
    came = {"since": part.first.isoformat(), "until": part.last.isoformat()}
    went = {"first": part.first.isoformat(), "last": part.last.isoformat()}
    incoming = {"direction": Direction.INCOMING.value, **asked, **came}
    outgoing = {"direction": Direction.OUTGOING.value, **asked, **went}
    ways = (figures.REGISTERED, *figures.HANDLED)
    urls = [_search(incoming | {"handling": how}) for how in ways]
    urls.insert(1, _search(outgoing | {"handling": figures.REGISTERED}))
    return [
        Cell(count, url if count else "", place in LATE)
        for place, (count, url) in enumerate(zip(sums, urls, strict=True))
    ]


def _search(asked: Mapping[str, Any]) -> str:
    return url_for("documents.search", **asked)


def _uses(period: Period) -> list[statistics.Uses]:
    return statistics.uses(actor(), period.first, period.last)


def _most_read(period: Period) -> list[statistics.MostRead]:
    return statistics.most_read(actor(), period.first, period.last)


# ------------------------------------------------------------------- what leaves the house


@home.get("/statistics/sheet")
def statistics_sheet() -> Response:
    """The report as .xlsx."""
    period = period_of(request.args)
    heads = [sheets.Column(words, width + 6) for words, width in HEADINGS]
    made = sheets.workbook(f"{TITLE} ({_span(period)})", heads, rows_of_paper(period))
    return spreadsheet(made, f"{TITLE}.xlsx")


@home.get("/statistics/paper")
def statistics_paper() -> Response:
    """The report as PDF."""
    period = period_of(request.args)
    parent, own = heading_of(actor().agency_id or 0)
    paper = Paper(
        TITLE,
        agency=own,
        parent=parent,
        subtitle=(_span(period),),
        columns=tuple(
            PaperColumn(words, width, center=place > 0)
            for place, (words, width) in enumerate(HEADINGS)
        ),
        rows=[[str(cell) for cell in row] for row in rows_of_paper(period)],
        after=(f"{actor().name}, {clock.to_local(clock.now()):%d/%m/%Y %H:%M}",),
        is_wide=True,
    )
    answer = make_response(compose_paper(paper))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = disposition(f"{TITLE}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _span(period: Period) -> str:
    return f"Từ ngày {period.first:%d/%m/%Y} đến ngày {period.last:%d/%m/%Y}"


def rows_of_paper(period: Period) -> Iterator[tuple[str | int, ...]]:
    """Every cut under its heading, then the sum; a heading is a row of one cell."""
    found = statistics.report(actor(), period.parts()).value
    for name, lines in lines_by_cut(found).items():
        yield (PARTS[name],)
        for line in _from_first(lines) if name == "part" else lines:
            yield _printed_name(name, line, found), *line.sums
    yield TOTAL, *found.whole


def _printed_name(name: str, line: Line, found: Report) -> str:
    if name == "part":
        part = found.parts[int(line.key)]
        return _month_of(part) or f"{part.first:%d/%m/%Y} – {part.last:%d/%m/%Y}"
    if line.name:
        return line.name
    return {"urgency": NORMAL, "type": UNKNOWN}.get(name, NOBODY)
