"""The frame around a page, written once for each state it can be in and then kept.

It depends on the reader, his language, look, posts and numbers; only the token of its forms and
the address of the page change with every request, and they are put in at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import current_app, g, render_template, request, url_for
from markupsafe import Markup, escape

from office.i18n import language, number
from office.permissions import Actor
from office.ui import menu, shell

KEPT = 2_000
HERE = "\x02here\x03"
SLOT = "\x02token\x03"


class NavItem(NamedTuple):
    """An entry made ready for the page."""

    url: str
    label: str
    icon: str
    section: str
    number: str
    is_waiting: bool
    is_current: bool
    dock: str
    go: str


class Frame(NamedTuple):
    """What stands before the page's content and what stands after it."""

    before: Markup
    after: Markup


@dataclass
class Kept:
    """The frames of one app by everything that they depend on."""

    frames: dict[tuple[object, ...], Frame] = field(default_factory=dict)


def before() -> Markup:
    """Top bar and navigation."""
    return _frame().before


def after() -> Markup:
    """The bar at the foot of a small screen, the account's menu, the keys."""
    return _frame().after


def _frame() -> Frame:
    """The kept frame of this request's state; several parts of a page ask for it."""
    if "frame" not in g:
        g.frame = _filled(_kept_frame())
    frame: Frame = g.frame
    return frame


def _kept_frame() -> Frame:
    kept: Kept = current_app.extensions.setdefault("office.frames", Kept())
    actor = shell.reader()
    entries = _entries(actor)
    state = _state(actor, entries)
    if state not in kept.frames:
        if len(kept.frames) >= KEPT:
            kept.frames.clear()
        kept.frames[state] = _write(entries)
    return kept.frames[state]


def _state(
    actor: Actor | None, entries: Sequence[tuple[menu.Entry, int, bool]]
) -> tuple[object, ...]:
    who = (actor.name, actor.title, actor.on_behalf_of) if actor else ()
    look = (language(), shell.theme(), shell.keys_are_on(), request.script_root)
    numbers = tuple((entry.endpoint, count, here) for entry, count, here in entries)
    return who, look, numbers, tuple(shell.posts()), shell.unread_count(), shell.sync()


def _entries(actor: Actor | None) -> list[tuple[menu.Entry, int, bool]]:
    """The reader's entries, each with its number and whether the page is its own."""
    if actor is None:
        return []
    counts = menu.counts_for(actor)
    return [
        (entry, counts.get(entry.count, 0), menu.is_current(entry))
        for entry in menu.entries_for(actor)
    ]


def _write(entries: Sequence[tuple[menu.Entry, int, bool]]) -> Frame:
    items = [_item(*entry) for entry in entries]
    words = {
        "items": items,
        "dock_items": [item for item in items if item.dock][:4],
        "headings": menu.HEADINGS,
        "here_slot": HERE,
    }
    return Frame(
        _with_slots(render_template("components/frame_before.html", **words)),
        _with_slots(render_template("components/frame_after.html", **words)),
    )


def _with_slots(html: str) -> Markup:
    token = str(_token())
    return Markup(html.replace(token, SLOT) if token else html)  # noqa: S704  # by templates


def _filled(kept: Frame) -> Frame:
    token, here = Markup(_token()), escape(shell.here())  # noqa: S704  # a field of our own
    return Frame(*(part.replace(SLOT, token).replace(HERE, here) for part in kept))


def _token() -> str:
    field_of_forms: str = current_app.jinja_env.globals["csrf_field"]()  # type: ignore[operator]
    return str(field_of_forms)


def _item(entry: menu.Entry, count: int, is_here: bool) -> NavItem:  # noqa: FBT001  # a fact, no flag
    return NavItem(
        url=url_for(entry.endpoint, **entry.values),
        label=str(entry.label),
        icon=entry.icon,
        section=entry.section.value,
        number=number(count) if count else "",
        is_waiting=entry.waits,
        is_current=is_here,
        dock=str(entry.dock),
        go=entry.go,
    )
