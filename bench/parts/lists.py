"""Lists over the register: what an ordinary official pays beside one who sees everything."""

from collections.abc import Mapping, Sequence

from bench.figures import Figure
from bench.parts import Part, related
from bench.timing import Call, Times
from bench.world import World

ORDINARY, WIDE = "register, ordinary official", "register, leader"
REGISTER = "/documents/incoming?view=register"


def cases(world: World) -> Mapping[str, Call]:
    """The newest fifty of the register that each may see, on both databases."""
    return {
        ORDINARY: world.light.gets(REGISTER),
        WIDE: world.leader.gets(REGISTER),
    }


def figures(_world: World, times: Times) -> Sequence[Figure]:
    """Rights must not make ordinary people wait."""
    return [
        related("ordinary official / leader", times, (ORDINARY, WIDE), gate=1.3, target=1.05),
    ]


def own_cases(world: World) -> Mapping[str, Call]:
    """The same on PostgreSQL."""
    return {
        f"{ORDINARY}, PostgreSQL": world.light_pg.gets(REGISTER),
        f"{WIDE}, PostgreSQL": world.leader_pg.gets(REGISTER),
    }


def own_figures(_world: World, times: Times) -> Sequence[Figure]:
    """On the wall: the work is the server's."""
    mine, theirs = (times.on_the_wall(f"{name}, PostgreSQL") for name in (ORDINARY, WIDE))
    name = "ordinary official / leader, PostgreSQL, on the wall"
    return [Figure(name, mine / theirs, None, 1.3, mine, "ms", f"{WIDE}, PostgreSQL")]


LISTS_PART = Part(cases, figures)
POSTGRES_PART = Part(own_cases, own_figures)
