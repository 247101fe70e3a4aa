"""Charts and tables of the overview; the same numbers are drawn once.

Nothing but the arguments decides how they look, so that a drawing may be used again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from documents.queries.overview import MOST, Load
from office.i18n import _, day, language, ngettext, number, short_day
from office.ui.charts import bar, columns
from office.ui.parts import Column

DRAWN = 300


@dataclass(frozen=True)
class Chart:
    """Columns, and the rows of a table with the same numbers; nothing is drawn of nothing."""

    title: str
    drawing: Markup
    rows: Markup


def week_chart(counts: Sequence[tuple[str, int]], base: str) -> Chart:
    """What is due in each span; `base` is the address of My work before the span's name."""
    return _week_chart(tuple(counts), base, language())


@lru_cache(maxsize=DRAWN)
def _week_chart(counts: Sequence[tuple[str, int]], base: str, _language: str) -> Chart:
    return _chart(_("Due at my desk"), [_due_column(name, count, base) for name, count in counts])


def _due_column(name: str, count: int, base: str) -> Column:
    label, words = _due_words(name)
    shown = f"{number(MOST)}+" if count > MOST else number(count)
    sentence = _("%(span)s: %(count)s due", span=words, count=up_to(count))
    return Column(label, count, base + name, sentence, shown, is_late=name == "late")


def _due_words(name: str) -> tuple[str, str]:
    """The short word under a column, and the long one of the sentence."""
    if name == "late":
        return _("late"), _("Overdue")
    if name == "later":
        return _("later"), _("Later than in a week")
    on = date.fromisoformat(name)
    return short_day(on), day(on)


def arrivals_chart(counts: Sequence[tuple[date, int]], base: str) -> Chart:
    """How many arrived each day; `base` is the address of the search before the days."""
    return _arrivals_chart(tuple(counts), base, language())


@lru_cache(maxsize=DRAWN)
def _arrivals_chart(counts: Sequence[tuple[date, int]], base: str, _language: str) -> Chart:
    rows = [_arrivals_column(on, count, base) for on, count in counts]
    return _chart(_("Registered, by day of arrival"), rows)


def _arrivals_column(on: date, count: int, base: str) -> Column:
    words = ngettext("%(num)d document", "%(num)d documents", count)
    url = f"{base}&since={on.isoformat()}&until={on.isoformat()}"
    return Column(short_day(on), count, url, f"{day(on)}: {words}", number(count))


def up_to(count: int, most: int = MOST) -> str:
    """A number that was counted no further than one over the most."""
    return _("more than %(count)s", count=number(most)) if count > most else number(count)


def _chart(title: str, found: Sequence[Column]) -> Chart:
    rows = Markup("").join([_row(one) for one in found])
    drawing = columns(found, label=title) if any(one.value for one in found) else Markup("")
    return Chart(title, drawing, rows)


def _row(one: Column) -> Markup:
    return Markup('<tr><th scope="row">{}</th><td class="r num">{}</td></tr>').format(
        one.label, _linked(one.url, one.shown, one.sentence) if one.value else "0"
    )


def _linked(url: str, shown: str, sentence: str) -> Markup:
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(url, sentence, shown)


def load_rows(loads: Sequence[Load], base: str) -> Markup:
    """A line for each unit or person; `base` is the address of the search before its name."""
    return _load_rows(tuple(loads), base, language())


@lru_cache(maxsize=DRAWN)
def _load_rows(loads: Sequence[Load], base: str, _language: str) -> Markup:
    largest = max((one.in_hand for one in loads), default=0)
    return Markup("").join([_load_row(one, f"{base}{one.uid}", largest) for one in loads])


def _load_row(one: Load, url: str, largest: int) -> Markup:
    late = Markup('<a href="{}&amp;standing=late"><b class="latev">{}</b></a>')
    in_hand = Markup('<a href="{}">{}</a>').format(url, number(one.in_hand))
    drawn = bar(one.in_hand, largest, late=one.overdue)
    return Markup(
        '<tr><th scope="row" lang="vi" dir="auto">{}</th><td class="r num">{}</td>'
        '<td class="r num">{}</td><td><a class="hbar" href="{}" tabindex="-1"'
        ' aria-hidden="true">{}</a></td></tr>'
    ).format(
        one.name,
        late.format(url, number(one.overdue)) if one.overdue else "0",
        *(in_hand, url, drawn),
    )
