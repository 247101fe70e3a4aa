"""Dossiers over HTTP: the list, the record as of a day, its history, who looked into it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from office import clock
from office.api import ByUid, Closed, Day, Moment, Paging, shown
from office.permissions import require
from office.ui import paging
from office.units import queries as units
from personnel import operations, queries
from personnel.api.blueprint import actor, bp, visible
from personnel.forms.listing import units_below
from personnel.models import Dossier, DossierAccess, RecordRow, Standing
from personnel.policy import Can
from personnel.queries.looking import READ
from personnel.queries.timeline import as_timeline, rows_of
from personnel.record.groups import GROUPS
from personnel.record.timeline import Row, known, state
from personnel.rows.differences import differences
from personnel.rows.record import AsOf

LONGEST = 100


class DossierQuery(Paging):
    """What the list is narrowed to."""

    q: str = Field("", max_length=LONGEST)
    standing: Standing | None = None
    category: str = Field("", max_length=LONGEST)
    grade: str = Field("", max_length=LONGEST)
    known: str = Field("", max_length=LONGEST)
    unit: UUID | None = None


class DossierOut(Closed):
    """What lists show of an official."""

    uid: UUID
    full_name: str
    staff_no: str
    standing: Standing
    category: str
    title: str
    unit: str
    grade: str
    step: int


class DossierList(Closed):
    """A page of the list."""

    items: list[DossierOut]
    next: str | None


class AsOfQuery(Closed):
    """Of which day, and as the register knew it when."""

    on: Day = Field(default_factory=clock.today)
    known_at: Moment | None = None

    def when(self) -> AsOf:
        """As the pages take it."""
        return AsOf(self.on, self.known_at)


class RowOut(Closed):
    """One row: sensitive values are left out unless they lie open to the reader."""

    uid: UUID
    line: UUID
    group: str
    slot: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    ends: bool
    source: str
    decision: UUID | None
    files: list[str]
    values: dict[str, Any]


class RecordOut(Closed):
    """The record of an official."""

    dossier: DossierOut
    on: date
    known_at: datetime | None
    rows: list[RowOut]


class DifferenceQuery(Closed):
    """Two days, each as known at an instant."""

    older: Day
    newer: Day
    older_known_at: Moment | None = None
    newer_known_at: Moment | None = None


class DifferenceOut(Closed):
    """A field of a line before and after."""

    group: str
    line: str
    field: str
    before: str
    after: str


class DifferenceList(Closed):
    """What differs."""

    items: list[DifferenceOut]


class LookIn(Closed):
    """The groups whose sensitive fields are asked for, and what for."""

    groups: list[str] = Field(min_length=1, max_length=len(GROUPS))
    purpose: str = Field(max_length=300)


class AccessOut(Closed):
    """Somebody has looked."""

    at: datetime
    name: str
    title: str
    what: str
    groups: list[str]
    purpose: str


class AccessList(Closed):
    """A page of who looked, latest first."""

    items: list[AccessOut]
    next: str | None


def dossier_out(one: Dossier) -> DossierOut:
    """A dossier as lists show it."""
    own = {name: getattr(one, name) for name in DossierOut.model_fields if name != "unit"}
    return DossierOut(**own, unit=units.name_of(one.unit_id) if one.unit_id else "")


@bp.get("/personnel", responses={200: DossierList})
def dossiers(query: DossierQuery) -> Response:
    """The dossiers that the actor may read."""
    require(actor(), Can.LIST)
    narrow = queries.Narrow(
        words=query.q,
        standing=query.standing,
        category=query.category,
        grade=query.grade,
        known=query.known,
        units=units_below(str(query.unit)) if query.unit else (),
    )
    after = paging.decode(query.cursor, str, int)
    found = queries.listed(actor(), narrow, after=after, size=query.limit)
    page = paging.page_of(found, key=lambda row: (row.folded_name, row.id), size=query.limit)
    return shown(DossierList(items=[dossier_out(one) for one in page.rows], next=page.after))


@bp.get("/personnel/<uuid:uid>", responses={200: RecordOut})
def record(path: ByUid, query: AsOfQuery) -> Response:
    """What held on a day, as the register knew it at an instant."""
    found, when = visible(path.uid), query.when()
    names = sorted(queries.readable_groups(actor(), found))
    operations.note_access(found, READ, names, by=actor())
    stored = rows_of(found, names)
    rows = as_timeline(stored, opened=queries.opened_groups(actor(), found))
    held = state(rows, when.on, when.known_at)
    return _record(found, when, [row for name in GROUPS for row in held.get(name, [])], stored)


@bp.get("/personnel/<uuid:uid>/history", responses={200: RecordOut})
def record_history(path: ByUid, query: AsOfQuery) -> Response:
    """Every line that was known, in the order in which the register learned of it."""
    found, when = visible(path.uid), query.when()
    names = sorted(queries.readable_groups(actor(), found))
    operations.note_access(found, READ, names, by=actor())
    stored = rows_of(found, names)
    rows = as_timeline(stored, opened=queries.opened_groups(actor(), found))
    return _record(found, when, known(rows, when.known_at), stored)


@bp.get("/personnel/<uuid:uid>/differences", responses={200: DifferenceList})
def record_differences(path: ByUid, query: DifferenceQuery) -> Response:
    """What differs between two days."""
    found = visible(path.uid)
    names = [name for name in GROUPS if name in queries.readable_groups(actor(), found)]
    operations.note_access(found, READ, names, by=actor())
    older = AsOf(query.older, query.older_known_at)
    newer = AsOf(query.newer, query.newer_known_at)
    opened = queries.opened_groups(actor(), found)
    told = differences(found, names, older, newer, opened=opened)
    return shown(DifferenceList(items=[DifferenceOut(**vars(one)) for one in told]))


@bp.post("/personnel/<uuid:uid>/looks", responses={201: LookIn})
def look_into(path: ByUid, body: LookIn) -> Response:
    """Have sensitive fields shown for fifteen minutes; the official sees it."""
    found = visible(path.uid)
    operations.look_into(found, body.groups, body.purpose, by=actor())
    return shown(body, status=201)


@bp.get("/personnel/<uuid:uid>/accesses", responses={200: AccessList})
def accesses(path: ByUid, query: Paging) -> Response:
    """Who has looked into the dossier."""
    wanted = queries.accesses_of(visible(path.uid))
    page = paging.latest(wanted, DossierAccess.id, query.cursor, size=query.limit)
    items = [
        AccessOut(**{name: getattr(one, name) for name in AccessOut.model_fields})
        for one in page.rows
    ]
    return shown(AccessList(items=items, next=page.after))


def _record(found: Dossier, when: AsOf, rows: list[Row], stored: list[RecordRow]) -> Response:
    by_uid = {row.uid: row for row in stored}
    told = [_row(row, by_uid[row.uid]) for row in rows]
    made = RecordOut(dossier=dossier_out(found), on=when.on, known_at=when.known_at, rows=told)
    return shown(made)


def _row(row: Row, stored: RecordRow) -> RowOut:
    return RowOut(
        uid=row.uid,
        line=row.line,
        group=row.group,
        slot=row.slot,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        recorded_at=row.recorded_at,
        ends=row.ends,
        source=stored.source.value,
        decision=row.decision_uid,
        files=stored.files,
        values=dict(row.values),
    )
