"""The pages of a register of half a million people: a record of thirty years, lists and searches.

Who reads keeps the dossiers of the whole province.
"""

import html
import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bench.calls import WrongAnswer
from bench.figures import Figure
from bench.fill.careers import SKILLS
from bench.fill.officials import LONG_IN, citizen_number
from bench.parts import FLOOR, Part, floor_of, in_floors, related
from bench.readers import Reader, counted, keeper
from bench.sets import DataSet
from bench.timing import Call, Times
from bench.world import World
from office.db import db
from office.units.models import Unit
from personnel.models import Dossier
from personnel.rows.parts import PARTS

OPEN = "record of thirty years"
SHORT = "record of ten rows"
LISTED, FIRST, DEEP = "officials", "officials, page 1", "officials, deep page"
ON_SERVER = " on PostgreSQL"
LIST = "/personnel/"
NEXT = re.compile(rb'href="(/personnel/[^"]*after=[^"]+)"[^>]* rel="next"')
MOST = 6


# ------------------------------------------------------------------------------ one record


def record_of(found: DataSet, number: int) -> str:
    """The address of a dossier."""
    with found.app.app_context():
        uid = db.session.scalars(select(Dossier.uid).where(Dossier.id == number)).one()
    return f"{LIST}{uid}"


def open_cases(found: DataSet, tail: str = "") -> dict[str, Call]:
    """Each part of a long record, and the first of a short one."""
    reader, path = keeper(found), record_of(found, LONG_IN)
    cases = {f"{OPEN}, {part}{tail}": reader.gets(f"{path}?part={part}") for part in PARTS}
    return cases | {f"{SHORT}{tail}": reader.gets(record_of(found, 3))}


def open_figures(found: DataSet, times: Times, tail: str = "") -> list[Figure]:
    """Processor time in F, the slowest part first."""
    names = [f"{OPEN}, {part}{tail}" for part in PARTS]
    slowest = max(names, key=times.of)
    first = in_floors(f"{OPEN}, slowest part{tail}", times, case=slowest, gate=5)
    count = statements(found, f"{record_of(found, LONG_IN)}?part=work")
    return [
        first,
        Figure(f"statements of a record{tail}", count, 16, None, count, "statements", ""),
        related(f"{OPEN} / of ten rows{tail}", times, (names[0], f"{SHORT}{tail}")),
        *(in_floors(name, times) for name in names),
    ]


def statements(found: DataSet, path: str) -> int:
    """How many statements a page asks when it is opened again."""
    reader = keeper(found)
    reader.fetch(path)
    with counted(found.app) as said:
        reader.fetch(path)
    return len(said)


# ------------------------------------------------------------------------------ the lists


def questions(found: DataSet) -> dict[str, str]:
    """What is looked for, by name of the case."""
    with found.app.app_context():
        one = db.session.get_one(Dossier, LONG_IN + 1)
        body, room = _units(found)
        words = one.folded_name.split()
        citizen = citizen_number(one.id, one.birth_date, one.sex)
    return {
        "all": "view=all",
        "frequent name": f"q={words[0]}",
        "whole name without accents": f"q={'+'.join(words)}",
        "staff number": f"q={one.staff_no}",
        "citizen number": f"q={citizen}",
        "code of a grade as a word": "q=01.004",
        "grade chosen": "grade=01.002",
        "category chosen": "category=cong_chuc",
        "skill": f"q={SKILLS[1].replace(' ', '+')}",
        "skill and name": f"q={SKILLS[1].replace(' ', '+')}+{words[-1]}",
        "unit": f"unit={room}",
        "body": f"unit={body}",
        "name in a body": f"unit={body}&q={words[-1]}",
    }


def _units(found: DataSet) -> tuple[str, str]:
    agency = found.people.staff[1].agency
    ids = select(Unit.uid).where(Unit.id.in_((agency, agency + 1))).order_by(Unit.id)
    body, room = db.session.scalars(ids)
    return str(body), str(room)


def deep_page(reader: Reader, pages: int) -> str:
    """The address of a page further down, by going there as a reader would."""
    path = f"{LIST}?view=all"
    for _page in range(pages - 1):
        found = NEXT.search(reader.fetch(path).body)
        if found is None:
            raise WrongAnswer(f"{path}: there is no next page")
        path = html.unescape(found[1].decode())
    return path


def list_cases(found: DataSet, pages: int, tail: str = "") -> dict[str, Call]:
    """Every question, and a page far down."""
    reader = keeper(found)
    asked = {
        f"{LISTED}, {name}{tail}": reader.gets(f"{LIST}?{query}")
        for name, query in questions(found).items()
    }
    return asked | {f"{DEEP}{tail}": reader.gets(deep_page(reader, pages))}


def list_figures(found: DataSet, times: Times, tail: str = "") -> list[Figure]:
    """Processor time in F; on the server's on the wall, for the work is the server's."""
    floor, names = floor_of(times), [f"{LISTED}, {name}{tail}" for name in questions(found)]
    by_time, unit = (times.on_the_wall, "ms wall") if tail else (times.of, "ms")
    single = [
        Figure(name, by_time(name) / floor, None, None, by_time(name), unit, FLOOR)
        for name in [*names, f"{DEEP}{tail}"]
    ]
    worst = max(single, key=lambda one: one.value)
    count = statements(found, f"{LIST}?view=all")
    title = f"list and search of officials, slowest{tail}"
    return [
        Figure(title, worst.ratio, MOST, None, worst.value, unit, FLOOR),
        Figure(f"statements of the list{tail}", count, 10, None, count, "statements", ""),
        related(f"{DEEP} / page 1{tail}", times, (f"{DEEP}{tail}", names[0]), gate=1.3),
        *single,
    ]


# ------------------------------------------------------------------------------ the parts


def _pages(world: World) -> int:
    return world.scale.deep_pages


def cases_open(world: World) -> Mapping[str, Call]:
    """On SQLite."""
    return open_cases(world.register)


def figures_open(world: World, times: Times) -> Sequence[Figure]:
    """On SQLite."""
    return open_figures(world.register, times)


def cases_list(world: World) -> Mapping[str, Call]:
    """On SQLite."""
    return list_cases(world.register, _pages(world))


def figures_list(world: World, times: Times) -> Sequence[Figure]:
    """On SQLite."""
    return list_figures(world.register, times)


def cases_pg(world: World) -> Mapping[str, Call]:
    """Both on PostgreSQL."""
    found = world.register_pg
    return open_cases(found, ON_SERVER) | list_cases(found, _pages(world), ON_SERVER)


def figures_pg(world: World, times: Times) -> Sequence[Figure]:
    """Both on PostgreSQL."""
    found = world.register_pg
    return open_figures(found, times, ON_SERVER) + list_figures(found, times, ON_SERVER)


OPEN_PART = Part(cases_open, figures_open)
LIST_PART = Part(cases_list, figures_list)
POSTGRES_PART = Part(cases_pg, figures_pg)
