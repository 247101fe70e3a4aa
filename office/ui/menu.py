"""The entries of the navigation: each package registers its own, so that no link leads nowhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import Flask, current_app, g, request

from office.i18n import _l
from office.permissions import Actor

Counts = Callable[[Actor], Mapping[str, int]]


class Section(StrEnum):
    """The groups of the navigation from top to bottom; the first has no heading."""

    HOME = "home"
    DOCUMENTS = "documents"
    COORDINATION = "coordination"
    ORGANISATION = "organisation"
    OPERATION = "operation"


HEADINGS = {
    Section.DOCUMENTS: _l("Documents"),
    Section.COORDINATION: _l("Coordination"),
    Section.ORGANISATION: _l("Organisation"),
    Section.OPERATION: _l("Operation"),
}


def everybody(_actor: Actor) -> bool:
    """The entry is for whoever is signed in."""
    return True


@dataclass(frozen=True)
class Entry:
    """One entry: where it leads, its word and picture, and who sees it.

    `count` names a number that a provider of `use_counts` gives; `waits` says that the number
    counts what waits for the reader (bold). `dock` is the short word for the foot of a small
    screen (the first four are shown), `go` the letter after `g` on the keyboard.
    """

    endpoint: str
    label: str
    icon: str
    section: Section
    order: int = 50
    count: str = ""
    waits: bool = False
    dock: str = ""
    go: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    visible: Callable[[Actor], bool] = everybody


@dataclass
class Menu:
    """What one app has registered."""

    entries: dict[str, Entry] = field(default_factory=dict)
    counts: list[Counts] = field(default_factory=list)
    own_pages: dict[str, str] = field(default_factory=dict)

    def add(self, *entries: Entry) -> None:
        """Keep entries section by section in their order; the same endpoint replaces its own."""
        known = self.entries | {entry.endpoint: entry for entry in entries}
        sections = list(Section)
        ordered = sorted(known.values(), key=lambda one: (sections.index(one.section), one.order))
        self.entries = {entry.endpoint: entry for entry in ordered}


def menu_of(app: Flask) -> Menu:
    found: Menu = app.extensions.setdefault("office.menu", Menu())
    return found


def register(app: Flask, *entries: Entry) -> None:
    """Put entries into the navigation; the same endpoint again replaces its entry."""
    menu_of(app).add(*entries)


def add_own_page(app: Flask, endpoint: str, label: str) -> None:
    """Name a page of settings of one's own, to be found from the account."""
    menu_of(app).own_pages[endpoint] = label


def own_pages() -> Mapping[str, str]:
    """The pages of settings of one's own by endpoint, as the packages named them."""
    return menu_of(current_app).own_pages


def use_counts(app: Flask, provider: Counts) -> None:
    """Add a provider of numbers; it is asked once a page and reads counters, it never counts."""
    menu_of(app).counts.append(provider)


def entries_for(actor: Actor) -> list[Entry]:
    """The entries this actor sees, section by section in their order."""
    return [entry for entry in menu_of(current_app).entries.values() if entry.visible(actor)]


def counts_for(actor: Actor) -> dict[str, int]:
    """All numbers of the navigation for this actor; asked once a request."""
    if "menu_counts" not in g:
        g.menu_counts = {}
        for provider in menu_of(current_app).counts:
            g.menu_counts.update(provider(actor))
    counts: dict[str, int] = g.menu_counts
    return counts


def is_current(entry: Entry) -> bool:
    """Whether the page shown is this entry's, or was marked as lying below it."""
    marked = g.get("menu_current")
    if marked is not None:
        return bool(marked == entry.endpoint)
    given = request.view_args or {}
    return request.endpoint == entry.endpoint and entry.values.items() <= given.items()


def mark_current(endpoint: str) -> None:
    """Say which entry a page below it belongs to: the document page lights "Incoming"."""
    g.menu_current = endpoint
