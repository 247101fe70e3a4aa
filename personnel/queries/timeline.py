"""The rows of a dossier, as the pure timeline knows them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office.db import db
from personnel.models import Dossier, PersonnelDecision, RecordRow
from personnel.queries.secrets import open_values
from personnel.record.timeline import Row

NOBODY: frozenset[str] = frozenset()


def rows_of(dossier: Dossier, groups: Collection[str] = ()) -> list[RecordRow]:
    """Every version that the register holds, in its order; of some groups when they are named."""
    own = select(RecordRow).where(RecordRow.dossier_id == dossier.id).order_by(RecordRow.number)
    if groups:
        own = own.where(RecordRow.group.in_(groups))
    return list(db.session.scalars(own))


def timeline(
    dossier: Dossier, groups: Collection[str] = (), *, opened: Collection[str] = NOBODY
) -> list[Row]:
    """The rows without sensitive values, but for the groups that are opened."""
    return as_timeline(rows_of(dossier, groups), opened=opened)


def timelines(
    dossiers: Sequence[Dossier], *, opened: Collection[str] = NOBODY
) -> dict[int, list[Row]]:
    """The rows of several dossiers by their numbers, with one statement."""
    found: dict[int, list[RecordRow]] = {one.id: [] for one in dossiers}
    every = select(RecordRow).where(RecordRow.dossier_id.in_(found))
    for row in db.session.scalars(every.order_by(RecordRow.dossier_id, RecordRow.number)):
        found[row.dossier_id].append(row)
    return {number: as_timeline(rows, opened=opened) for number, rows in found.items()}


def as_timeline(rows: Iterable[RecordRow], *, opened: Collection[str] = NOBODY) -> list[Row]:
    """Rows of the table as plain rows."""
    rows = list(rows)
    names = _decisions({row.decision_id for row in rows if row.decision_id})
    return [_row(row, names.get(row.decision_id or 0), opened) for row in rows]


def uncited(rows: Iterable[RecordRow], *, opened: Collection[str] = NOBODY) -> list[Row]:
    """The same without the decisions that wrote them: for lists of many officials."""
    return [_row(row, None, opened) for row in rows]


def _row(row: RecordRow, decision: UUID | None, opened: Collection[str]) -> Row:
    return Row(
        uid=row.uid,
        line=row.line,
        group=row.group,
        slot=row.slot,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        order=row.number,
        recorded_at=row.recorded_at,
        values=values_of(row, is_open=row.group in opened),
        ends=row.ends,
        is_void=row.is_void,
        decision_uid=decision,
    )


def values_of(row: RecordRow, *, is_open: bool) -> dict[str, Any]:
    """What the row says, with its sensitive values where the reader may have them."""
    return dict(row.values) | (open_sealed(row) if is_open else {})


def open_sealed(row: RecordRow) -> dict[str, Any]:
    """The sensitive values of a row."""
    found = open_values(row.sealed, row.key_id, row.uid)
    return {name: value for name, value in found.items() if name != "salt"}


def _decisions(ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    named = select(PersonnelDecision.id, PersonnelDecision.uid).where(PersonnelDecision.id.in_(ids))
    return {row.id: row.uid for row in db.session.execute(named)}
