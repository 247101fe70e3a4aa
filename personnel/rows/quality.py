"""Findings and points as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office import clock
from office.db import db
from office.ui.parts import Bar
from office.units import queries as units
from office.units.models import Unit
from personnel import queries
from personnel.models import Dossier, FindingState, QualityFinding
from personnel.quality.rules import RULES, message
from personnel.quality.shapes import Owner, Severity
from personnel.quality.words import OWNERS
from personnel.record.groups import GROUPS


@dataclass(frozen=True)
class FindingLine:
    """One finding in words; `name` is whose dossier or which unit it is about."""

    uid: UUID
    name: str
    text: str
    place: str
    rule: str
    fix: str
    owner: str
    state: FindingState
    is_error: bool
    is_late: bool
    due_on: date
    found_on: date
    note: str
    answered_by: str
    dossier: UUID | None


def finding_lines(rows: Sequence[QualityFinding]) -> list[FindingLine]:
    """The lines of a list."""
    ids = {row.dossier_id for row in rows if row.dossier_id}
    named = {one.id: one for one in db.session.scalars(select(Dossier).where(Dossier.id.in_(ids)))}
    return [_line(row, named.get(row.dossier_id or 0)) for row in rows]


def _line(row: QualityFinding, dossier: Dossier | None) -> FindingLine:
    rule = RULES[row.rule]
    is_over = row.state is FindingState.RESOLVED
    return FindingLine(
        uid=row.uid,
        name=dossier.full_name if dossier else units.name_of(row.unit_id or 0),
        text=message(queries.as_finding(row)),
        place=place_of(row.group, row.field),
        rule=str(rule.title),
        fix=str(rule.fix),
        owner=str(OWNERS[Owner(row.owner)]),
        state=row.state,
        is_error=row.severity == Severity.ERROR,
        is_late=not is_over and row.due_on < clock.today(),
        due_on=row.due_on,
        found_on=clock.to_local(row.found_at).date(),
        note=row.note,
        answered_by=row.answered_by,
        dossier=dossier.uid if dossier else None,
    )


def place_of(group: str, field: str) -> str:
    """The group and the field of a finding in words."""
    if group not in GROUPS:
        return ""
    found = GROUPS[group]
    labels = [str(found.label)]
    if field in found.by_name:
        labels.append(str(found.by_name[field].label))
    return ": ".join(labels)


@dataclass(frozen=True)
class UnitLine:
    """The points of one unit of the dashboard."""

    name: str
    points: queries.Points
    uid: str


def unit_lines(parts: Iterable[queries.Points]) -> list[UnitLine]:
    """The units with the fewest points first."""
    found = [
        UnitLine(units.name_of(one.unit_id), one, _uid(one.unit_id))
        if one.unit_id
        else UnitLine("", one, "")
        for one in parts
    ]
    return sorted(found, key=lambda line: (line.points.total, line.name))


def _uid(unit_id: int) -> str:
    return str(db.session.get_one(Unit, unit_id).uid)


def bars_of(
    counts: Mapping[Any, int], words: Mapping[Any, str], urls: Mapping[Any, str]
) -> list[Bar]:
    """A bar for each word, true to scale."""
    return [Bar(str(words[one]), count, url=urls.get(one, "")) for one, count in counts.items()]
