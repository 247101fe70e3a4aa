"""The newest fifty documents with one or two words, for who sees little and who sees all."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote_plus

from bench.figures import Figure
from bench.fill.texts import Words
from bench.parts import FLOOR, Part, floor_of
from bench.readers import Reader
from bench.timing import Call, Times
from bench.world import World

PATH = "/documents/search?q="


def queries() -> dict[str, str]:
    """Words in half of all letters, in some per cent, in a few; and two together."""
    words = Words().by_frequency
    often, some, rare = words[4], words[120], words[-len(words) // 20]
    return {
        "frequent word": often,
        "usual word": some,
        "rare word": rare,
        "two frequent words": f"{often} {words[9]}",
        "frequent and rare word": f"{often} {rare}",
    }


def cases(world: World) -> Mapping[str, Call]:
    """Every query by the official and by the leader."""
    return _for({"official": world.light, "leader": world.leader})


def _for(who: Mapping[str, Reader], tail: str = "") -> dict[str, Call]:
    return {
        f"search{tail}, {name}: {kind}": reader.gets(PATH + quote_plus(words))
        for name, reader in who.items()
        for kind, words in queries().items()
    }


def figures(_world: World, times: Times, tail: str = "") -> Sequence[Figure]:
    """The gate holds for the slowest."""
    names = [name for name in times.cpu if name.startswith(f"search{tail},")]
    floor = floor_of(times)
    gate = None if tail else 10
    by_time = times.on_the_wall if tail else times.of
    unit = "ms wall" if tail else "ms"
    single = [
        Figure(name, by_time(name) / floor, None, None, by_time(name), unit, FLOOR)
        for name in names
    ]
    worst = max(single, key=lambda one: one.value)
    title = f"search{tail}, newest 50, slowest query"
    return [Figure(title, worst.ratio, gate, 3, worst.value, unit, FLOOR), *single]


def own_cases(world: World) -> Mapping[str, Call]:
    """The same on PostgreSQL."""
    return _for({"official": world.light_pg, "leader": world.leader_pg}, " on PostgreSQL")


def own_figures(world: World, times: Times) -> Sequence[Figure]:
    """On the wall: the work is the server's."""
    return figures(world, times, " on PostgreSQL")


SEARCH_PART = Part(cases, figures)
POSTGRES_PART = Part(own_cases, own_figures)
