"""Opening, naming and placing units."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from office import audit
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import CodeScheme, DeskKind, Unit, UnitCode, UnitKind, UnitVersion
from office.units.operations.desks import open_desk
from office.units.policy import Can
from office.units.queries import name_of
from office.units.tree import tree


@dataclass(frozen=True, kw_only=True)
class Naming:
    """What a unit is called and how its documents are headed."""

    name: str
    short_name: str = ""
    symbol: str = ""
    place: str = ""
    address: str = ""
    heading: str = ""
    order: int = 0


@operation
def open_unit(kind: UnitKind, naming: Naming, *, parent: Unit | None, on: date, by: Actor) -> Unit:
    """Open an agency with its clerks' desk, or a room with the desk where its work will lie."""
    require(by, Can.MANAGE_UNITS, parent)
    if kind is UnitKind.ROOM and parent is None:
        raise Invalid(_("A room belongs to an agency."))
    agency_id = None if kind is UnitKind.AGENCY or parent is None else agency_id_of(parent)
    unit = Unit(uid=new_uid(), kind=kind, agency_id=agency_id, opened_on=on)
    db.session.add(unit)
    db.session.flush()
    add_version(unit, naming, parent_id=parent.id if parent else None, on=on)
    audit.record("unit.open", unit, by=by, name=naming.name, on=on)
    open_desk(DeskKind.CLERK if kind is UnitKind.AGENCY else DeskKind.UNIT, unit=unit, by=by)
    return unit


def agency_id_of(unit: Unit) -> int:
    """The agency to which a unit belongs; an agency belongs to itself."""
    return unit.agency_id or unit.id


@operation
def rename(unit: Unit, naming: Naming, *, on: date, by: Actor) -> None:
    """Call a unit something else from a day on; what it was called before stays in its papers."""
    require(by, Can.MANAGE_UNITS, unit)
    before = _open_version(unit)
    replace_version(unit, naming, parent_id=before.parent_id, on=on)
    audit.record("unit.rename", unit, by=by, before=before.name, after=naming.name, on=on)


@operation
def move(unit: Unit, *, under: Unit, on: date, by: Actor) -> None:
    """Put a unit under another one from a day on; work and desks stay with the unit."""
    require(by, Can.MANAGE_UNITS, unit)
    if tree().is_below(under.id, unit.id):
        raise Refusal(_("A unit cannot stand under itself."))
    if unit.kind is UnitKind.ROOM and agency_id_of(under) != agency_id_of(unit):
        raise Refusal(
            _("A room stays in its agency."), fix=_("Use a merger to bring it to another agency.")
        )
    replace_version(unit, naming_of(_open_version(unit)), parent_id=under.id, on=on)
    audit.record("unit.move", unit, by=by, under=name_of(under.id), on=on)


@operation
def add_code(unit: Unit, scheme: CodeScheme, code: str, *, on: date, by: Actor) -> None:
    """Give a unit a national code from a day on; the one before ends, and still finds the unit."""
    require(by, Can.MANAGE_UNITS, unit)
    same = select(UnitCode).where(UnitCode.scheme == scheme, _lasts_beyond(on))
    if db.session.scalars(same.where(UnitCode.code == code)).first():
        raise Invalid(_("Another unit has this code."), fields={"code": _("Choose another code.")})
    for before in db.session.scalars(same.where(UnitCode.unit_id == unit.id)):
        before.valid_to = on
    db.session.add(UnitCode(unit_id=unit.id, scheme=scheme, code=code, valid_from=on))
    audit.record("unit.code", unit, by=by, scheme=scheme, code=code, on=on)


def _lasts_beyond(on: date) -> Any:
    return or_(UnitCode.valid_to.is_(None), UnitCode.valid_to > on)


def _open_version(unit: Unit) -> UnitVersion:
    mine = select(UnitVersion).where(UnitVersion.unit_id == unit.id, UnitVersion.valid_to.is_(None))
    found = db.session.scalars(mine).first()
    if found is None:
        raise Refusal(_("This unit was closed."))
    return found


def naming_of(version: UnitVersion) -> Naming:
    """The naming that a version holds."""
    return Naming(
        name=version.name,
        short_name=version.short_name,
        symbol=version.symbol,
        place=version.place,
        address=version.address,
        heading=version.heading,
        order=version.order,
    )


def replace_version(unit: Unit, naming: Naming, *, parent_id: int | None, on: date) -> None:
    """Close the version in force and open the next; one that began the same day gives way."""
    before = _open_version(unit)
    if on < before.valid_from:
        raise Refusal(_("The present name is in force from a later day."))
    before.valid_to = on
    add_version(unit, naming, parent_id=parent_id, on=on)


def add_version(unit: Unit, naming: Naming, *, parent_id: int | None, on: date) -> None:
    """Write what a unit is called from a day on."""
    db.session.add(
        UnitVersion(
            unit_id=unit.id,
            parent_id=parent_id,
            name=naming.name,
            short_name=naming.short_name,
            symbol=naming.symbol,
            place=naming.place,
            address=naming.address,
            heading=naming.heading,
            order=naming.order,
            valid_from=on,
        )
    )
    db.session.flush()
