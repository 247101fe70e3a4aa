"""What both ends say of one group, line by line and field by field, as its page shows it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from office.i18n import _, day, language
from personnel.models import Dossier, NationalConflict
from personnel.queries.national_compare import CLAIM, secret_of, shown_row, their_rows
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.record.shapes import Field
from personnel.record.timeline import Row, history
from personnel.record.values import said
from personnel.rows.record import HIDDEN


@dataclass(frozen=True)
class Side:
    """One field of one line as both ends have it."""

    line: UUID
    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether both ends say something else; of what is hidden nobody can tell."""
        return self.ours != self.theirs or HIDDEN in (self.ours, self.theirs)


def sides(
    dossier: Dossier, conflict: NationalConflict, *, opened: Collection[str]
) -> list[list[Side]]:
    """The lines in which something differs; lines that are alike are left out."""
    if conflict.kind == CLAIM:
        return []
    group = conflict.group
    rows = history(timeline(dossier, [group], opened=[group]), group)
    ours = {row.line: row for row in rows}
    said_rows = [shown_row(group, row, place) for place, row in enumerate(their_rows(conflict))]
    theirs = {row.line: row for row in said_rows}
    lines = [
        _line(ours.get(line), theirs.get(line), is_open=group in opened)
        for line in dict.fromkeys([*ours, *theirs])
        if not _alike(ours.get(line), theirs.get(line))
    ]
    return [line for line in lines if line]


def _alike(mine: Row | None, other: Row | None) -> bool:
    if mine is None or other is None:
        return False
    return (mine.valid_from, mine.valid_to, mine.ends, dict(mine.values)) == (
        other.valid_from,
        other.valid_to,
        other.ends,
        dict(other.values),
    )


def _line(mine: Row | None, other: Row | None, *, is_open: bool) -> list[Side]:
    row = mine or other
    if row is None:
        return []
    secret = frozenset() if is_open else sensitive_fields(row.group)
    found = [
        Side(row.line, str(field.label), _text(field, mine, secret), _text(field, other, secret))
        for field in GROUPS[row.group].fields
    ]
    dates = [
        Side(row.line, _("From"), _from(mine), _from(other)),
        Side(row.line, _("Until"), _until(mine), _until(other)),
    ]
    return [one for one in (*dates, *found) if one.ours or one.theirs]


def _from(row: Row | None) -> str:
    return str(day(row.valid_from)) if row else ""


def _until(row: Row | None) -> str:
    if row is None or (row.valid_to is None and not row.ends):
        return ""
    return str(day(row.valid_to)) if row.valid_to else _("It ends")


def _text(field: Field, row: Row | None, secret: Collection[str]) -> str:
    value = row.values.get(field.name) if row else None
    if value in (None, "", []):
        return ""
    if field.name in secret:
        return HIDDEN
    try:
        return said(field, value, language())
    except (KeyError, TypeError, ValueError, AttributeError):
        return str(value)


def claimant(conflict: NationalConflict) -> str:
    """Which body says that the official is its own."""
    found: Mapping[str, Any] = secret_of(conflict)
    return str(found.get("managingBody", ""))
