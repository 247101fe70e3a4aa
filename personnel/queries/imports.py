"""Finding batches, their rows and what stands in the way of them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed
from office.units import queries as units
from office.units.models import Unit
from personnel.models import Dossier, ImportBatch, ImportRow, ImportTemplate, RecordRow, RowState
from personnel.policy.imports import CanImport
from personnel.queries.secrets import open_values
from personnel.queries.timeline import as_timeline
from personnel.record.names import folded
from personnel.record.sheets.reading import Fault
from personnel.record.timeline import Row

MOST_LISTED = 100


def imports_of(actor: Actor) -> list[ImportBatch]:
    """The batches that the actor may see, the newest first."""
    found = db.session.scalars(
        select(ImportBatch).order_by(ImportBatch.id.desc()).limit(MOST_LISTED)
    )
    return [one for one in found if allowed(actor, CanImport.READ, one)]


def visible_import(uid: UUID, actor: Actor) -> ImportBatch:
    """The batch, or 404 for whoever may not see it."""
    found = db.session.scalars(select(ImportBatch).where(ImportBatch.uid == uid)).first()
    if found is None or not allowed(actor, CanImport.READ, found):
        raise NotFound(_("There is no such import."))
    return found


def import_counts(batch: ImportBatch) -> Mapping[RowState, int]:
    """How many rows stand where."""
    counted = (
        select(ImportRow.state, func.count())
        .where(ImportRow.batch_id == batch.id)
        .group_by(ImportRow.state)
    )
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state: found.get(state, 0) for state in RowState}


def warned_count(batch: ImportBatch) -> int:
    """How many rows would be entered although something looks odd."""
    own = select(func.count()).where(ImportRow.batch_id == batch.id, ImportRow.has_warnings)
    return int(db.session.scalar(own.where(ImportRow.state == RowState.GOOD)) or 0)


def import_rows(
    batch: ImportBatch, *, after: int = 0, states: Collection[RowState] = ()
) -> Select[ImportRow]:
    """The rows in the order of the file."""
    own = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.line > after)
    if states:
        own = own.where(ImportRow.state.in_(states))
    return own.order_by(ImportRow.line)


def column_names(batch: ImportBatch) -> list[str]:
    """The headings, and a name for each column that has none."""
    return [words or f"Cột {place}" for place, words in enumerate(batch.headings, 1)]


def content(row: ImportRow) -> tuple[list[str], list[Fault]]:
    """The cells of a row and what is wrong with them."""
    found = open_values(row.sealed, row.key_id, row.uid)
    return list(found.get("cells", [])), [Fault(*one) for one in found.get("faults", [])]


def learned_columns(agency_id: int) -> Mapping[str, str]:
    """What headings meant in former spreadsheets of an agency; the newest says it."""
    own = select(ImportTemplate).where(ImportTemplate.agency_id == agency_id)
    found: dict[str, str] = {}
    for template in db.session.scalars(own.order_by(ImportTemplate.kept_at)):
        found |= template.columns
    return found


def templates_of(agency_id: int) -> list[ImportTemplate]:
    """The remembered columns of an agency by name."""
    own = select(ImportTemplate).where(ImportTemplate.agency_id == agency_id)
    return list(db.session.scalars(own.order_by(ImportTemplate.name)))


# --------------------------------------------------------------- against the register


def lines_by_mark(batch: ImportBatch, marks: Collection[str]) -> dict[str, int]:
    """The first line of the file that bears each citizen number."""
    own = select(ImportRow.mark, func.min(ImportRow.line)).where(
        ImportRow.batch_id == batch.id, ImportRow.mark.in_(marks)
    )
    return {row[0]: row[1] for row in db.session.execute(own.group_by(ImportRow.mark))}


def dossiers_by_mark(marks: Collection[str]) -> dict[str, Dossier]:
    """Whose citizen numbers these are, in any body."""
    found = db.session.scalars(select(Dossier).where(Dossier.citizen_mark.in_(marks)))
    return {one.citizen_mark: one for one in found if one.citizen_mark}


def dossiers_by_number(agency_id: int, numbers: Collection[str]) -> dict[str, list[Dossier]]:
    """Who has these staff numbers in the agency."""
    own = select(Dossier).where(Dossier.agency_id == agency_id, Dossier.staff_no.in_(numbers))
    found: dict[str, list[Dossier]] = {}
    for one in db.session.scalars(own):
        found.setdefault(one.staff_no, []).append(one)
    return found


def namesakes(people: Collection[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Which of these (folded name, date of birth, sex) have a dossier already (V09)."""
    names = {name for name, _born, _sex in people}
    own = select(Dossier.folded_name, Dossier.birth_date, Dossier.sex)
    rows = db.session.execute(own.where(Dossier.folded_name.in_(names)))
    return {(row[0], row[1], row[2]) for row in rows} & set(people)


def rows_of_many(ids: Sequence[int], groups: Collection[str]) -> dict[int, list[Row]]:
    """The opened rows of several dossiers in these groups."""
    own = select(RecordRow).where(RecordRow.dossier_id.in_(ids), RecordRow.group.in_(groups))
    found: dict[int, list[RecordRow]] = {}
    for row in db.session.scalars(own.order_by(RecordRow.dossier_id, RecordRow.number)):
        found.setdefault(row.dossier_id, []).append(row)
    return {one: as_timeline(rows, opened=groups) for one, rows in found.items()}


def units_by_name(agency_id: int) -> dict[str, dict[str, str]]:
    """The agency and its open units by folded name, as a value of the record names them."""
    ids = units.subtree_ids(units.successor_of(agency_id))
    named = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(ids)))
    found: dict[str, dict[str, str]] = {}
    for unit_id, uid in sorted(named, key=lambda one: ids.index(one[0])):
        stored = {"unit": str(uid), "name": units.name_of(unit_id)}
        for words in (stored["name"], units.short_name_of(unit_id)):
            found.setdefault(folded(words), stored)
    return found
