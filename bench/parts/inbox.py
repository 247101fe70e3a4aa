"""My work: the page that everybody opens all day."""

import html
import re
from collections.abc import Mapping, Sequence

from bench import readers
from bench.calls import WrongAnswer, ask, environ
from bench.figures import Figure
from bench.parts import HELLO, Part, in_floors, related
from bench.readers import Reader, counted
from bench.timing import Call, Times
from bench.world import World

INBOX, HEAVY, DEEP = "inbox", "inbox of the heavy clerk", "page deep in the heavy clerk's list"
BEFORE, REVISIT, OWN = "inbox in the small set", "unchanged inbox (304)", "inbox on PostgreSQL"
NEXT = re.compile(rb'href="(/\?[^"]*after=[^"]+)" rel="next"')


def cases(world: World) -> Mapping[str, Call]:
    """The same page for different readers and sets."""
    return {
        INBOX: world.light.gets("/"),
        HEAVY: world.heavy.gets("/"),
        DEEP: world.heavy.gets(deep_page(world.heavy, world.scale.deep_pages)),
        BEFORE: readers.light(world.before).gets("/"),
        REVISIT: revisit(world.light, "/"),
    }


def deep_page(reader: Reader, pages: int) -> str:
    """The address of a page far down, by going there as a reader would."""
    path = "/"
    for _page in range(pages - 1):
        found = NEXT.search(reader.fetch(path).body)
        if found is None:
            raise WrongAnswer(f"{path}: there is no next page")
        path = html.unescape(found[1].decode())
    return path


def revisit(reader: Reader, path: str) -> Call:
    """A page that has not changed; its tag is renewed when the tag's own time has run out."""
    given = environ(path, Cookie=reader.cookie)

    def run() -> None:
        answer = ask(reader.found.app, given)
        if answer.status.startswith("304"):
            return
        given["HTTP_IF_NONE_MATCH"] = answer.headers["ETag"]

    return run


def figures(world: World, times: Times) -> Sequence[Figure]:
    """The gates of the start page."""
    with counted(world.main.app) as said:
        world.light.fetch("/")
    count = len(said)
    deep = f"page {world.scale.deep_pages:,} deep / page 1"
    growth = f"inbox, {world.scale.before.documents:,} → {world.scale.main.documents:,} documents"
    return [
        in_floors("inbox, SQLite", times, case=INBOX, gate=4.5, target=2.5),
        Figure("statements of the inbox", count, 4, 4, count, "statements", ""),
        related("heavy clerk / light user", times, (HEAVY, INBOX), gate=1.3, target=1.05),
        related(deep, times, (DEEP, HEAVY), gate=1.2, target=1.05),
        related(growth, times, (INBOX, BEFORE), gate=1.3, target=1.1),
        related("unchanged inbox (304) / hello", times, (REVISIT, HELLO), gate=2, target=1.5),
    ]


def own_cases(world: World) -> Mapping[str, Call]:
    """The light official's page on PostgreSQL."""
    return {OWN: world.light_pg.gets("/")}


def own_figures(world: World, times: Times) -> Sequence[Figure]:
    """What the web process spends; the server's own time shows on the wall only."""
    wall = times.on_the_wall(OWN)
    return [
        in_floors("inbox, PostgreSQL (client)", times, case=OWN, gate=5, target=3),
        Figure("inbox, PostgreSQL, on the wall", None, None, None, wall, "ms", ""),
    ]


INBOX_PART = Part(cases, figures)
POSTGRES_PART = Part(own_cases, own_figures)
