"""Checking the rows of a batch: each cell, then the row against file and register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlalchemy import select

from office import clock
from office.db import db, operation
from office.i18n import _, force_locale
from office.permissions import Actor, require
from office.search import fold
from personnel.lifecycle import IMPORT
from personnel.models import (
    DataKey,
    Dossier,
    ImportBatch,
    ImportRow,
    ImportState,
    Purpose,
    RowState,
)
from personnel.operations.importing_notices import tell_approvers
from personnel.operations.secrets import key_now, sealed
from personnel.operations.showing import code_of
from personnel.policy.imports import CanImport
from personnel.queries import imports as queries
from personnel.queries.secrets import citizen_mark
from personnel.record.histories import problems
from personnel.record.sheets.columns import parted
from personnel.record.sheets.reading import (
    ROW,
    Fault,
    Said,
    decided,
    is_covered,
    openings,
    read,
    updates,
)
from personnel.record.timeline import Change, Row, state

PIECE = 500
UNITS = (("assignment", "unit"), ("service", "managing_body"), ("planning", "unit"))
SUGGESTED = 3
Values = Mapping[str, Any]


@dataclass
class Judged:
    """A row as it was read, whose it is, and what it would change."""

    row: ImportRow
    cells: list[str]
    said: Said
    mark: str = ""
    dossier: Dossier | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return all(one.is_warning for one in self.said.faults)


@operation
def check_piece(batch: ImportBatch, *, by: Actor) -> int:
    """Check the next rows that nobody has looked at; says how many there were."""
    require(by, CanImport.WORK, batch)
    if batch.state is not ImportState.MAPPED:
        return 0
    rows = db.session.scalars(queries.import_rows(batch, states=[RowState.NEW]).limit(PIECE)).all()
    key = key_now()
    with force_locale(batch.language):
        for one in judged(batch, rows):
            keep_judgement(one, key)
    if not rows:
        IMPORT.advance(batch, "judge", by)
        tell_approvers(batch)
    return len(rows)


def keep_judgement(one: Judged, key: DataKey) -> None:
    """What is wrong with a row lies sealed beside its cells; part of other acts."""
    faults = [[fault.place, fault.message, fault.is_warning] for fault in one.said.faults]
    kept = {"cells": one.cells, "faults": faults}
    row = one.row
    row.sealed, row.key_id = sealed(kept, row.uid, key)
    row.state = RowState.GOOD if one.is_good else RowState.BAD
    row.has_warnings = any(fault.is_warning for fault in one.said.faults)
    row.dossier_id = one.dossier.id if one.dossier else None


def judged(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[Judged]:
    """Rows with everything that is known of them; part of other acts."""
    found = [_read(batch, row) for row in rows]
    _resolve_units(batch, found)
    _find_dossiers(batch, found)
    db.session.flush()
    _refuse_twice(batch, found)
    judge = _judge_new if batch.purpose is Purpose.OPEN else _judge_updates
    judge(batch, found)
    return found


def _read(batch: ImportBatch, row: ImportRow) -> Judged:
    cells, _faults = queries.content(row)
    said = read(cells, batch.mapping, batch.effective_on)
    number = str(said.value("identity", "citizen_id") or "")
    row.mark = citizen_mark(number) if number else ""
    return Judged(row, cells, said, row.mark)


# -------------------------------------------------------------------------------- units


def _resolve_units(batch: ImportBatch, found: Sequence[Judged]) -> None:
    known = queries.units_by_name(batch.agency_id)
    for one in found:
        for group, name in UNITS:
            stored = one.said.value(group, name)
            if stored:
                unit = known.get(fold(stored["name"]))
                if unit:
                    one.said.values[group][name] = unit
                elif group == "assignment":
                    _blame(batch, one, (group, name), _no_unit(stored["name"], known))


def _no_unit(typed: str, known: Mapping[str, Mapping[str, str]]) -> str:
    near = get_close_matches(fold(typed), known, n=SUGGESTED, cutoff=0.5)
    names = "; ".join(dict.fromkeys(known[one]["name"] for one in near))
    if names:
        return _(
            "There is no unit “%(name)s” here. Is one of these meant: %(names)s?",
            name=typed,
            names=names,
        )
    return _(
        "There is no unit “%(name)s” here. Write the name as in the tree of units.", name=typed
    )


def _blame(batch: ImportBatch, one: Judged, where: tuple[str, str], words: str) -> None:
    one.said.faults.append(Fault(place_of(batch, where), words))


def place_of(batch: ImportBatch, where: tuple[str, str]) -> int:
    """The column that is for a field, or the row as a whole."""
    for place, target in batch.mapping.items():
        if parted(target) == where:
            return int(place)
    return ROW


CITIZEN, NUMBER, NAME = (
    ("identity", "citizen_id"),
    ("service", "staff_no"),
    ("identity", "full_name"),
)

# ------------------------------------------------------------------------------ whose it is


def _find_dossiers(batch: ImportBatch, found: Sequence[Judged]) -> None:
    by_mark = queries.dossiers_by_mark({one.mark for one in found if one.mark})
    numbers = {str(one.said.value(*NUMBER)) for one in found if one.said.value(*NUMBER)}
    by_number = queries.dossiers_by_number(batch.agency_id, numbers)
    for one in found:
        one.dossier = by_mark.get(one.mark)
        same = by_number.get(str(one.said.value(*NUMBER) or ""), [])
        if one.dossier is None and not one.mark and len(same) == 1:
            one.dossier = same[0]
        elif (
            len(same) > 1
            or (same and one.dossier not in (None, *same))
            or (same and one.dossier is None and batch.purpose is Purpose.OPEN)
        ):
            _blame(batch, one, NUMBER, _("This staff number belongs to somebody else."))
        if one.dossier is not None and not one.mark:
            one.mark = one.row.mark = one.dossier.citizen_mark or f"#{one.dossier.id}"


def _refuse_twice(batch: ImportBatch, found: Sequence[Judged]) -> None:
    first = queries.lines_by_mark(batch, {one.mark for one in found if one.mark})
    for one in found:
        if one.mark and first.get(one.mark, one.row.line) < one.row.line:
            line = first[one.mark]
            _blame(batch, one, CITIZEN, _("Row %(line)s has the same citizen number.", line=line))


# --------------------------------------------------------------------------------- new ones


def _judge_new(batch: ImportBatch, found: Sequence[Judged]) -> None:
    for one in found:
        _judge_one_new(batch, one)
    _warn_of_namesakes(batch, found)


def _judge_one_new(batch: ImportBatch, one: Judged) -> None:
    if not one.said.value(*NAME) and "identity" not in one.said.values:
        _blame(batch, one, NAME, _("The name is missing."))
    if not one.mark and not _is_blamed(batch, one, CITIZEN):
        _blame(
            batch,
            one,
            CITIZEN,
            _("The citizen number is missing: without it nobody is told apart."),
        )
    if one.dossier is not None:
        words = _("An official with this citizen number has a dossier already.")
        _blame(batch, one, CITIZEN, words)
    one.changes = openings(one.said, batch.effective_on)
    _blame_histories(batch, one, [])


def _is_blamed(batch: ImportBatch, one: Judged, where: tuple[str, str]) -> bool:
    return place_of(batch, where) in {fault.place for fault in one.said.faults}


def _blame_histories(batch: ImportBatch, one: Judged, rows: Sequence[Row]) -> None:
    for wrong in problems(rows, one.changes):
        change = one.changes[wrong.position]
        place = min(_places(batch, change.group), default=ROW)
        one.said.faults.append(Fault(place, f"{wrong.message} {wrong.fix}"))


def _places(batch: ImportBatch, group: str) -> Iterable[int]:
    return [int(place) for place, target in batch.mapping.items() if parted(target)[0] == group]


def _warn_of_namesakes(batch: ImportBatch, found: Sequence[Judged]) -> None:
    keys = {id(one): _twin_key(one.said) for one in found}
    known = queries.namesakes(set(keys.values()))
    for one in found:
        if keys[id(one)] in known and one.dossier is None:
            words = _("Somebody with this name, date of birth and sex has a dossier already.")
            place = place_of(batch, NAME)
            one.said.faults.append(Fault(place, words, is_warning=True))


def _twin_key(said: Said) -> tuple[str, str, str]:
    born, sex = said.value("identity", "birth_date"), said.value("identity", "sex")
    return fold(str(said.value(*NAME) or "")), str(born or ""), code_of(sex)


# ----------------------------------------------------------------------------------- changes


def _judge_updates(batch: ImportBatch, found: Sequence[Judged]) -> None:
    ids = [one.dossier.id for one in found if one.dossier]
    groups = {group for one in found for group in one.said.values}
    known = queries.rows_of_many(ids, groups) if ids else {}
    for one in found:
        if one.dossier is None or one.dossier.agency_id != batch.agency_id:
            _blame_stranger(batch, one)
        else:
            _judge_one_update(batch, one, known.get(one.dossier.id, []))


def _blame_stranger(batch: ImportBatch, one: Judged) -> None:
    if one.mark or one.said.value(*NUMBER):
        where = CITIZEN if one.mark else NUMBER
        words = _(
            "No dossier is kept here of this official. Open one by an import of new dossiers."
        )
        _blame(batch, one, where, words)
    elif not one.said.faults:
        one.said.faults.append(Fault(ROW, _("The row does not say who it is about.")))


def _judge_one_update(batch: ImportBatch, one: Judged, rows: Sequence[Row]) -> None:
    one.said.faults = [fault for fault in one.said.faults if not is_covered(fault)]
    found = state(rows, clock.today())
    standing = {group: [row.values for row in lines] for group, lines in found.items()}
    for where in decided(one.said, standing):
        _blame(batch, one, where, _only_by_decision())
    one.changes = updates(one.said, standing, batch.effective_on)
    _blame_histories(batch, one, rows)
    if not one.changes and one.is_good:
        words = _("This row says nothing new; nothing will be changed.")
        one.said.faults.append(Fault(ROW, words, is_warning=True))


def _only_by_decision() -> str:
    return _(
        "Only a signed decision changes this. Leave the cell empty and prepare a decision list."
    )


def is_of(batch: ImportBatch, person_id: int | None) -> bool:
    """Whether a row of the batch would change this person's own dossier."""
    own = select(Dossier.id).where(Dossier.person_id == person_id)
    rows = select(ImportRow.id).where(ImportRow.batch_id == batch.id, ImportRow.dossier_id.in_(own))
    return db.session.scalars(rows.limit(1)).first() is not None
