"""Statistics of officials as of a day: pyramids, cuts, movements, the table of units to Excel."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from office import clock, sheets
from office.i18n import _, _l, force_locale, language
from office.permissions import require
from office.ui.charts import bar, pyramid
from personnel.policy import Can
from personnel.queries.statistics import BANDS, Report, Sums, report, unit_name
from personnel.record import codes
from personnel.views.blueprint import actor, bp
from personnel.views.planning import planning_tabs

MOST: Final = 40
PYRAMIDS = frozenset({"age", "grade"})
TITLE = "SỐ LƯỢNG, CHẤT LƯỢNG CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"
CATEGORIES = ("can_bo", "cong_chuc", "vien_chuc", "hop_dong")
DEGREES = ("TS", "ThS", "ĐH", "CĐ", "TC", "SC")
HEADINGS = (
    ("Đơn vị", 34),
    ("Tổng số", 9),
    ("Nữ", 9),
    ("Đảng viên", 9),
    ("Dân tộc thiểu số", 11),
    *(("Cán bộ", 9), ("Công chức", 9), ("Viên chức", 9), ("Hợp đồng", 9)),
    *(("Tiến sĩ", 9), ("Thạc sĩ", 9), ("Đại học", 9), ("Cao đẳng", 9), ("Trung cấp", 9)),
    ("Sơ cấp", 9),
    *(
        (f"{first} - {last} tuổi" if last < 120 else f"Từ {first} tuổi", 11)
        for first, last in BANDS
    ),
)
LISTS = {
    "category": "category",
    "grade": "mangach",
    "ethnicity": "madantoc",
    "degree": "degree",
    "sex": "magioitinh",
}
MOVES: Mapping[str, object] = {
    "came": _l("Came into service"),
    "transfer": _l("Transferred"),
    "rotate": _l("Rotated"),
    "second": _l("Seconded"),
}


@dataclass(frozen=True)
class CutLine:
    """One line of a cut: its words, its sums and the bars of women and men."""

    name: str
    sums: Sums
    women: Markup
    men: Markup


@dataclass(frozen=True)
class Cut:
    """One table with its bars on one scale."""

    title: str
    lines: Sequence[CutLine]
    drawing: Markup
    more: int = 0


@bp.get("/statistics")
def statistics() -> str:
    """Counts over the officials whom the reader sees."""
    require(actor(), Can.LIST, None)
    found = report(actor(), _day())
    return render_template(
        "personnel/statistics.html",
        tabs=planning_tabs("personnel.statistics"),
        on=found.on,
        count=found.count,
        women=found.sums("sex", "2").all,
        cuts=list(cuts(found)),
        moves=list(moves(found)),
        sheet_url=url_for("personnel.statistics_sheet", on=found.on.isoformat()),
    )


@bp.get("/statistics/sheet")
def statistics_sheet() -> Response:
    """The table of units as it is sent to the staff authority, as a spreadsheet."""
    require(actor(), Can.LIST, None)
    found = report(actor(), _day())
    columns = [sheets.Column(heading, width) for heading, width in HEADINGS]
    made = sheets.workbook(
        f"{TITLE}, {found.on:%d/%m/%Y}", columns, [*lines_of(found), *move_lines(found)]
    )
    answer = Response(made, mimetype=sheets.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="staff-{found.on}.xlsx"'
    return answer


def _day() -> date:
    return clock.read_day(request.args.get("on", "")) or clock.today()


def lines_of(found: Report) -> Iterator[Sequence[sheets.Cell]]:
    """The statutory table, its last line the sum."""
    names = [
        *("all", "women", "party", "minority"),
        *(f"category:{one}" for one in CATEGORIES),
        *(f"degree:{one}" for one in DEGREES),
        *(f"age:{first}" for first, _last in BANDS),
    ]
    if not found.shows_party:
        names[2] = ""
    units = sorted((unit_name(key), counts) for key, counts in found.units.items())
    for name, counts in units:
        yield [name, *(counts[one] if one else None for one in names)]
    yield [
        "Cộng",
        *(sum(counts[one] for _name, counts in units) if one else None for one in names),
    ]


def move_lines(found: Report) -> Iterator[Sequence[sheets.Cell]]:
    """Below the table the movements of its year (biến động), everybody and the women of them."""
    rest: list[sheets.Cell] = [None] * (len(HEADINGS) - 3)
    yield [None] * len(HEADINGS)
    yield [f"Biến động từ 01/01/{found.on.year} đến {found.on:%d/%m/%Y}", None, None, *rest]
    with force_locale("vi"):
        for name, sums in moves(found):
            yield [name, sums.all, sums.women, *rest]


# ----------------------------------------------------------------------------- the cuts


def cuts(found: Report) -> Iterator[Cut]:
    """Every table; the pyramids of ages and grades first."""
    titles = {
        "age": _("By age"),
        "grade": _("By grade"),
        "category": _("By category"),
        "degree": _("By highest degree"),
        "ethnicity": _("By ethnic group"),
    }
    if found.shows_party:
        titles["party"] = _("By membership in the Party")
    for cut, title in titles.items():
        keys = _ages(found) if cut == "age" else found.keys(cut)
        yield _cut(found, cut, title, keys)


def _ages(found: Report) -> list[str]:
    """All bands, the eldest on top as in a pyramid; the unknown last."""
    known = [str(first) for first, _last in reversed(BANDS)]
    return known + [key for key in found.keys("age") if key not in known]


def _cut(found: Report, cut: str, title: str, keys: Sequence[str]) -> Cut:
    sums = [(key, found.sums(cut, key)) for key in keys]
    largest = max((max(one.men, one.women) for _key, one in sums), default=0)
    lines = [
        CutLine(_name(cut, key), one, bar(one.women, largest), bar(one.men, largest))
        for key, one in sums[:MOST]
    ]
    rows = [(line.name, line.sums.women, line.sums.men) for line in lines]
    drawing = pyramid(rows, label=title) if cut in PYRAMIDS and largest else Markup()
    return Cut(title, lines, drawing, max(0, len(sums) - MOST))


def _name(cut: str, key: str) -> str:
    if not key:
        return _("No member on record") if cut == "party" else _("Not on record")
    ways: dict[str, Callable[[str], str]] = {"age": _band, "party": _member}
    return ways[cut](key) if cut in ways else codes.name(LISTS[cut], key, language())


def _member(_key: str) -> str:
    return _("Member of the Party")


def _band(key: str) -> str:
    first, last = next(band for band in BANDS if str(band[0]) == key)
    if not first:
        return _("Under %(age)s", age=last + 1)
    return _("%(age)s and over", age=first) if first == BANDS[-1][0] else f"{first}–{last}"


def moves(found: Report) -> Iterator[tuple[str, Sums]]:
    """Who came, was moved and went in the year, the last by the way of leaving."""
    kinds = [*MOVES, *sorted({kind for kind, _sex in found.moves} - MOVES.keys())]
    for kind in kinds:
        men, women = found.moves[kind, "1"], found.moves[kind, "2"]
        everybody = sum(count for (one, _sex), count in found.moves.items() if one == kind)
        name = str(MOVES[kind]) if kind in MOVES else codes.name("exit_kind", kind, language())
        yield name, Sums(men, women, everybody)
