"""Merging and splitting units: tenures change, work stays where it lies (sáp nhập, chia tách).

Desks move as a whole. A person takes his own desk along; the desk of a closed unit, its clerks or
its leaders is held from now on by whoever holds the matching desk of the successor. Rights count
from this instant, so that nobody sees what was closed before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.events import publish
from office.i18n import _
from office.permissions import Actor, Role, require
from office.units.events import UnitsReorganised
from office.units.models import (
    Desk,
    DeskKind,
    SigningAuthority,
    Succession,
    Tenure,
    Unit,
    UnitCode,
    UnitKind,
    UnitVersion,
)
from office.units.operations.desks import hold, place
from office.units.operations.tree import agency_id_of, naming_of, replace_version
from office.units.policy import Can
from office.units.queries import (
    Holder,
    clerk_desk,
    desk_of_unit,
    desks_in,
    desks_of_role,
    held_at,
    holders,
)
from office.units.tree import renew_stamp, tree


@dataclass(frozen=True)
class Move:
    """One reorganisation: its name in every row it writes, its day and its instant."""

    uid: UUID
    kind: str
    on: date
    at: datetime


@operation
def merge(units: Sequence[Unit], *, into: Unit, on: date, by: Actor) -> UUID:
    """Close units and let another one, old or new, take their place from a day on."""
    require(by, Can.REORGANISE, into)
    _check(units, [into], on)
    move = Move(new_uid(), "merge", on, clock.now())
    for old in units:
        _rehouse_all(old, {}, into, move)
        _close(old, [into], move)
        audit.record("unit.merge", old, by=by, into=into.uid, on=on, operation=move.uid)
    _tell(move, [(old.id, into.id) for old in units])
    return move.uid


@operation
def split(
    unit: Unit, *, parts: Mapping[Unit, Sequence[Desk]], rest: Unit, on: date, by: Actor
) -> UUID:
    """Close a unit and let several take its place; desks not named go to `rest`."""
    require(by, Can.REORGANISE, unit)
    successors = [rest, *(part for part in parts if part is not rest)]
    _check([unit], successors, on)
    move = Move(new_uid(), "split", on, clock.now())
    goes_to = {desk.id: part for part, desks in parts.items() for desk in desks}
    _rehouse_all(unit, goes_to, rest, move)
    _close(unit, successors, move)
    audit.record(
        "unit.split", unit, by=by, into=[one.uid for one in successors], on=on, operation=move.uid
    )
    _tell(move, [(unit.id, one.id) for one in successors])
    return move.uid


def _check(olds: Sequence[Unit], news: Sequence[Unit], on: date) -> None:
    if on > clock.today():
        raise Refusal(
            _("A reorganisation is carried out on its day or later."),
            fix=_("Come back on the day it takes effect."),
        )
    if not olds or any(one.closed_on for one in (*olds, *news)) or set(olds) & set(news):
        raise Invalid(_("Choose open units, and another one that takes their place."))
    walls = {(one.kind, None if _is_agency(one) else one.agency_id) for one in (*olds, *news)}
    if len(walls) > 1:
        raise Refusal(_("Agencies merge with agencies, rooms with rooms of the same agency."))
    if any(tree().is_below(new.id, old.id) for new in news for old in olds):
        raise Refusal(_("The successor stands under a unit that is closed."))


def _is_agency(unit: Unit) -> bool:
    return unit.kind is UnitKind.AGENCY


# ------------------------------------------------------------------------------- desks


def _rehouse_all(old: Unit, goes_to: Mapping[int, Unit], rest: Unit, move: Move) -> None:
    desks = db.session.scalars(desks_in([old.id], move.at)).all()
    for desk in desks:
        _rehouse(desk, goes_to.get(desk.id, rest), move)
    if _is_agency(old):
        rooms = select(Unit.id).where(Unit.agency_id == old.id)
        _let_authorities_end(Desk.agency_id == old.id, move)
        _change(update(Desk).where(Desk.agency_id == old.id).values(agency_id=rest.id))
        for room in db.session.scalars(select(Unit).where(Unit.id.in_(rooms))).all():
            room.agency_id = rest.id
    _put_rooms_under(old, rest, move)


def _rehouse(desk: Desk, into: Unit, move: Move) -> None:
    left = holders(desk.id, move.at)
    successors = [] if desk.kind is DeskKind.PERSON else _matching_holders(desk, into)
    _let_authorities_end(Desk.id == desk.id, move)
    _end_tenures(desk, move)
    desk.agency_id = agency_id_of(into)
    place(desk, unit_id=into.id, at=move.at, operation_uid=move.uid)
    for holder in left if desk.kind is DeskKind.PERSON else successors:
        _seat(desk, holder, into, move)
    for holder in left:
        _keep_seated(holder, into, move)


def _matching_holders(desk: Desk, into: Unit) -> list[Holder]:
    return holders(_matching(desk, into).id)


def _matching(desk: Desk, into: Unit) -> Desk:
    if desk.kind is DeskKind.UNIT:
        return desk_of_unit(into.id)
    if desk.kind is DeskKind.POST:
        led_from = desks_of_role(agency_id_of(into), Role.LEADER)
        if led_from:
            return led_from[0]
    return clerk_desk(agency_id_of(into))


def _end_tenures(desk: Desk, move: Move) -> None:
    mine = update(Tenure).where(Tenure.desk_id == desk.id, held_at(Tenure, move.at))
    _change(mine.values(valid_to=move.at))


def _seat(desk: Desk, holder: Holder, into: Unit, move: Move) -> None:
    hold(
        desk,
        person_id=holder.person_id,
        unit_id=into.id,
        function=holder.function,
        title=holder.title,
        at=move.at,
        operation_uid=move.uid,
    )


def _keep_seated(holder: Holder, into: Unit, move: Move) -> None:
    """Nobody is left without a post: who led the closed unit is an official of the new one."""
    now = select(Tenure.id).where(Tenure.person_id == holder.person_id, held_at(Tenure, move.at))
    if db.session.scalar(now.limit(1)) is not None:
        return
    desk = Desk(uid=new_uid(), agency_id=agency_id_of(into), kind=DeskKind.PERSON)
    db.session.add(desk)
    db.session.flush()
    place(desk, unit_id=into.id, at=move.at, operation_uid=move.uid)
    plain = Holder(0, holder.person_id, holder.name, Role.OFFICIAL, "")
    _seat(desk, plain, into, move)


# ------------------------------------------------------------------------------- units


def _put_rooms_under(old: Unit, rest: Unit, move: Move) -> None:
    below = select(UnitVersion).where(
        UnitVersion.parent_id == old.id, UnitVersion.valid_to.is_(None)
    )
    for version in db.session.scalars(below).all():
        child = db.session.get_one(Unit, version.unit_id)
        replace_version(child, naming_of(version), parent_id=rest.id, on=_since(version, move))


def _since(version: UnitVersion, move: Move) -> date:
    return max(version.valid_from, move.on)


def _close(old: Unit, successors: Sequence[Unit], move: Move) -> None:
    old.closed_on = move.on
    for model in (UnitVersion, UnitCode):
        mine = update(model).where(model.unit_id == old.id)
        still = or_(model.valid_to.is_(None), model.valid_to > move.on)
        _change(mine.where(still).values(valid_to=move.on))
    db.session.add_all(
        Succession(
            old_unit_id=old.id,
            new_unit_id=new.id,
            operation_uid=move.uid,
            on=move.on,
            kind=move.kind,
        )
        for new in successors
    )
    db.session.flush()
    renew_stamp()


def _let_authorities_end(desks: object, move: Move) -> None:
    """Signing authority is never inherited; the successor's leaders are given their own."""
    row = SigningAuthority
    ids = select(Desk.id).where(desks)  # type: ignore[arg-type]  # a condition on Desk
    still = or_(row.valid_to.is_(None), row.valid_to > clock.today())
    _change(update(row).where(row.desk_id.in_(ids), still).values(valid_to=clock.today()))


def _change(statement: object) -> None:
    changing = statement.execution_options(synchronize_session="fetch")  # type: ignore[attr-defined]
    db.session.execute(changing)


def _tell(move: Move, successions: list[tuple[int, int]]) -> None:
    publish(UnitsReorganised(str(move.uid), move.kind, move.on.isoformat(), successions))
