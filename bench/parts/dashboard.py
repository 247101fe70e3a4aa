"""The overview of each post: as it is read all day, and when its figures are counted anew."""

from collections.abc import Mapping, Sequence

from bench import readers
from bench.figures import Figure
from bench.parts import Part, in_floors
from bench.readers import Reader, counted
from bench.timing import Call, Times
from bench.world import World
from documents.queries import kept_figures

PATH = "/overview"
LEADER, COUNTED_ANEW = "dashboard, leader", "dashboard, leader, counted anew"


def cases(world: World) -> Mapping[str, Call]:
    """The same page for every post of the large agency."""
    return {f"dashboard, {name}": who.gets(PATH) for name, who in _posts(world).items()} | {
        COUNTED_ANEW: anew(world.leader)
    }


def _posts(world: World) -> dict[str, Reader]:
    return {
        "leader": world.leader,
        "clerk": world.heavy,
        "head of a room": readers.head(world.main),
        "official": world.light,
    }


def anew(reader: Reader) -> Call:
    """The page when nothing of this post is kept any more."""
    fetch, tenure_id = reader.gets(PATH), 2 * reader.desk_id

    def run() -> None:
        kept_figures.forget(tenure_id)
        fetch()

    return run


def figures(world: World, times: Times) -> Sequence[Figure]:
    """The gate holds for the slowest post."""
    names = [name for name in times.cpu if name.startswith("dashboard,") and name != COUNTED_ANEW]
    worst = max(names, key=times.of)
    with counted(world.main.app) as said:
        world.leader.fetch(PATH)
    return [
        in_floors("dashboard, slowest post", times, case=worst, gate=6),
        *(in_floors(name, times) for name in names),
        in_floors(COUNTED_ANEW, times),
        Figure("statements of the dashboard", len(said), 12, 8, len(said), "statements", ""),
    ]


DASHBOARD_PART = Part(cases, figures)
