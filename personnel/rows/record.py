"""A record as its page shows it: of each group what holds on a day, and how it came to be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office.db import db
from office.i18n import _, language
from personnel.models import Dossier, PersonnelDecision, RecordRow, Source
from personnel.queries.timeline import as_timeline, rows_of
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.record.shapes import Field, Kind, Shape
from personnel.record.timeline import Row, history, state
from personnel.record.values import said

HIDDEN = "••••••"
NUMERIC = {Kind.NUMBER, Kind.DECIMAL, Kind.DATE, Kind.PARTIAL_DATE, Kind.PHONE, Kind.CITIZEN_ID}
CODED = {Kind.CODE, Kind.PLACE, Kind.UNIT}
Pairs = list[tuple[str, str, str]]


@dataclass(frozen=True)
class AsOf:
    """Of which day a page is, and as it was known when; None: as it is known now."""

    on: date
    known_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One row of the record in words."""

    line: UUID
    pairs: Pairs
    since: date
    until: date | None
    recorded_at: datetime
    source: str
    files: Sequence[str]
    ends: bool = False


@dataclass(frozen=True)
class ShownGroup:
    """One group: what holds, and every line that was known in the order of its beginning."""

    name: str
    label: str
    lines: Sequence[Line]
    past: Sequence[Line]
    is_one: bool
    may_open: bool
    is_open: bool


def groups_of(
    dossier: Dossier,
    names: Sequence[str],
    when: AsOf,
    *,
    opened: Collection[str],
    openable: Collection[str],
) -> list[ShownGroup]:
    """The groups named, in their order; those without any line are left out."""
    if not names:
        return []
    stored = rows_of(dossier, names)
    rows = as_timeline(stored, opened=opened)
    words = Words(stored, opened)
    holding = state(rows, when.on, when.known_at)
    found = [_group(name, rows, holding.get(name, []), when, words) for name in names]
    return [
        ShownGroup(
            name=name,
            label=str(GROUPS[name].label),
            lines=lines,
            past=past,
            is_one=GROUPS[name].shape is Shape.ONE,
            may_open=name in openable,
            is_open=name in opened,
        )
        for name, lines, past in found
        if past
    ]


def _group(
    name: str, rows: Sequence[Row], holding: Sequence[Row], when: AsOf, words: "Words"
) -> tuple[str, list[Line], list[Line]]:
    past = history(rows, name, when.known_at)
    return (
        name,
        [words.line(row) for row in reversed(holding)],
        [words.line(row) for row in reversed(past)],
    )


class Words:
    """Puts rows into words; what is sealed and not opened is named and not said."""

    def __init__(self, stored: Iterable[RecordRow], opened: Collection[str]) -> None:
        self._stored = {row.uid: row for row in stored}
        self._opened = opened
        self._decisions = decisions_of(self._stored.values())

    def line(self, row: Row) -> Line:
        """One row."""
        stored = self._stored[row.uid]
        return Line(
            line=row.line,
            pairs=self.pairs(row),
            since=row.valid_from,
            until=row.valid_to,
            recorded_at=row.recorded_at,
            source=source_of(stored, self._decisions),
            files=stored.files,
            ends=row.ends,
        )

    def pairs(self, row: Row) -> Pairs:
        """Label, text and the kind of each field that says something."""
        has_secret = self._stored[row.uid].sealed is not None and row.group not in self._opened
        secret = sensitive_fields(row.group) if has_secret else frozenset()
        found = [
            (str(field.label), _text(field, row.values, secret), _kind(field))
            for field in GROUPS[row.group].fields
        ]
        return [pair for pair in found if pair[1]]


def _text(field: Field, values: Mapping[str, Any], secret: Collection[str]) -> str:
    if field.name in secret:
        return HIDDEN
    value = values.get(field.name)
    if field.kind in CODED and not isinstance(value, Mapping):
        return str(value or "")
    return said(field, value, language())


def _kind(field: Field) -> str:
    return "num" if field.kind in NUMERIC else "vi"


def decisions_of(stored: Iterable[RecordRow]) -> dict[int, PersonnelDecision]:
    """The decisions that wrote rows, by their id."""
    ids = {row.decision_id for row in stored if row.decision_id}
    wanted = select(PersonnelDecision).where(PersonnelDecision.id.in_(ids))
    return {one.id: one for one in db.session.scalars(wanted)} if ids else {}


def source_of(row: RecordRow, decisions: Mapping[int, PersonnelDecision]) -> str:
    """What a row stands on: the decision with number and day, or who entered it."""
    decision = decisions.get(row.decision_id or 0)
    if decision is None:
        return f"{Source(row.source).label} ({row.by})" if row.by else str(row.source.label)
    on = f"{decision.decided_on:%d/%m/%Y}" if decision.decided_on else ""
    return _("Decision %(number)s of %(day)s", number=decision.number, day=on)
