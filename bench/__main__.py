"""`python -m bench`: measure, print the table, write bench/results.json."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import floor
from bench.figures import RESULTS, Figure, has_place, machine, publish, table, write_results
from bench.parts import (
    HELLO,
    RAW,
    Part,
    axis,
    dashboard,
    detail,
    floor_of,
    inbox,
    lists,
    live,
    mail_reading,
    mail_taking,
    memory,
    recording,
    register_import,
    register_nights,
    register_pages,
    route,
    search,
    signing,
    votes,
    work,
)
from bench.server import NoServer
from bench.sets import NoRoom, say
from bench.sizes import Scale, bench_dir, chosen_scale
from bench.timing import Call, Times, measure, profile
from bench.world import World
from office import clock

PARTS: dict[str, tuple[Part, ...]] = {
    "inbox": (inbox.INBOX_PART,),
    "lists": (lists.LISTS_PART,),
    "detail": (detail.DETAIL_PART,),
    "dashboard": (dashboard.DASHBOARD_PART,),
    "route": (route.ROUTE_PART,),
    "search": (search.SEARCH_PART,),
    "work": (work.BOARD_PART, work.WRITING_PART, work.EXPORT_PART),
    "postgres": (inbox.POSTGRES_PART, lists.POSTGRES_PART, search.POSTGRES_PART),
    "memory": (memory.MEMORY_PART,),
    "live": (live.LIVE_PART,),
    "signing": (signing.SIGNING_PART,),
    "votes": (votes.VOTES_PART,),
    "axis": (axis.AXIS_PART,),
    "recording": (recording.RECORDING_PART,),
    "mail": (
        mail_taking.TAKING_PART,
        mail_reading.READING_PART,
        mail_reading.POSTGRES_PART,
    ),
    "register": (
        register_pages.OPEN_PART,
        register_pages.LIST_PART,
        register_pages.POSTGRES_PART,
        register_nights.FORECAST_PART,
        register_nights.NIGHT_PART,
        register_import.IMPORT_PART,
    ),
}

ALONE: dict[str, tuple[Part, ...]] = {
    "smtp": (mail_taking.TAKING_PART,),
    "mailbox": (mail_reading.READING_PART,),
    "register-open": (register_pages.OPEN_PART,),
    "register-list": (register_pages.LIST_PART,),
    "register-postgres": (register_pages.POSTGRES_PART,),
    "register-forecast": (register_nights.FORECAST_PART,),
    "register-night": (register_nights.NIGHT_PART,),
    "register-import": (register_import.IMPORT_PART,),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Status 0 whatever was measured; with --strict a missed gate is status 1."""
    options = _parser().parse_args(argv)
    names = options.parts or os.environ.get("PART", "").split() or list(PARTS)
    unknown = set(names) - set(PARTS | ALONE)
    if unknown:
        say(f"bench: no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    whole = names == list(PARTS)
    chosen = "" if whole else " ".join(names)
    if options.publish and not has_place(chosen):
        say(f"bench: docs/performance.md has no place for a table of {chosen}")
        return 2
    try:
        with World(_scale(options.rounds), bench_dir()) as world:
            parts = [part for name in names for part in (PARTS | ALONE)[name]]
            if options.profile:
                return _profile(world, parts, options.profile)
            figures = _figures(world, parts)
    except (NoRoom, NoServer) as missing:
        say(f"bench: {missing}")
        return 2
    _tell(figures)
    write_results(figures, options.results)
    if options.publish:
        publish(figures, clock.today().isoformat(), parts=chosen)
    return int(options.strict and any(one.fails for one in figures))


def _scale(rounds: int) -> Scale:
    scale = chosen_scale()
    return replace(scale, rounds=rounds) if rounds else scale


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; PART=… does the same")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the JSON goes")
    parser.add_argument("--profile", metavar="CASE", help="profile the cases with these words")
    parser.add_argument("--rounds", type=int, default=0, help="fewer or more than is usual")
    parser.add_argument("--publish", action="store_true", help="also into docs/performance.md")
    parser.add_argument("--strict", action="store_true", help="status 1 when a gate is missed")
    return parser


def _cases(world: World, parts: Sequence[Part]) -> dict[str, Call]:
    found: dict[str, Call] = {}
    for part in parts:
        found.update(part.cases(world))
    return found


def _figures(world: World, parts: Sequence[Part]) -> list[Figure]:
    cases = _cases(world, parts)
    times = Times()
    figures = []
    if cases:
        cases = {
            HELLO: floor.hello(),
            RAW: floor.raw_inbox(world.main, world.light.desk_id),
        } | cases
        say(f"measuring {len(cases)} cases …")
        times = measure(cases, rounds=world.scale.rounds)
        figures.append(Figure("F", 1, None, None, floor_of(times), "ms", f"{HELLO} + {RAW}"))
    for part in parts:
        figures += part.figures(world, times)
    return figures


def _profile(world: World, parts: Sequence[Part], words: str) -> int:
    for name, call in _cases(world, parts).items():
        if words in name:
            sys.stdout.write(f"== {name}\n{profile(call)}\n")
    return 0


def _tell(figures: Sequence[Figure]) -> None:
    missed = [one.name for one in figures if one.fails]
    end = f"Gates missed: {'; '.join(missed)}" if missed else "Every gate is met."
    sys.stdout.write(f"{machine()}\n\n{table(figures)}\n\n{end}\n")


if __name__ == "__main__":
    sys.exit(main())
