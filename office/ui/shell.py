"""What stands around every page: who I am, in which post, language, look, and the way out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Flask, current_app, g, render_template, request, url_for
from markupsafe import Markup

from office.i18n import LANGUAGES, direction, language, number
from office.permissions import Actor
from office.ui import menu

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Post:
    """A post the reader may act in; `value` is what the switching form sends."""

    value: str
    title: str
    unit: str
    is_current: bool = False


@dataclass(frozen=True)
class Sync:
    """One line about the axis: in step since when, or what is wrong."""

    text: str
    is_good: bool = True


@dataclass
class Doors:
    """Where the shell's own links lead; what nobody has set is not shown."""

    home: str = ""
    sign_in: str = ""
    sign_out: str = ""
    account: str = ""
    switch_post: str = ""
    search: str = ""
    notices: str = ""
    posts: Callable[[Actor], Sequence[Post]] | None = None
    unread: Callable[[Actor], int] | None = None
    sync: Callable[[Actor], Sync | None] | None = None


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


@dataclass
class ShellCache:
    """The navigation's markup by everything that it depends on, and the addresses in it."""

    nav: dict[tuple[object, ...], tuple[Markup, Markup]] = field(default_factory=dict)
    urls: dict[tuple[object, ...], str] = field(default_factory=dict)


def doors(app: Flask) -> Doors:
    """The doors of an app: the accounts set theirs with `doors(app).sign_out = "…"`."""
    found: Doors = app.extensions.setdefault("office.doors", Doors())
    return found


def reader() -> Actor | None:
    """Who reads the page; nobody before signing in."""
    actor: Actor | None = g.get("actor")
    return actor


def context() -> Mapping[str, Any]:
    """What every template knows."""
    return {
        "shell": "swap.html" if request.headers.get("X-Swap") else "layout.html",
        "actor": reader(),
        "lang": language(),
        "dir": direction(),
        "theme": theme(),
    }


def theme() -> str:
    """The look the reader chose: light, dark, or as the machine says."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def keys_are_on() -> bool:
    """Single-key shortcuts can be switched off (WCAG 2.1.4)."""
    return request.cookies.get("keys") != "off"


def navigation() -> Markup:
    """The list of entries with their numbers; written once for each state it can be in."""
    return _navigation()[0]


def dock() -> Markup:
    """The four entries at the foot of a small screen."""
    return _navigation()[1]


def _navigation() -> tuple[Markup, Markup]:
    items = tuple(nav_items())
    kept = _cache().nav
    key = (language(), items)
    if key not in kept:
        if len(kept) > 2_000:
            kept.clear()
        kept[key] = (
            Markup(render_template("components/nav.html", items=items, headings=menu.HEADINGS)),  # noqa: S704  # escaped by Jinja
            Markup(render_template("components/dock.html", items=[i for i in items if i.dock][:4])),  # noqa: S704  # escaped by Jinja
        )
    pair: tuple[Markup, Markup] = kept[key]
    return pair


def _cache() -> ShellCache:
    found: ShellCache = current_app.extensions.setdefault("office.shell", ShellCache())
    return found


def nav_items() -> list[NavItem]:
    """The reader's entries with their numbers."""
    actor = reader()
    if actor is None:
        return []
    counts = menu.counts_for(actor)
    return [_item(entry, counts.get(entry.count, 0)) for entry in menu.entries_for(actor)]


def _item(entry: menu.Entry, count: int) -> NavItem:
    return NavItem(
        url=_url(entry),
        label=str(entry.label),
        icon=entry.icon,
        section=entry.section.value,
        number=number(count) if count else "",
        is_waiting=entry.waits,
        is_current=menu.is_current(entry),
        dock=str(entry.dock),
        go=entry.go,
    )


def _url(entry: menu.Entry) -> str:
    kept = _cache().urls
    key = (request.script_root, entry.endpoint, *entry.values.items())
    if key not in kept:
        kept[key] = url_for(entry.endpoint, **entry.values)
    return kept[key]


def posts() -> Sequence[Post]:
    """The posts the reader may switch to, when he has more than one."""
    actor, provider = reader(), doors(current_app).posts
    found = provider(actor) if actor and provider else ()
    return found if len(found) > 1 else ()


def unread_count() -> int:
    """Notices not yet read."""
    actor, provider = reader(), doors(current_app).unread
    return provider(actor) if actor and provider else 0


def sync() -> Sync | None:
    """The state of the axis line."""
    actor, provider = reader(), doors(current_app).sync
    return provider(actor) if actor and provider else None


def language_links() -> list[tuple[str, str, str, bool]]:
    """Each language under its own name, with the link that switches to it."""
    back = here()
    return [
        (code, name, url_for("ui.language", code=code, back=back), code == language())
        for code, name in LANGUAGES.items()
    ]


def here() -> str:
    """The page to come back to after switching; a form that was sent leads to its start."""
    if request.method != "GET":
        return request.path
    return request.full_path.rstrip("?")


def initials(name: str) -> str:
    """First and last word of a Vietnamese name: Lê Thu Hà becomes LH."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()
