"""Everything that units were called, their codes, and their public names."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from office.db import db
from office.units.models import Unit, UnitCode, UnitVersion


def unit_uids(unit_ids: Sequence[int]) -> dict[int, UUID]:
    """The public names of many units."""
    rows = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(unit_ids)))
    return {row.id: row.uid for row in rows}


def versions_of(unit_id: int) -> Sequence[UnitVersion]:
    """Everything a unit was and will be called, the latest first."""
    rows = select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    return db.session.scalars(rows.order_by(UnitVersion.valid_from.desc(), UnitVersion.id)).all()


def codes_of(unit_id: int) -> Sequence[UnitCode]:
    """Every code a unit has or had, the latest first."""
    rows = select(UnitCode).where(UnitCode.unit_id == unit_id)
    return db.session.scalars(rows.order_by(UnitCode.valid_from.desc(), UnitCode.id.desc())).all()
