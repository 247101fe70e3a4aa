"""What the rules are told of one unit: the ratings of the last closed year."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from sqlalchemy import select

from office import clock
from office.db import db
from office.errors import Refusal
from office.units import queries as units
from personnel.law.evaluation import EXCELLENT, GOOD, day_of, last_closed_year, most_excellent
from personnel.models import Dossier, RecordRow
from personnel.quality.facts import DutyGroup, UnitFacts
from personnel.queries.timeline import as_timeline
from personnel.record.timeline import known
from personnel.record.values import plain


def unit_facts(unit_id: int) -> UnitFacts:
    """The ratings of a unit; what posts are allotted to it is not kept in the register yet."""
    year = last_closed_year(clock.today())
    rated = [(group, level) for group, level in _ratings(unit_id, str(year)) if level]
    levels: defaultdict[str, list[str]] = defaultdict(list)
    for group, level in rated:
        levels[group].append(level)
    whole = units.name_of(unit_id) if levels else ""
    groups = [_duty_group(name or whole, found, day_of(year)) for name, found in levels.items()]
    return UnitFacts(duty_groups=[one for one in groups if one])


def _duty_group(name: str, levels: Iterable[str], on: date) -> DutyGroup | None:
    """None while no rule limited the excellent ones."""
    found = list(levels)
    excellent = sum(level == EXCELLENT for level in found)
    base = sum(level in (EXCELLENT, GOOD) for level in found)
    with suppress(Refusal):
        return DutyGroup(name, excellent, most_excellent(base, "", on).result)
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
