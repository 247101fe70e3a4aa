"""Somebody who has everything but the PINs and wants to know who chose what.

He reads every row of every table with its system columns, knows in which order and when each voter
voted (he sat in the room, or reads the log of the server), and tries to find a column anywhere that
tells the choices apart once its rows are laid beside the voters: by transaction, by place in the
table, by time, by order in a list.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import inspect, text

INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+")
FEW = 4
"""A column with more different values than this names papers and not choices."""


@dataclass(frozen=True)
class Voter:
    """What is known of a voter: the place on the list and the moment of the vote."""

    place: int
    at: datetime


def dump(engine):
    """Every row of every table in its order, with `_place` and, where there is one, `_xmin`."""
    is_sqlite = engine.dialect.name == "sqlite"
    system = "rowid AS _place" if is_sqlite else "ctid::text AS _place, xmin::text AS _xmin"
    order = "rowid" if is_sqlite else "ctid"
    found = {}
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            asked = text(f'SELECT {system}, * FROM "{table}" ORDER BY {order}')  # noqa: S608
            try:
                rows = connection.execute(asked).mappings()
                found[table] = [{key: read(value) for key, value in row.items()} for row in rows]
            except Exception:  # noqa: BLE001 - a table of the full text search has no rows of its own
                connection.rollback()
    return found


def read(value):
    """An instant that the file keeps as text."""
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def links(rows, before, voters, truth, cast_table="ballot_cast"):
    """The columns that tell the choices, with the way in which they were laid beside the voters."""
    found = []
    for way, beside in joins(rows, before, voters, cast_table):
        found += [(way, feature) for feature in telling(beside, [truth[v.place] for v in voters])]
    return found


def joins(rows, before, voters, cast_table):
    """(how, one row beside each voter)."""
    own = {row["participant_id"]: row for row in rows[cast_table]}
    mine = [own.get(voter.place, {}) for voter in voters]
    yield "own row", mine
    by_place = sorted(range(len(voters)), key=lambda n: order_of(rows[cast_table], mine[n]))
    for table, given in rows.items():
        fresh = [row for row in given if row not in before.get(table, [])]
        yield from _by_transaction(table, fresh, mine)
        if len(fresh) == len(voters) and table != cast_table:
            for name, laid in _by_order(fresh):
                yield f"{table} in the order of voting, by {name}", laid
                beside = dict(zip(by_place, laid, strict=True))
                yield (
                    f"{table} in the order of rows, by {name}",
                    [beside[n] for n in range(len(voters))],
                )
        yield from _by_time(table, fresh, voters)
        yield from _by_list(table, fresh, len(voters))


def order_of(rows, row):
    return rows.index(row) if row in rows else -1


def _by_transaction(table, fresh, mine):
    at = defaultdict(list)
    for row in fresh:
        at[row.get("_xmin")].append(row)
    beside = [[one for one in at[row.get("_xmin")] if one != row] for row in mine]
    if all(len(found) == 1 for found in beside) and all(row.get("_xmin") for row in mine):
        yield f"{table} by transaction", [found[0] for found in beside]


def _by_order(fresh):
    yield "place", fresh
    for name in [key for key, value in fresh[0].items() if isinstance(value, datetime)]:
        if all(row[name] for row in fresh):
            yield name, sorted(fresh, key=lambda row: row[name])


def _by_time(table, fresh, voters):
    for name in {key for row in fresh for key, value in row.items() if isinstance(value, datetime)}:
        timed = [row for row in fresh if row[name]]
        if len(timed) > 1:
            nearest = [min(timed, key=lambda row: abs(row[name] - one.at)) for one in voters]
            yield f"{table} by {name}", nearest


def _by_list(table, fresh, count):
    for row in fresh:
        for column, value in row.items():
            for path, items in lists_in(value):
                if len(items) == count:
                    yield f"{table}.{column}{path} in order", [{"item": one} for one in items]


def lists_in(value, path=""):
    """Every list inside a value of JSON."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            value = json.loads(value)
        except ValueError:
            return
    if isinstance(value, list):
        yield path, value
    children = value.items() if isinstance(value, dict) else ()
    for key, inner in children:
        yield from lists_in(inner, f"{path}.{key}")


def telling(beside, truth):
    """Features of the rows laid beside the voters whose value decides the choice."""
    columns = {key for row in beside for key in row}
    for column in sorted(columns):
        values = [row.get(column) for row in beside]
        for name, seen in ((column, values), (f"length of {column}", map(length, values))):
            if decides([str(one) for one in seen], truth):
                yield name


def length(value):
    return len(value) if isinstance(value, (str, bytes, memoryview, list)) else 0


def decides(seen, truth):
    """Whether equal values always stand beside equal choices, and different ones occur."""
    meant = defaultdict(set)
    for value, choice in zip(seen, truth, strict=True):
        meant[value].add(choice)
    return 1 < len(meant) <= FEW and all(len(choices) == 1 for choices in meant.values())
