"""List rows written by Python: the hottest lists do not pass through a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from markupsafe import Markup, escape

from office.i18n import _, language, short_moment
from office.ui.due import due as due_part
from office.ui.icons import icon

NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, values only; `marks` and `facts` may be ready-made `Markup`.

    `verb` is the act I owe (my work), `select` the value of its box (lists with a bulk bar),
    `kind` an icon and its word in place of the box, `peek` the address of the reading pane.
    """

    url: str
    title: str
    facts: tuple[str | Markup, ...] = ()
    select: str = ""
    kind: tuple[str, str] | None = None
    verb: str = ""
    marks: tuple[Markup, ...] = ()
    tails: tuple[Markup, ...] = ()
    due: Markup = NOTHING
    at: datetime | None = None
    peek: str = ""
    is_new: bool = False
    is_here: bool = False


def render_rows(rows: Iterable[Row]) -> Markup:
    """The rows one after the other, to stand in the list's `<ol data-rows>`."""
    return Markup("").join(render_row(row) for row in rows)


def render_row(row: Row) -> Markup:
    """Two lines and an end column: what it is, what about it, until when."""
    classes = " ".join(
        word
        for word, on in (("li", 1), ("wk", row.kind), ("new", row.is_new), ("here", row.is_here))
        if on
    )
    return Markup(  # noqa: S704  # every piece below is escaped where it is made
        f'<li class="{classes}">{_front(row)}<div><p class="a">{_first(row)}</p>'
        f'<p class="b">{_second(row)}</p></div><p class="z">{row.due}{_arrival(row)}</p></li>'
    )


class Words(NamedTuple):
    """What every row says, in one language, ready for a page."""

    choose: Markup
    unread: Markup


@cache
def _words(_code: str) -> Words:
    unread = Markup('<span class="dot"></span><span class="vh">{}</span>').format(_("Unread"))
    return Words(escape(_("Choose: %(title)s")), unread)


def tag(text: str, kind: str = "", *, lang: str = "") -> Markup:
    """A state or role in one word, framed."""
    language = Markup(' lang="{}"').format(lang) if lang else ""
    return Markup('<span class="{}"{}>{}</span>').format(f"tag {kind}".strip(), language, text)


def urgency(text: str, *, is_highest: bool = False) -> Markup:
    """KHẨN, THƯỢNG KHẨN framed; HỎA TỐC alone is filled. The legal words are never translated."""
    return tag(text, "urgent max" if is_highest else "urgent", lang="vi")


def number_fact(text: str) -> Markup:
    """A number or symbol that keeps its own direction and falls away first when space is short."""
    return Markup('<span class="num opt"><bdi>{}</bdi></span>').format(text)


def strong_fact(text: str) -> Markup:
    """The number people look a row up by: the arrival number."""
    return Markup('<span class="num"><b>{}</b></span>').format(text)


def name_fact(text: str) -> Markup:
    """A Vietnamese name of an agency or person; cut at its own end when space is short."""
    return Markup('<span class="cut" lang="vi" dir="auto">{}</span>').format(text)


def files_mark(text: str) -> Markup:
    """The clip with its meaning in words for those who do not see it."""
    return Markup('{}<span class="vh">{}</span>').format(icon("clip"), text)


def row_due(deadline: datetime | None, *, done_at: datetime | None = None) -> Markup:
    """The deadline as the end column shows it."""
    return due_part(deadline, done_at=done_at)


def _front(row: Row) -> str:
    if row.kind:
        name, word = row.kind
        safe = escape(word)
        return (
            f'<span class="kind" title="{safe}">{icon(name)}<span class="vh">{safe}</span></span>'
        )
    if not row.select:
        return "<span></span>"
    label = _words(language()).choose % {"title": escape(row.title)}
    return (
        f'<input class="sel" type="checkbox" name="chosen" value="{escape(row.select)}"'
        f' form="bulk" autocomplete="off" aria-label="{label}">'
    )


def _first(row: Row) -> str:
    unread = _words(language()).unread if row.is_new else ""
    swap = f' data-swap="read" data-from="{escape(row.peek)}"' if row.peek else ""
    here = ' aria-current="true"' if row.is_here else ""
    link = (
        f'<a class="cut" href="{escape(row.url)}" lang="vi" dir="auto"{swap}{here}>'
        f"{escape(row.title)}</a>"
    )
    return f"{unread}{''.join(row.marks)}{link}{''.join(row.tails)}"


def _second(row: Row) -> str:
    verb = f'<span class="do">{escape(row.verb)}</span>' if row.verb else ""
    return verb + "".join(
        fact if isinstance(fact, Markup) else f"<span>{escape(fact)}</span>" for fact in row.facts
    )


def _arrival(row: Row) -> str:
    if row.at is None:
        return ""
    words = escape(short_moment(row.at))
    return f'<small><time datetime="{row.at.isoformat()}">{words}</time></small>'
