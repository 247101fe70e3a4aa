"""What the rules found: lists for their owners, numbers for the dashboard, what keeps a dossier."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select, tuple_

from office import clock
from office.db import db
from office.errors import NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, Role, allowed
from office.search import fold
from office.units import queries as units
from personnel.models import (
    Dossier,
    DossierQuality,
    FindingState,
    QualityDay,
    QualityFinding,
    RecordRow,
    Scope,
    Standing,
)
from personnel.policy import granted, may_list
from personnel.policy.quality import Can
from personnel.quality.rules import RULES, check_record
from personnel.quality.shapes import ErrorGroup, Finding, Measure, Severity
from personnel.queries.dossiers import readable_groups, visible_to
from personnel.queries.quality_facts import quality_facts
from personnel.record.groups import GROUPS
from personnel.record.shapes import Access

NORMAL = ["", *(name for name, group in GROUPS.items() if group.access is Access.NORMAL)]
RESTRICTED = [name for name, group in GROUPS.items() if group.access is Access.RESTRICTED]
SILENCE = "V12"
DAYS = 30
MEASURES = tuple(getattr(DossierQuality, measure.value) for measure in Measure)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list of findings is narrowed to; empty narrows nothing."""

    words: str = ""
    state: FindingState | None = None
    severity: Severity | None = None
    rules: Collection[str] = ()
    unit_id: int | None = None
    is_mine: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class Points:
    """Means over dossiers, rounded down."""

    unit_id: int | None = None
    records: int = 0
    total: int = 0
    identity: int = 0
    faultless: int = 0
    errors: int = 0
    warnings: int = 0
    measures: Mapping[Measure, int] = field(default_factory=dict)


def blocks_national(dossier: Dossier) -> list[Finding]:
    """The errors that keep a dossier from the national database, looked for at this instant.

    That the other side is silent about earlier changes keeps nothing back.
    """
    facts = replace(quality_facts([dossier])[dossier.id], waiting_since=None)
    return [one for one in check_record(facts) if one.severity is Severity.ERROR]


def blocked_from_national(dossiers: Collection[int]) -> set[int]:
    """Which of many dossiers have such errors: as they were found since their last row came.

    One that was not looked at since then is looked at now.
    """
    newest = select(RecordRow.dossier_id, func.max(RecordRow.recorded_at).label("at"))
    newest = newest.where(RecordRow.dossier_id.in_(dossiers)).group_by(RecordRow.dossier_id)
    at = {row.dossier_id: row.at for row in db.session.execute(newest)}
    looked = select(DossierQuality).where(DossierQuality.dossier_id.in_(dossiers))
    known = {
        one.dossier_id
        for one in db.session.scalars(looked)
        if one.dossier_id not in at or one.checked_at > at[one.dossier_id]
    }
    found = {one for one in db.session.scalars(_stored_errors(known)) if one}
    unseen = [db.session.get_one(Dossier, one) for one in sorted(set(dossiers) - known)]
    return found | {one.id for one in unseen if _is_blocked(one)}


def _is_blocked(dossier: Dossier) -> bool:
    """One whose sealed values do not open is not told either."""
    try:
        return bool(blocks_national(dossier))
    except Refusal:
        return True


def _stored_errors(dossiers: Collection[int]) -> Select[int | None]:
    """Errors that were found; that the other side is silent keeps nothing back."""
    return select(QualityFinding.dossier_id).where(
        QualityFinding.dossier_id.in_(dossiers),
        QualityFinding.severity == Severity.ERROR,
        QualityFinding.state != FindingState.RESOLVED,
        QualityFinding.rule != SILENCE,
    )


def as_finding(row: QualityFinding) -> Finding:
    """A stored finding as the rules say it."""
    return Finding(
        row.rule, row.what, Severity(row.severity), row.group, row.field, row.row_uid, row.facts
    )


# -------------------------------------------------------------------------------- lists


def visible_findings(actor: Actor) -> Select[QualityFinding]:
    """The findings of readable groups of readable dossiers, and of the units of the body."""
    seen = QualityFinding.dossier_id.in_(select(Dossier.id).where(visible_to(actor)))
    reasons: list[ColumnElement[bool]] = [seen & or_(*_readable(actor))]
    if may_list(actor, None):
        reasons.append(QualityFinding.unit_id.in_(units.subtree_ids(actor.agency_id)))
    return select(QualityFinding).where(or_(*reasons))


def _readable(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.is_machine:
        return [QualityFinding.id.is_not(None)]
    kept, named = _own(actor), _own(actor)
    if Role.HR in actor.roles:
        kept |= Dossier.agency_id == actor.agency_id
    kept |= _in_units(actor, Scope.BRANCH)
    named |= _in_units(actor, Scope.RESTRICTED)
    return [
        QualityFinding.group.in_(NORMAL),
        QualityFinding.group.not_in(RESTRICTED) & _of(kept),
        QualityFinding.group.in_(RESTRICTED) & _of(named),
    ]


def _of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return QualityFinding.dossier_id.in_(select(Dossier.id).where(condition))


def _own(actor: Actor) -> ColumnElement[bool]:
    return Dossier.person_id == (actor.person_id if actor.delegation_id is None else None)


def _in_units(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    is_lent = actor.desk_id is None or actor.delegation_id is not None
    named = () if is_lent else db.session.scalars(granted(actor, scope))
    covered = {below for unit in named for below in units.subtree_ids(unit)}
    return or_(Dossier.agency_id.in_(covered), Dossier.unit_id.in_(covered))


def listed_findings(
    actor: Actor, asked: Asked, *, after: tuple[date, int] | None = None, size: int = 50
) -> Sequence[QualityFinding]:
    """One row more than a page of findings, the most pressing first."""
    found = _narrowed(actor, visible_findings(actor), asked)
    place = (QualityFinding.due_on, QualityFinding.id)
    if after is not None:
        found = found.where(tuple_(*place) > after)
    return db.session.scalars(found.order_by(*place).limit(size + 1)).all()


def _narrowed(actor: Actor, found: Select[QualityFinding], asked: Asked) -> Select[QualityFinding]:
    row = QualityFinding
    conditions: list[tuple[object, ColumnElement[bool]]] = [
        (asked.state, row.state == asked.state),
        (not asked.state, row.state != FindingState.RESOLVED),
        (asked.severity, row.severity == asked.severity),
        (asked.rules, row.rule.in_(asked.rules)),
        (asked.unit_id, _of_unit(asked.unit_id)),
        (asked.words, _of(Dossier.folded_name.contains(fold(asked.words), autoescape=True))),
        (asked.is_mine, row.desk_id == actor.desk_id),
        (asked.is_overdue, row.due_on < clock.today()),
    ]
    return found.where(*(condition for is_asked, condition in conditions if is_asked))


def _of_unit(unit_id: int | None) -> ColumnElement[bool]:
    covered = units.subtree_ids(unit_id)
    return or_(_of(Dossier.unit_id.in_(covered)), QualityFinding.unit_id.in_(covered))


def findings_of(dossier: Dossier, actor: Actor) -> Sequence[QualityFinding]:
    """What the reader may know of the faults of one dossier, those to be mended first."""
    found = select(QualityFinding).where(
        QualityFinding.dossier_id == dossier.id,
        QualityFinding.group.in_(["", *readable_groups(actor, dossier)]),
    )
    is_over = case((QualityFinding.state == FindingState.RESOLVED, 1), else_=0)
    order = (is_over, QualityFinding.due_on, QualityFinding.id)
    return db.session.scalars(found.order_by(*order).limit(200)).all()


def visible_finding(uid: UUID, actor: Actor) -> QualityFinding:
    """The finding, or 404 for whoever may not know of it."""
    own = select(QualityFinding).where(QualityFinding.uid == uid)
    found = db.session.scalars(own).first()
    if found is None or not (_sees(found, actor) or allowed(actor, Can.ANSWER, found)):
        raise NotFound(_("There is no such finding."))
    return found


def _sees(found: QualityFinding, actor: Actor) -> bool:
    seen = visible_findings(actor).where(QualityFinding.id == found.id)
    return db.session.scalars(seen).first() is not None


# -------------------------------------------------------------------------------- numbers


def points_by_unit(actor: Actor) -> list[Points]:
    """How good the dossiers are that the reader may read, by the unit of their officials."""
    return [_points(row) for row in db.session.execute(_sums(visible_to(actor)))]


def points_of_agency(agency_id: int) -> Points:
    """How good the dossiers of a body are."""
    return together(
        _points(row) for row in db.session.execute(_sums(Dossier.agency_id == agency_id))
    )


def _sums(condition: ColumnElement[bool]) -> Select[Any]:
    marks = DossierQuality
    is_faultless = case((marks.errors + marks.warnings == 0, 100), else_=0)
    return (
        select(
            Dossier.unit_id,
            func.count(),
            func.sum(Dossier.score),
            func.sum(marks.identity),
            func.sum(is_faultless),
            func.sum(marks.errors),
            func.sum(marks.warnings),
            *(func.sum(column) for column in MEASURES),
        )
        .join(marks, marks.dossier_id == Dossier.id)
        .where(condition, Dossier.standing != Standing.LEFT)
        .group_by(Dossier.unit_id)
        .order_by(Dossier.unit_id)
    )


def _points(row: Any) -> Points:
    unit_id, records, total, identity, faultless, errors, warnings, *measures = row
    return Points(
        unit_id=unit_id,
        records=records,
        total=total // records,
        identity=identity // records,
        faultless=faultless // records,
        errors=errors,
        warnings=warnings,
        measures={one: points // records for one, points in zip(Measure, measures, strict=True)},
    )


def together(parts: Any) -> Points:
    """The points of several units as those of one."""
    found: list[Points] = list(parts)
    records = sum(one.records for one in found)

    def mean(points: Sequence[int]) -> int:
        weighed = zip(found, points, strict=True)
        return sum(one.records * each for one, each in weighed) // records if records else 0

    return Points(
        records=records,
        total=mean([one.total for one in found]),
        identity=mean([one.identity for one in found]),
        faultless=mean([one.faultless for one in found]),
        errors=sum(one.errors for one in found),
        warnings=sum(one.warnings for one in found),
        measures={one: mean([part.measures[one] for part in found]) for one in Measure},
    )


def by_error_group(actor: Actor) -> Mapping[ErrorGroup, int]:
    """How many findings that are not resolved lie in each of the eight groups."""
    open_ones = visible_findings(actor).where(QualityFinding.state != FindingState.RESOLVED)
    ids = open_ones.with_only_columns(QualityFinding.rule, func.count())
    found: Counter[ErrorGroup] = Counter(dict.fromkeys(ErrorGroup, 0))
    for rule, count in db.session.execute(ids.group_by(QualityFinding.rule)):
        found[RULES[rule].error_group] += count
    return found


def trend_of(agency_id: int | None) -> list[QualityDay]:
    """The last days of a body, the eldest first."""
    own = select(QualityDay).where(QualityDay.agency_id == agency_id)
    return list(db.session.scalars(own.order_by(QualityDay.on.desc()).limit(DAYS)))[::-1]


def overdue_count(actor: Actor) -> int:
    """How many findings at the reader's desk should have been mended."""
    found = _narrowed(actor, visible_findings(actor), Asked(is_mine=True, is_overdue=True))
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
