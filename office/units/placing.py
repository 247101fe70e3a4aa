"""Many desks at once: where they stood, what their units were called, which are vacant."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from office import clock
from office.db import db
from office.units.models import Tenure, UnitVersion

Asked = tuple[int, datetime]


def symbols_at(asked: Collection[Asked]) -> dict[Asked, tuple[int, str]]:
    """Of each desk at each instant the unit and its letters; a desk that was cleared has none."""
    stood = _units_at(asked)
    versions = defaultdict(list)
    rows = select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.symbol)
    rows = rows.where(UnitVersion.unit_id.in_(set(stood.values())))
    for unit_id, since, symbol in db.session.execute(rows.order_by(UnitVersion.valid_from.desc())):
        versions[unit_id].append((since, symbol))
    found = {}
    for key, unit_id in stood.items():
        day = clock.to_local(key[1]).date()
        named = (symbol for since, symbol in versions[unit_id] if since <= day)
        found[key] = unit_id, next(named, versions[unit_id][-1][1])
    return found


def _units_at(asked: Collection[Asked]) -> dict[Asked, int]:
    placings = defaultdict(list)
    rows = select(Tenure.desk_id, Tenure.valid_from, Tenure.valid_to, Tenure.unit_id).where(
        Tenure.desk_id.in_({desk_id for desk_id, _at in asked}), Tenure.person_id.is_(None)
    )
    for desk_id, since, until, unit_id in db.session.execute(rows.order_by(Tenure.id.desc())):
        placings[desk_id].append((since, until, unit_id))
    found = {}
    for desk_id, at in asked:
        for since, until, unit_id in placings[desk_id]:
            if since <= at and (until is None or until > at):
                found[desk_id, at] = unit_id
                break
    return found


def vacant_desks(desk_ids: Sequence[int]) -> list[int]:
    """Those of the desks at which nobody works now, in their order."""
    now = clock.now()
    held = select(Tenure.desk_id).where(
        Tenure.desk_id.in_(desk_ids),
        Tenure.person_id.is_not(None),
        Tenure.valid_from <= now,
        or_(Tenure.valid_to.is_(None), Tenure.valid_to > now),
    )
    taken = set(db.session.scalars(held))
    return [desk_id for desk_id in desk_ids if desk_id not in taken]
