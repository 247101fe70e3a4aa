"""Closing a unit in which nothing is left; where work lies it is a reorganisation."""

from datetime import date

from sqlalchemy import select, update

from office import audit, clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import Tenure, Unit, UnitCode, UnitVersion
from office.units.policy import Can
from office.units.queries import desks_in, held_at
from office.units.reorganisation import Rule, declarations
from office.units.tree import renew_stamp, tree


@operation
def close_unit(unit: Unit, *, on: date, by: Actor) -> None:
    """Close a unit from a day on (giải thể); refused while people, work or units are in it."""
    require(by, Can.MANAGE_UNITS, unit)
    if unit.closed_on is not None:
        raise Refusal(_("This unit was closed."))
    if on > clock.today():
        raise Refusal(_("A unit is closed on its day or later."))
    _refuse_units(unit)
    _refuse_people(unit)
    _refuse_work(unit)
    day = max(on, unit.opened_on)
    unit.closed_on = day
    for model in (UnitVersion, UnitCode):
        still = model.unit_id == unit.id, model.valid_to.is_(None)
        db.session.execute(update(model).where(*still).values(valid_to=day))
    placed = Tenure.unit_id == unit.id, Tenure.valid_to.is_(None)
    db.session.execute(update(Tenure).where(*placed).values(valid_to=clock.now()))
    renew_stamp()
    audit.record("unit.close", unit, by=by, on=day)


def _refuse_units(unit: Unit) -> None:
    if tree().children(unit.id):
        raise Refusal(
            _("Other units stand under this one."),
            fix=_("Move them under another unit first."),
        )


def _refuse_people(unit: Unit) -> None:
    held = Tenure.unit_id == unit.id, Tenure.person_id.is_not(None), held_at(Tenure, clock.now())
    if db.session.scalar(select(Tenure.id).where(*held).limit(1)) is not None:
        raise Refusal(
            _("Somebody still has a post in this unit."),
            fix=_("End the posts first, or merge the unit into another one."),
        )


def _refuse_work(unit: Unit) -> None:
    desks = db.session.scalars(desks_in([unit.id])).all()
    kinds = list(declarations(Rule.FOLLOWS_DESK))
    if any(one.count(desk.id) for desk in desks for one in kinds):
        raise Refusal(
            _("Open work lies in this unit."),
            fix=_("Merge the unit into the one that takes over, so that its work goes along."),
        )
