"""The inbox of a box of a hundred thousand mails, and words looked for in a million.

Who reads is an ordinary official; the clerk has a second box, the desk's.
"""

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote_plus

from bench.calls import WrongAnswer
from bench.figures import Figure
from bench.parts import FLOOR, Part, floor_of, in_floors, related
from bench.parts.search import queries
from bench.readers import Reader, counted, sign_in
from bench.sets import DataSet
from bench.timing import Call, Times
from bench.world import World

FULL_BOX, SMALL_BOX, CLERK = "inbox of a full box", "inbox of a small box", "inbox of a desk's box"
DEEP, NEWS = "page 100 of the full box", "has new mail come"
PAGES = 100
NEXT = re.compile(rb'href="(/mail/boxes/[^"]*after=[^"]+)"[^>]* rel="next"')
SINCE = re.compile(rb'"(/mail/boxes/[^"]*since=[^"]+)"')
BOXES = re.compile(rb'href="(/mail/boxes/[0-9a-f-]{36})"')


def people(found: DataSet) -> dict[str, Reader]:
    """The official with a tenth of all mail, one with little, and the clerk."""
    officials = found.people.staff[0].officials
    desks = {"full box": officials[0], "small box": officials[1]}
    return {name: sign_in(found, desk) for name, desk in desks.items()} | {
        "clerk": sign_in(found, found.people.staff[0].clerk)
    }


def inbox_of(reader: Reader) -> str:
    """The address of the first box, as the reader comes to it."""
    return reader.fetch("/mail").headers["Location"].replace("http://127.0.0.1", "")


def desk_box_of(reader: Reader) -> str:
    """The address of the other box."""
    own = inbox_of(reader)
    listed = {found.decode() for found in BOXES.findall(reader.fetch(own).body)}
    return next(iter(sorted(listed - {own})))


def deep_page(reader: Reader, pages: int) -> str:
    """The address of a page further down, by going there as a reader would."""
    path = inbox_of(reader)
    for _page in range(pages - 1):
        found = NEXT.search(reader.fetch(path).body)
        if found is None:
            raise WrongAnswer(f"{path}: there is no next page")
        path = html.unescape(found[1].decode())
    return path


def news_of(reader: Reader) -> Call:
    """What an open inbox asks every half minute."""
    found = SINCE.search(reader.fetch(inbox_of(reader)).body)
    if found is None:
        raise WrongAnswer("the inbox does not look for new mail")
    return reader.gets(html.unescape(found[1].decode()), **{"X-Swap": "news"})


def _cases(found: DataSet, tail: str = "") -> dict[str, Call]:
    readers = people(found)
    full, small, clerk = readers.values()
    cases = {
        FULL_BOX: full.gets(inbox_of(full)),
        SMALL_BOX: small.gets(inbox_of(small)),
        CLERK: clerk.gets(desk_box_of(clerk)),
    }
    for name, reader in readers.items():
        for kind, words in queries().items():
            path = f"{inbox_of(reader)}?q={quote_plus(words)}"
            cases[f"search in mail, {name}: {kind}"] = reader.gets(path)
    return {f"{name}{tail}": call for name, call in cases.items()}


def cases(world: World) -> Mapping[str, Call]:
    """The pages on SQLite."""
    full = people(world.mail)["full box"]
    pages = min(PAGES, world.scale.main.heavy // 100)
    return _cases(world.mail) | {DEEP: full.gets(deep_page(full, pages)), NEWS: news_of(full)}


def figures(world: World, times: Times) -> Sequence[Figure]:
    """Processor time, in F."""
    full = people(world.mail)["full box"]
    path = inbox_of(full)
    with counted(world.mail.app) as said:
        full.fetch(path)
    count = len(said)
    return [
        in_floors("inbox of 100,000 mails", times, case=FULL_BOX, gate=5),
        Figure("statements of the inbox of mail", count, 12, None, count, "statements", ""),
        related("inbox of mail, 100,000 mails / 250", times, (FULL_BOX, SMALL_BOX), gate=1.3),
        in_floors("inbox of a desk's box", times, case=CLERK),
        related(f"{DEEP} / page 1", times, (DEEP, FULL_BOX), gate=1.3),
        in_floors(NEWS, times),
        *_found(times, ""),
    ]


def _found(times: Times, tail: str) -> list[Figure]:
    floor = floor_of(times)
    by_time = times.on_the_wall if tail else times.of
    unit = "ms wall" if tail else "ms"
    names = [
        name
        for name in times.cpu
        if name.startswith("search in mail,")
        and name.endswith(tail or name)
        and ("PostgreSQL" in name) == bool(tail)
    ]
    single = [
        Figure(name, by_time(name) / floor, None, None, by_time(name), unit, FLOOR)
        for name in names
    ]
    worst = max(single, key=lambda one: one.value)
    title = f"search in a million mails, slowest query{tail}"
    return [Figure(title, worst.ratio, 10, None, worst.value, unit, FLOOR), *single]


ON_SERVER = " on PostgreSQL"


def own_cases(world: World) -> Mapping[str, Call]:
    """The same on PostgreSQL."""
    return _cases(world.mail_pg, ON_SERVER)


def own_figures(_world: World, times: Times) -> Sequence[Figure]:
    """Pages by what the web process spends, searches on the wall: their work is the server's."""
    wall = times.on_the_wall(FULL_BOX + ON_SERVER)
    return [
        in_floors(
            "inbox of 100,000 mails, PostgreSQL (client)", times, case=FULL_BOX + ON_SERVER, gate=5
        ),
        Figure("inbox of 100,000 mails, PostgreSQL, on the wall", None, None, None, wall, "ms", ""),
        *_found(times, ON_SERVER),
    ]


READING_PART = Part(cases, figures)
POSTGRES_PART = Part(own_cases, own_figures)
