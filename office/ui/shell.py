"""What stands around every page: who I am, in which post, language, look, and the way out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from office.i18n import LANGUAGES, direction, language
from office.permissions import Actor

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Post:
    """A post the reader may act in; `value` is what the switching form sends."""

    value: str
    title: str
    unit: str
    is_current: bool = False
    agency: str = ""


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
    progress: str = ""
    posts: Callable[[Actor], Sequence[Post]] | None = None
    unread: Callable[[Actor], int] | None = None
    sync: Callable[[Actor], Sync | None] | None = None


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


def posts() -> Sequence[Post]:
    """The posts the reader may switch to, when he has more than one."""
    actor, provider = reader(), doors(current_app).posts
    found = provider(actor) if actor and provider else ()
    return found if len(found) > 1 else ()


def agency_posts() -> Sequence[Post]:
    """One post of each agency that the reader works for, when there are several of them.

    Of the acting agency it is the acting post, of another one the first.
    """
    first: dict[str, Post] = {}
    for post in posts():
        if post.agency and (post.is_current or post.agency not in first):
            first[post.agency] = post
    return list(first.values()) if len(first) > 1 else ()


def unread_count() -> int:
    """Notices not yet read."""
    actor, provider = reader(), doors(current_app).unread
    return provider(actor) if actor and provider else 0


def sync() -> Sync | None:
    """The state of the axis line."""
    actor, provider = reader(), doors(current_app).sync
    return provider(actor) if actor and provider else None


def language_links() -> list[tuple[str, str, str, bool]]:
    """Each language under its own name, with the link that switches to it and comes back."""
    return [
        (code, name, url_for("ui.language", code=code), code == language())
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
