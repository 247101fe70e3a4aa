"""Statistics of officials as of a day, narrowed by what their reader may see."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office.db import db
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Unit
from personnel.models import Dossier, RecordRow
from personnel.queries.dossiers import visible_to
from personnel.record import codes
from personnel.record.timeline import PRIMARY, Row, State, known, state, value
from personnel.record.values import plain

GROUPS = ("identity", "service", "assignment", "pay", "organisations", "education", "exit")
PIECE = 500
MALE, FEMALE = "1", "2"
MAJORITY = "01"  # Kinh in the list of ethnic groups
BANDS = ((0, 29), (30, 34), (35, 39), (40, 44), (45, 49), (50, 54), (55, 59), (60, 120))
NOTHING = ""


@dataclass(frozen=True)
class Sums:
    """Men, women, and all, among whom are those of whom the record does not say it."""

    men: int
    women: int
    all: int


@dataclass
class Report:
    """Who served on a day, counted by several things; moves are those of its year up to it."""

    on: date
    shows_party: bool
    by: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def sums(self, cut: str, key: str) -> Sums:
        """One line of a cut."""
        found = self.by[cut]
        men, women = found[key, MALE], found[key, FEMALE]
        return Sums(men, women, sum(count for (one, _sex), count in found.items() if one == key))

    def keys(self, cut: str) -> list[str]:
        """The lines of a cut, the fullest first."""
        counts: Counter[str] = Counter()
        for (key, _sex), count in self.by[cut].items():
            counts[key] += count
        return [key for key, _count in counts.most_common()]

    @property
    def count(self) -> int:
        """All who served."""
        return sum(self.by["sex"].values())


def report(actor: Actor, on: date) -> Report:
    """Counts over the officials whom the actor sees, from their records as of a day.

    Of the Party only is counted, for staff offices, whether a membership is on record; its sealed
    fields are not opened.
    """
    made = Report(on, Role.HR in actor.roles)
    for rows in _records(actor):
        _count(made, rows, on)
    return made


def _records(actor: Actor) -> Iterator[list[Row]]:
    """The rows of one official after the other; no more than a piece is held in memory."""
    last = 0
    while True:
        mine = select(Dossier.id).where(visible_to(actor), Dossier.id > last)
        numbers = list(db.session.scalars(mine.order_by(Dossier.id).limit(PIECE)))
        if not numbers:
            return
        yield from _rows_of(numbers).values()
        last = numbers[-1]


def _rows_of(numbers: Sequence[int]) -> Mapping[int, list[Row]]:
    columns = (
        *(RecordRow.dossier_id, RecordRow.sealed.is_not(None), RecordRow.values, RecordRow.uid),
        *(RecordRow.line, RecordRow.group, RecordRow.slot, RecordRow.valid_from),
        *(RecordRow.number, RecordRow.recorded_at, RecordRow.valid_to),
        *(RecordRow.ends, RecordRow.is_void),
    )
    wanted = select(*columns).where(RecordRow.dossier_id.in_(numbers), RecordRow.group.in_(GROUPS))
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for number, is_sealed, values, *row in db.session.execute(wanted):
        said = {**values, "is_sealed": is_sealed}
        parts: list[Any] = [*row[:7], said, *row[7:]]
        found[number].append(Row(*parts))
    return found


def _count(made: Report, rows: Sequence[Row], on: date) -> None:
    found = state(rows, on)
    sex = _code(value(found, "identity", "sex"))
    _count_moves(made, rows, on)
    post = next((row for row in found.get("assignment", ()) if row.slot == PRIMARY), None)
    if post is None or "exit" in found:
        return
    facts = _facts(found, on)
    for cut, key in facts.items():
        made.by[cut][key, sex] += 1
    if made.shows_party:
        made.by["party"]["member" if _is_member(found) else NOTHING, sex] += 1
    _count_unit(made, post, facts | {"sex": sex}, is_member=made.shows_party and _is_member(found))


def _facts(found: State, on: date) -> dict[str, str]:
    return {
        "sex": _code(value(found, "identity", "sex")),
        "age": band_of(str(value(found, "identity", "birth_date") or ""), on),
        "category": _code(value(found, "service", "category")),
        "grade": _code(value(found, "pay", "grade")),
        "ethnicity": _code(value(found, "identity", "ethnicity")),
        "degree": _highest(found),
    }


def band_of(birth_date: str, on: date) -> str:
    """The band of ages, as its first year; empty where the birth is not known."""
    if not birth_date[:4].isdigit():
        return NOTHING
    month_day = birth_date[5:] or "01-01"
    age = on.year - int(birth_date[:4]) - (f"{on:%m-%d}" < month_day)
    return next((str(first) for first, last in BANDS if first <= age <= last), NOTHING)


def _highest(found: State) -> str:
    """The highest degree; the list names them from the highest down."""
    ranks = {row.code: place for place, row in enumerate(codes.lists()["degree"])}
    held = {_code(row.values.get("degree")) for row in found.get("education", ())}
    return min(held & ranks.keys(), key=ranks.__getitem__, default=NOTHING)


def _is_member(found: State) -> bool:
    return any(row.values.get("is_sealed") for row in found.get("organisations", ()))


def _count_unit(made: Report, post: Row, facts: Mapping[str, str], *, is_member: bool) -> None:
    """One line of the statutory table: a unit with the counts of its columns."""
    stored = post.values.get("unit")
    uid = stored.get("unit", "") if isinstance(stored, dict) else ""
    name = stored.get("name", "") if isinstance(stored, dict) else ""
    line = made.units[f"{uid}|{name}"]
    line["all"] += 1
    line["women"] += facts["sex"] == FEMALE
    line["party"] += is_member
    line["minority"] += facts["ethnicity"] not in (MAJORITY, NOTHING)
    for cut in ("category", "degree", "age"):
        line[f"{cut}:{facts[cut]}"] += 1


def _count_moves(made: Report, rows: Sequence[Row], on: date) -> None:
    """Who came, went, retired or was moved in the year of the day, up to it."""
    lines = known(rows)
    sex = _code(value(state(rows, on), "identity", "sex"))
    posts = [row for row in lines if row.group == "assignment" and row.slot == PRIMARY]
    first = min((row.valid_from for row in posts), default=None)
    if first and _in_year(first, on):
        made.moves["came", sex] += 1
    for row in posts:
        kind = _code(row.values.get("kind"))
        if row.valid_from != first and _in_year(row.valid_from, on) and kind in MOVES:
            made.moves[kind, sex] += 1
    for row in lines:
        if row.group == "exit" and not row.ends and _in_year(row.valid_from, on):
            made.moves[_code(row.values.get("kind")) or "left", sex] += 1


MOVES = ("transfer", "rotate", "second")


def _in_year(day: date, on: date) -> bool:
    return day.year == on.year and day <= on


def _code(stored: Any) -> str:
    return str(plain(stored) or "")


def unit_name(key: str) -> str:
    """The name of a unit of a line of the statutory table."""
    uid, _bar, name = key.partition("|")
    return name or next((units.name_of(n) for n in _by_uid(uid)), "")


def _by_uid(uid: str) -> list[int]:
    return list(db.session.scalars(select(Unit.id).where(Unit.uid == UUID(uid)))) if uid else []
