"""What differs in a record between two days, group by group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from personnel.models import Dossier
from personnel.queries.timeline import as_timeline, rows_of
from personnel.record.groups import GROUPS
from personnel.record.shapes import Shape
from personnel.record.timeline import Row, State, state
from personnel.rows.record import HIDDEN, AsOf, Words


@dataclass(frozen=True)
class Difference:
    """One field of one line, before and after; nothing before: it came, nothing after: it went."""

    group: str
    line: str
    field: str
    before: str
    after: str


def differences(
    dossier: Dossier,
    names: Sequence[str],
    older: AsOf,
    newer: AsOf,
    *,
    opened: Collection[str],
) -> list[Difference]:
    """What changed from one day to the other, in the order of the record."""
    stored = rows_of(dossier, names)
    rows = as_timeline(stored, opened=opened)
    words = Words(stored, opened)
    before = state(rows, older.on, older.known_at)
    after = state(rows, newer.on, newer.known_at)
    return [one for name in names for one in _of_group(name, before, after, words)]


def _of_group(name: str, before: State, after: State, words: Words) -> list[Difference]:
    old = {row.slot: row for row in before.get(name, [])}
    new = {row.slot: row for row in after.get(name, [])}
    return [
        one
        for slot in dict.fromkeys([*old, *new])
        for one in _of_line(name, old.get(slot), new.get(slot), words)
    ]


def _of_line(name: str, old: Row | None, new: Row | None, words: Words) -> list[Difference]:
    if old is not None and new is not None and old.uid == new.uid:
        return []
    was = _told(old, words)
    now = _told(new, words)
    label = str(GROUPS[name].label)
    is_one = GROUPS[name].shape is Shape.ONE
    title = "" if is_one else next(iter((now or was).values()), "")
    return [
        Difference(label, title, field, was.get(field, ""), now.get(field, ""))
        for field in dict.fromkeys([*was, *now])
        if was.get(field, "") != now.get(field, "") or HIDDEN in (was.get(field), now.get(field))
    ]


def _told(row: Row | None, words: Words) -> dict[str, str]:
    return {label: text for label, text, _kind in words.pairs(row)} if row else {}
