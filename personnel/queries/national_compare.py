"""What both ends say of one group, side by side, and which rule settles it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from personnel.models import Dossier, NationalConflict, NationalConnection
from personnel.national.codes import Choice
from personnel.national.digest import group_digest
from personnel.national.envelope import canonical
from personnel.queries.national import Told
from personnel.queries.secrets import open_values
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.shapes import Authority, Kind
from personnel.record.slots import shares
from personnel.record.timeline import Change, Row, history
from personnel.record.values import read

Plain = Mapping[str, Any]
ROW_FIELDS = frozenset(
    {"rowId", "lineId", "slot", "validFrom", "validTo", "ends", "order", "recordedAt", "values"}
)
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
CLAIM, GROUP, CHANGE = "claim", "group", "change"
"""Of what a question is: whose the official is; an event of ours not taken; a change over there."""


class Verdict(StrEnum):
    """What both ends come to, before anybody is asked."""

    SAME = "same"
    ALIKE = "alike"
    OURS = "ours"
    THEIRS = "theirs"
    OPEN = "open"


def own_rows(dossier: Dossier, group: str, line: NationalConnection) -> list[dict[str, Any]]:
    """A group as we would tell it now."""
    told = Told({dossier.id}, {"identity", group}, line.codelists)
    return [one.plain() for one in told.snapshot(dossier.id, group, dossier.row_count)]


def readable(group: str, rows: Any) -> bool:
    """Whether rows are written as the contract has them."""
    return group in GROUPS and isinstance(rows, list) and all(_is_row(one) for one in rows)


def _is_row(one: Any) -> bool:
    if not isinstance(one, Mapping) or not set(one) >= ROW_FIELDS:
        return False
    try:
        UUID(str(one["lineId"]))
        date.fromisoformat(str(one["validFrom"]))
        date.fromisoformat(str(one["validTo"] or one["validFrom"]))
        datetime.fromisoformat(str(one["recordedAt"]))
    except ValueError:
        return False
    return isinstance(one["values"], Mapping)


def verdict(group: str, ours: Sequence[Plain], theirs: Sequence[Plain]) -> Verdict:
    """What the rules say without a person.

    Lists of codes are theirs always, free text is the one that was written last; everything else
    is for somebody to decide.
    """
    if group_digest(ours) == group_digest(theirs):
        return Verdict.SAME
    if _meaning(ours) == _meaning(theirs):
        return Verdict.ALIKE
    if is_decided(group) or _without_text(group, ours) != _without_text(group, theirs):
        return Verdict.OPEN
    return Verdict.OURS if _newest(ours) >= _newest(theirs) else Verdict.THEIRS


def is_decided(group: str) -> bool:
    """Whether the managing body holds the signed decision for what stands in the group."""
    return group in GROUPS and GROUPS[group].authority is Authority.DECIDED and group != "identity"


def recommended(conflict: NationalConflict) -> Choice:
    """Who wins by the rule of the group: the national side in who somebody is, else the papers."""
    return Choice.KEEP_REMOTE if conflict.group == "identity" else Choice.KEEP_LOCAL


def _meaning(rows: Iterable[Plain]) -> list[bytes]:
    """What rows say, whatever they are called and in whichever version of a list."""
    return sorted(canonical([*_dates(row), _unlisted(row["values"])]) for row in rows)


def _without_text(group: str, rows: Iterable[Plain]) -> list[bytes]:
    fields = GROUPS[group].by_name
    kept = [
        [
            *_dates(row),
            row["lineId"],
            {
                name: value
                for name, value in _unlisted(row["values"]).items()
                if name not in fields or fields[name].kind not in TEXTS
            },
        ]
        for row in rows
    ]
    return sorted(canonical(one) for one in kept)


def _dates(row: Plain) -> list[Any]:
    return [row["slot"], row["validFrom"], row["validTo"], row["ends"]]


def _unlisted(value: Any) -> Any:
    if isinstance(value, Mapping):
        skipped = {"version"} if "list" in value else set()
        return {name: _unlisted(one) for name, one in value.items() if name not in skipped}
    return [_unlisted(one) for one in value] if isinstance(value, list) else value


def _newest(rows: Iterable[Plain]) -> datetime:
    said = [datetime.fromisoformat(row["recordedAt"]) for row in rows]
    return max(said, default=datetime.fromisoformat("1900-01-01T00:00:00+00:00"))


# --------------------------------------------------------------------------- their rows


def their_rows(conflict: NationalConflict) -> list[dict[str, Any]]:
    """What the national database says, of one question."""
    found: list[dict[str, Any]] = secret_of(conflict).get("rows", [])
    return found


def secret_of(conflict: NationalConflict) -> dict[str, Any]:
    """What is sealed in a question."""
    return open_values(conflict.sealed, conflict.key_id, conflict.uid)


def shown_row(group: str, row: Plain, order: int) -> Row:
    """A row of theirs as pages show rows."""
    line = UUID(str(row["lineId"]))
    return Row(
        uid=line,
        line=line,
        group=group,
        slot=str(row["slot"]),
        valid_from=date.fromisoformat(row["validFrom"]),
        valid_to=date.fromisoformat(row["validTo"]) if row["validTo"] else None,
        order=order,
        recorded_at=datetime.fromisoformat(row["recordedAt"]),
        values=dict(row["values"]),
        ends=bool(row["ends"]),
    )


def changes_to(
    dossier: Dossier, group: str, theirs: Sequence[Plain]
) -> tuple[list[Change], dict[str, str]]:
    """What brings a group to what they say: lines changed, added, taken away; and what is wrong."""
    ours = {row.line: row for row in history(timeline(dossier, [group], opened=[group]), group)}
    made: list[Change] = []
    wrong: dict[str, str] = {}
    for place, said in enumerate(theirs):
        row = shown_row(group, said, place)
        mine = ours.pop(row.line, None)
        change, problems = change_of(row, mine)
        wrong |= {f"{group}.{name}": message for name, message in problems.items()}
        if mine is None or _differs(mine, change):
            made.append(change)
    gone = [
        Change(group, row.slot, row.valid_from, line=row.line, is_void=True)
        for row in ours.values()
    ]
    return [*gone, *made], wrong


def change_of(row: Row, mine: Row | None) -> tuple[Change, dict[str, str]]:
    """A row from elsewhere as it would be written here, and what is wrong with what it says.

    What stands here already is not judged; what is missing is found by the rules of quality.
    """
    values, wrong = ({}, {}) if row.ends else read(row.group, row.values, row.valid_from)
    kept = _kept(row, mine) if mine and not row.ends else {}
    values |= kept
    wrong = {name: why for name, why in wrong.items() if name in row.values and name not in kept}
    slot = row.slot if shares(row.group, row.slot) and _is_common(row) else ""
    found = Change(
        row.group,
        mine.slot if mine else slot,
        row.valid_from,
        row.valid_to,
        values,
        ends=row.ends,
        line=mine.line if mine else None,
    )
    return found, wrong


def _kept(row: Row, mine: Row) -> dict[str, Any]:
    """The fields of which both rows say the same, whatever version their lists are of."""
    return {
        name: value
        for name, value in mine.values.items()
        if _unlisted(value) == _unlisted(row.values.get(name))
    }


def _is_common(row: Row) -> bool:
    """A slot that bears the name of a line belongs to that line alone."""
    return row.slot != str(row.line)


def _differs(mine: Row, change: Change) -> bool:
    said = (mine.valid_from, mine.valid_to, mine.ends, dict(mine.values))
    return said != (change.valid_from, change.valid_to, change.ends, dict(change.values))
