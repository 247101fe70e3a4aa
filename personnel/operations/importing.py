"""Spreadsheets of officials on their way in: brought, read, their columns assigned, dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from office import audit, blobs, clock, i18n, outbox
from office.db import after_commit, db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.outbox import Lane
from office.permissions import Actor, require
from personnel.lifecycle import IMPORT
from personnel.models import (
    ImportBatch,
    ImportRow,
    ImportState,
    ImportTemplate,
    Purpose,
    RowState,
)
from personnel.operations.secrets import key_now, sealed, sealed_file
from personnel.policy.imports import CanImport
from personnel.queries.imports import learned_columns
from personnel.record.names import folded
from personnel.record.sheets.columns import guess, targets

READ, CHECK, RUN = "personnel.read_import", "personnel.check_import", "personnel.run_import"
WHO = frozenset({"identity.citizen_id", "service.staff_no"})
LONGEST_NAME = 80


@dataclass(frozen=True)
class Brought:
    """A spreadsheet as it is brought: `effective_on` is since when changes hold that say no day."""

    name: str
    purpose: Purpose
    effective_on: date


@dataclass(frozen=True)
class Line:
    """One row of the file, by its number in the file."""

    number: int
    cells: Sequence[str]


@operation
def bring_import(brought: Brought, data: bytes, *, by: Actor) -> ImportBatch:
    """Take a spreadsheet in; it lies sealed, and nothing enters the register before approval."""
    require(by, CanImport.BRING, by.agency_id)
    batch = ImportBatch(
        uid=new_uid(),
        agency_id=by.agency_id,
        purpose=brought.purpose,
        state=ImportState.READING,
        name=brought.name,
        effective_on=brought.effective_on,
        language=i18n.language(),
        brought_at=clock.now(),
        brought_by=by.name,
        creator_id=by.person_id,
        turn=0,
    )
    db.session.add(batch)
    audit.record("import.bring", batch, by=by, name=brought.name, purpose=brought.purpose)
    _lay_by(batch, data)
    return batch


@operation
def mend_import(batch: ImportBatch, data: bytes, *, by: Actor) -> None:
    """Bring corrected rows: they take the place of those with the same number that are not done."""
    IMPORT.advance(batch, "mend", by)
    _lay_by(batch, data)


def _lay_by(batch: ImportBatch, data: bytes) -> None:
    hidden, batch.key_id = sealed_file(data, batch.uid)
    batch.sha256, batch.problem = blobs.put(hidden).sha256, ""
    go_on(batch, READ)


def go_on(batch: ImportBatch, topic: str) -> None:
    """Have the worker do the next part; each reading, check and approval is a job of its own."""
    batch.turn += 1
    db.session.flush()
    outbox.enqueue(
        topic,
        key=f"{topic}:{batch.uid}:{batch.turn}",
        lane=Lane.BULK,
        partition=f"import:{batch.uid}",
        batch_id=batch.id,
    )


# -------------------------------------------------------------------------------- reading


@operation
def keep_lines(batch: ImportBatch, lines: Sequence[Line], *, by: Actor) -> None:
    """Keep a piece of what was read: known lines get their new cells, unless they are entered."""
    require(by, CanImport.WORK, batch)
    key = key_now()
    known = _known(batch, [line.number for line in lines])
    fresh = []
    for line in lines:
        row = known.get(line.number)
        if row is None:
            uid = new_uid()
            secret, key_id = sealed({"cells": list(line.cells)}, uid, key)
            fresh.append({"uid": uid, "line": line.number, "sealed": secret, "key_id": key_id})
        elif row.state is not RowState.DONE:
            row.sealed, row.key_id = sealed({"cells": list(line.cells)}, row.uid, key)
            row.state, row.has_warnings, row.mark = RowState.NEW, False, ""
    if fresh:
        empty = {"batch_id": batch.id, "state": RowState.NEW, "has_warnings": False, "mark": ""}
        db.session.execute(insert(ImportRow), [empty | one for one in fresh])


def _known(batch: ImportBatch, numbers: Sequence[int]) -> dict[int, ImportRow]:
    own = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line.in_(numbers))
    return {row.line: row for row in db.session.scalars(own)}


@operation
def finish_reading(batch: ImportBatch, headings: Sequence[str], *, by: Actor) -> None:
    """All rows are kept: the file is forgotten, and the columns are guessed or known already."""
    if batch.mapping:
        _keep_mended(batch, by)
        return
    IMPORT.advance(batch, "keep", by)
    batch.headings = list(headings)
    batch.mapping = dict(guess(headings, learned_columns(batch.agency_id)))
    _forget(batch)


def _keep_mended(batch: ImportBatch, by: Actor) -> None:
    IMPORT.advance(batch, "keep_mended", by)
    _forget(batch)
    _check_anew(batch, RowState.BAD)


@operation
def refuse_file(batch: ImportBatch, words: str, *, by: Actor) -> None:
    """The file cannot be read; of corrected rows the batch keeps what it had."""
    batch.problem = words
    if batch.mapping:
        _keep_mended(batch, by)
        return
    IMPORT.advance(batch, "refuse", by, reason=words)
    _forget(batch)


def _forget(batch: ImportBatch) -> None:
    sha256, batch.sha256, batch.key_id = batch.sha256, "", None
    after_commit(lambda: blobs.remove(sha256))


# -------------------------------------------------------------------------------- columns


@operation
def assign_columns(
    batch: ImportBatch, mapping: Mapping[str, str], *, remember: str = "", by: Actor
) -> None:
    """Say what each column is for and have the rows checked; `remember` names it for later."""
    chosen = {place: target for place, target in mapping.items() if target}
    _refuse_mapping(batch, chosen)
    IMPORT.advance(batch, "assign", by, columns=len(chosen))
    batch.mapping, batch.problem = chosen, ""
    if remember.strip():
        _remember(batch, remember.strip()[:LONGEST_NAME])
    _check_anew(batch, RowState.BAD, RowState.GOOD)


def _refuse_mapping(batch: ImportBatch, chosen: Mapping[str, str]) -> None:
    names = list(chosen.values())
    doubled = {place: _twice() for place, one in chosen.items() if names.count(one) > 1}
    strange = {
        place: _("There is no such field.") for place, one in chosen.items() if one not in targets()
    }
    outside = {
        place for place in chosen if not place.isdigit() or int(place) >= len(batch.headings)
    }
    wrong = doubled | strange | dict.fromkeys(outside, _("There is no such column."))
    if wrong:
        raise Invalid(_("Some columns cannot be assigned like this."), fields=wrong)
    if not WHO & set(names) or (batch.purpose is Purpose.OPEN and not set(names) >= NEEDED):
        raise Refusal(_missing(batch.purpose), fix=_("Assign the columns that say who it is."))


NEEDED = frozenset({"identity.full_name", "identity.citizen_id"})


def _missing(purpose: Purpose) -> str:
    if purpose is Purpose.OPEN:
        return _("New dossiers need a column with the full name and one with the citizen number.")
    return _("Changes need a column with the citizen number or the staff number.")


def _twice() -> str:
    return _("Two columns are assigned to this field.")


def _remember(batch: ImportBatch, name: str) -> None:
    own = select(ImportTemplate).where(
        ImportTemplate.agency_id == batch.agency_id, ImportTemplate.name == name
    )
    kept = db.session.scalars(own).first() or ImportTemplate(
        uid=new_uid(), agency_id=batch.agency_id, name=name
    )
    words = {folded(batch.headings[int(place)]): one for place, one in batch.mapping.items()}
    kept.columns, kept.kept_at = words, clock.now()
    db.session.add(kept)


def _check_anew(batch: ImportBatch, *states: RowState) -> None:
    anew = update(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.state.in_(states))
    db.session.execute(
        anew.values(state=RowState.NEW, mark="", has_warnings=False).execution_options(
            synchronize_session=False
        )
    )
    go_on(batch, CHECK)


@operation
def drop_import(batch: ImportBatch, *, by: Actor) -> None:
    """Give up what is not entered; of its rows nothing is kept."""
    IMPORT.advance(batch, "drop", by)
    db.session.execute(
        update(ImportRow)
        .where(ImportRow.batch_id == batch.id)
        .values(sealed=None, key_id=None)
        .execution_options(synchronize_session=False)
    )
