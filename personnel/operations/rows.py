"""Writing rows: the only place where a dossier learns something."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import select

from office import blob_uses, clock
from office.db import db, new_uid
from personnel.models import DataKey, Dossier, PersonnelDecision, RecordRow, Source
from personnel.operations.quality_asking import ask_checks
from personnel.operations.secrets import key_now, sealed
from personnel.operations.telling import tell
from personnel.queries.secrets import open_values
from personnel.record.groups import sensitive_fields
from personnel.record.slots import shares
from personnel.record.timeline import Change

GENESIS = "0" * 64

blob_uses.lists_hashes(RecordRow.__tablename__, "files")


@dataclass(frozen=True)
class Origin:
    """By what rows come: a recorded decision, or another source that has no decision."""

    source: Source
    by: str
    decision: PersonnelDecision | None = None
    files: Sequence[str] = ()


def hold(dossier: Dossier) -> None:
    """Wait for other acts on this dossier and read it anew; before any look at its rows."""
    held = select(Dossier).where(Dossier.id == dossier.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def hold_many(dossiers: Sequence[Dossier]) -> None:
    """The same for several, always in the order of their numbers."""
    numbers = [one.id for one in dossiers]
    held = select(Dossier).where(Dossier.id.in_(numbers)).order_by(Dossier.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).all()


def write(dossier: Dossier, changes: Sequence[Change], origin: Origin) -> list[RecordRow]:
    """Add rows behind the last one; whoever writes holds the dossier."""
    rows = made(dossier, changes, origin, key_now())
    db.session.add_all(rows)
    db.session.flush()
    tell(dossier, rows, origin.decision)
    ask_checks([dossier])
    return rows


def made(
    dossier: Dossier, changes: Sequence[Change], origin: Origin, key: DataKey
) -> list[RecordRow]:
    """The rows as they hang on the chain of the dossier, to be added by who made them."""
    return [_made(dossier, change, origin, key) for change in changes]


def _made(dossier: Dossier, change: Change, origin: Origin, key: DataKey) -> RecordRow:
    row = RecordRow(uid=new_uid(), dossier_id=dossier.id, number=dossier.row_count + 1)
    row.line = change.line or row.uid
    row.group = change.group
    row.slot = change.slot if shares(change.group, change.slot) else str(row.line)
    row.valid_from, row.valid_to = change.valid_from, change.valid_to
    row.ends, row.is_void = change.ends, change.is_void
    row.recorded_at = clock.now()
    row.values, secret = parted(change.group, change.values)
    row.files = list(origin.files)
    row.sealed, row.key_id = sealed(secret, row.uid, key)
    row.source, row.by = origin.source, origin.by
    row.decision_id = origin.decision.id if origin.decision else None
    row.previous = dossier.head or GENESIS
    row.hash = hash_of(row)
    dossier.row_count, dossier.head = row.number, row.hash
    return row


def parted(group: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may lie open, and what is sealed."""
    secret = sensitive_fields(group)
    opened = {name: value for name, value in values.items() if name not in secret}
    return opened, {name: value for name, value in values.items() if name in secret}


def hash_of(row: RecordRow) -> str:
    """SHA-256 over the row, the digest of its sealed values and the row before it."""
    content: dict[str, Any] = {
        "uid": str(row.uid),
        "line": str(row.line),
        "number": row.number,
        "where": [row.group, row.slot],
        "valid": [str(row.valid_from), str(row.valid_to or "")],
        "recorded": row.recorded_at.isoformat(),
        "marks": [row.ends, row.is_void],
        "values": row.values,
        "sealed": _digest(row),
        "files": row.files,
        "source": row.source.value,
        "previous": row.previous,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _digest(row: RecordRow) -> str:
    values = open_values(row.sealed, row.key_id, row.uid)
    return hashlib.sha256(rfc8785.dumps(values)).hexdigest() if values else ""


def is_whole(rows: Sequence[RecordRow]) -> bool:
    """Whether the chain of a dossier's rows, all of them in order, has no link changed or lost."""
    previous = GENESIS
    for number, row in enumerate(rows, 1):
        if (row.number, row.previous) != (number, previous) or hash_of(row) != row.hash:
            return False
        previous = row.hash
    return True
