"""What a decision changes as a page or a program shows it: before and after, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from office.db import db
from office.i18n import language
from office.permissions import Actor, allowed
from personnel.models import DecisionChange, Dossier, PersonnelDecision
from personnel.policy import Can
from personnel.queries.decisions import changes_of, plain_change
from personnel.queries.dossiers import readable_groups
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.shapes import Field
from personnel.record.timeline import Change, Row, known, state
from personnel.record.values import masked, said

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """One field before and after."""

    label: object
    before: str
    after: str


@dataclass(frozen=True)
class ShownChange:
    """One change of one official as its reader may see it."""

    position: int
    group: str
    label: object
    valid_from: date
    last: date | None
    ends: bool
    is_void: bool
    line: UUID | None
    fields: Sequence[Told]


@dataclass(frozen=True)
class ShownOfficial:
    """An official with all that is changed about him."""

    dossier: Dossier
    changes: Sequence[ShownChange]


def shown_officials(decision: PersonnelDecision, actor: Actor) -> list[ShownOfficial]:
    """Everybody whom a decision concerns, in the order of its annex."""
    by_dossier: dict[int, list[DecisionChange]] = {}
    for row in changes_of(decision):
        by_dossier.setdefault(row.dossier_id, []).append(row)
    found = [db.session.get_one(Dossier, one) for one in by_dossier]
    return [_official(decision, one, by_dossier[one.id], actor) for one in found]


def _official(
    decision: PersonnelDecision, dossier: Dossier, rows: Sequence[DecisionChange], actor: Actor
) -> ShownOfficial:
    groups = readable_groups(actor, dossier)
    opened = groups if allowed(actor, Can.READ_SENSITIVE, dossier) else frozenset[str]()
    before = _known_before(decision, timeline(dossier, {row.group for row in rows}, opened=opened))
    changes = [
        _change(row.position, plain_change(row), before, is_open=row.group in opened)
        for row in rows
        if row.group in groups
    ]
    return ShownOfficial(dossier, changes)


def _known_before(decision: PersonnelDecision, rows: Sequence[Row]) -> list[Row]:
    """The rows as they were before this decision wrote."""
    own = [row.order for row in rows if row.decision_uid == decision.uid]
    return [row for row in rows if not own or row.order < min(own)]


def _change(position: int, change: Change, rows: Sequence[Row], *, is_open: bool) -> ShownChange:
    held = _held(change, rows)
    after: Mapping[str, Any] = {} if change.is_void or change.ends else change.values
    return ShownChange(
        position=position,
        group=change.group,
        label=GROUPS[change.group].label,
        valid_from=change.valid_from,
        last=change.valid_to - ONE_DAY if change.valid_to else None,
        ends=change.ends,
        is_void=change.is_void,
        line=change.line,
        fields=_fields(change.group, held, after, is_open=is_open),
    )


def _held(change: Change, rows: Sequence[Row]) -> Mapping[str, Any]:
    """What this takes the place of: the line that is corrected, or what holds in the slot."""
    if change.line is not None:
        return next((row.values for row in known(rows) if row.line == change.line), {})
    if not change.slot and GROUPS[change.group].shape == "many":
        return {}
    found = state(rows, change.valid_from).get(change.group, [])
    return next((row.values for row in found if row.slot == change.slot), {})


def _fields(
    group: str, before: Mapping[str, Any], after: Mapping[str, Any], *, is_open: bool
) -> list[Told]:
    return [
        Told(
            field.label, _said(field, before, is_open=is_open), _said(field, after, is_open=is_open)
        )
        for field in GROUPS[group].fields
        if before.get(field.name) != after.get(field.name)
    ]


def _said(field: Field, values: Mapping[str, Any], *, is_open: bool) -> str:
    stored = values.get(field.name)
    if stored in (None, "", []):
        return ""
    if field.is_sensitive and not is_open:
        return masked(field, stored)
    if isinstance(stored, Mapping) or not field.codes:
        return said(field, stored, language())
    return str(stored)
