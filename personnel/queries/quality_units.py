"""What the rules are told of one unit: its staff today, the ratings of the last closed year."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from sqlalchemy import func, select

from office import clock
from office.db import db
from office.errors import Refusal
from office.units import queries as units
from office.units.models import Unit
from personnel.law.evaluation import EXCELLENT, GOOD, day_of, last_closed_year, most_excellent
from personnel.models import Dossier, FindingState, QualityFinding, RecordRow
from personnel.quality.facts import DutyGroup, StaffFacts, UnitFacts
from personnel.queries.staffing import in_force, present_in
from personnel.queries.timeline import as_timeline
from personnel.record import codes
from personnel.record.timeline import known
from personnel.record.values import plain


def units_to_check() -> list[tuple[int, int]]:
    """Every unit in which somebody works or of which a fault is open, with its agency."""
    staffed = select(Dossier.unit_id).where(Dossier.unit_id.is_not(None))
    faulty = select(QualityFinding.unit_id).where(
        QualityFinding.unit_id.is_not(None), QualityFinding.state != FindingState.RESOLVED
    )
    wanted = select(Unit.id, func.coalesce(Unit.agency_id, Unit.id)).where(
        Unit.id.in_(staffed) | Unit.id.in_(faulty)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted.order_by(Unit.id))]


def unit_facts(unit_id: int) -> UnitFacts:
    """Its staff beside what is allotted, and how many were rated excellent."""
    year = last_closed_year(clock.today())
    rated = [(group, level) for group, level in _ratings(unit_id, str(year)) if level]
    levels: defaultdict[str, list[str]] = defaultdict(list)
    for group, level in rated:
        levels[group].append(level)
    whole = units.name_of(unit_id) if levels else ""
    groups = [_duty_group(name or whole, found, day_of(year)) for name, found in levels.items()]
    return UnitFacts(staff=_staff(unit_id), duty_groups=[one for one in groups if one])


def _staff(unit_id: int) -> list[StaffFacts]:
    """Only of categories whose posts a decision allots."""
    today = clock.today()
    allotted = in_force([unit_id], today)
    present = present_in([unit_id]) if allotted else {}
    found = []
    for row in allotted:
        here, deputies = present.get((unit_id, row.category), (0, 0))
        said = codes.code("category", row.category, today)
        found.append(
            StaffFacts(
                category=said.vi,
                present=here,
                allotted=row.posts,
                deputies=deputies,
                deputies_allowed=row.deputies,
            )
        )
    return found


def _duty_group(name: str, levels: Iterable[str], on: date) -> DutyGroup | None:
    """None while no rule limited the excellent ones.

    How the unit itself was rated is asked when its list is made, and not kept: only what no rating
    of the unit allows is found afterwards.
    """
    found = list(levels)
    excellent = sum(level == EXCELLENT for level in found)
    base = sum(level in (EXCELLENT, GOOD) for level in found)
    with suppress(Refusal):
        return DutyGroup(name, excellent, most_excellent(base, EXCELLENT, on).result)
    return None


def _ratings(unit_id: int, period: str) -> Iterable[tuple[str, str]]:
    own = select(Dossier.id).where(Dossier.unit_id == unit_id)
    rows = db.session.scalars(
        select(RecordRow)
        .where(
            RecordRow.dossier_id.in_(own),
            RecordRow.group == "evaluation",
            RecordRow.slot == period,
        )
        .order_by(RecordRow.dossier_id, RecordRow.number)
    )
    for row in known(as_timeline(rows)):
        if not row.ends:
            said = row.values
            yield str(said.get("duty_group") or ""), str(plain(said.get("level")) or "")
