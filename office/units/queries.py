"""Finding units by name, code and day, and desks by who holds them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, or_, select

from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Role
from office.units.models import (
    CodeScheme,
    Desk,
    DeskKind,
    SigningAuthority,
    Tenure,
    Unit,
    UnitCode,
    UnitKind,
    UnitVersion,
)
from office.units.succession import lineage, predecessors, successor_of
from office.units.tree import Node, Tree, tree

__all__ = ["Node", "Tree", "lineage", "predecessors", "successor_of", "tree"]


@dataclass(frozen=True)
class Holder:
    """Who holds a desk, as what."""

    tenure_id: int
    person_id: int
    name: str
    function: Role | None
    title: str


# ------------------------------------------------------------------------------- units


def unit_by_uid(uid: UUID) -> Unit:
    """A unit by its public name."""
    found = db.session.scalars(select(Unit).where(Unit.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def version_of(unit_id: int, on: date | None = None) -> UnitVersion:
    """What a unit was called on a day; after its end its last name, before its birth its first."""
    day = on or clock.today()
    versions = select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    latest = versions.where(UnitVersion.valid_from <= day).order_by(UnitVersion.valid_from.desc())
    found = db.session.scalars(latest).first()
    return found or db.session.scalars(versions.order_by(UnitVersion.valid_from)).one()


def name_of(unit_id: int, on: date | None = None) -> str:
    """The name on a day (today unless another is named)."""
    node = tree(on).nodes.get(unit_id)
    return node.name if node else version_of(unit_id, on).name


def short_name_of(unit_id: int, on: date | None = None) -> str:
    """The short name on a day, or the whole one."""
    version = _named(unit_id, on)
    return version.short_name or version.name


def symbol_of(unit_id: int, on: date | None = None) -> str:
    """The letters that stand for the unit in the symbols of its documents."""
    return _named(unit_id, on).symbol


def place_of(unit_id: int, on: date | None = None) -> str:
    """The place named before the date of its documents (địa danh)."""
    return _named(unit_id, on).place


def address_of(unit_id: int, on: date | None = None) -> str:
    """The postal address."""
    return _named(unit_id, on).address


def parent_name_of(unit_id: int, on: date | None = None) -> str:
    """The name of the unit directly above, or nothing at the top."""
    above = _named(unit_id, on).parent_id
    return name_of(above, on) if above else ""


def _named(unit_id: int, on: date | None) -> Node | UnitVersion:
    return tree(on).nodes.get(unit_id) or version_of(unit_id, on)


def subtree_ids(unit_id: int | None, on: date | None = None) -> list[int]:
    """The unit and every unit below it; nothing for nobody's unit."""
    return tree(on).subtree(unit_id) if unit_id else []


def agencies(on: date | None = None) -> list[Node]:
    """The open agencies, as the tree orders them."""
    known = tree(on)
    roots = [found for top in known.children(None) for found in known.subtree(top)]
    return [known.nodes[one] for one in roots if known.nodes[one].kind is UnitKind.AGENCY]


# ------------------------------------------------------------------------------- codes


def organ_id(agency_id: int, on: date | None = None) -> str:
    """The agency's code on the national axis (mã định danh); the old form where it has no new."""
    node = tree(on).nodes.get(agency_id)
    codes = node.codes if node else {}
    return codes.get(CodeScheme.ORGAN_ID) or codes.get(CodeScheme.ORGAN_ID_OLD) or ""


def organ_ids(agency_id: int) -> list[str]:
    """Every axis code under which post for the agency may come: its own, and those it inherited."""
    mine = [agency_id, *predecessors(agency_id)]
    schemes = [CodeScheme.ORGAN_ID, CodeScheme.ORGAN_ID_OLD]
    return list(
        db.session.scalars(
            select(UnitCode.code)
            .where(UnitCode.unit_id.in_(mine), UnitCode.scheme.in_(schemes))
            .order_by(UnitCode.valid_to.is_not(None), UnitCode.scheme, UnitCode.id)
        )
    )


def agency_by_code(code: str, on: date | None = None) -> Unit | None:
    """The open agency that answers to a code of any kind; a merged one is its successor."""
    day = on or clock.today()
    found = db.session.scalars(
        select(Unit)
        .join(UnitCode, UnitCode.unit_id == Unit.id)
        .where(UnitCode.code == code, UnitCode.valid_from <= day, Unit.kind == UnitKind.AGENCY)
        .order_by(UnitCode.valid_from.desc(), UnitCode.id.desc())
    ).first()
    return db.session.get(Unit, successor_of(found.id, day)) if found else None


# ------------------------------------------------------------------------------- desks


def held_at(tenure: Any, at: datetime | BindParameter[Any]) -> Any:
    """The condition that a tenure holds at an instant."""
    return and_(tenure.valid_from <= at, or_(tenure.valid_to.is_(None), tenure.valid_to > at))


def desk_by_uid(uid: UUID) -> Desk:
    """A desk by its public name."""
    found = db.session.scalar(select(Desk).where(Desk.uid == uid))
    if found is None:
        raise NotFound(_("There is no such desk."))
    return found


def desks_in(unit_ids: Sequence[int], at: datetime | None = None) -> Select[Desk]:
    """The desks that stand in these units."""
    placed = held_at(Tenure, at or clock.now())
    return (
        select(Desk)
        .join(Tenure, and_(Tenure.desk_id == Desk.id, Tenure.person_id.is_(None)))
        .where(Tenure.unit_id.in_(unit_ids), placed)
        .order_by(Tenure.valid_from, Tenure.id)
    )


def desk_of_unit(unit_id: int) -> Desk:
    """The unit's own desk, where work given to the unit lies; inherited ones came later."""
    own = desks_in([successor_of(unit_id)]).where(Desk.kind == DeskKind.UNIT)
    return _there(db.session.scalars(own).first())


def clerk_desk(agency_id: int) -> Desk:
    """The desk of the records clerks (văn thư) of an agency, or of the one that took its place."""
    agency = successor_of(agency_id)
    own = (
        select(Desk)
        .join(Tenure, and_(Tenure.desk_id == Desk.id, Tenure.person_id.is_(None)))
        .where(Desk.agency_id == agency, Desk.kind == DeskKind.CLERK, held_at(Tenure, clock.now()))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    return _there(db.session.scalars(own).first())


def _there(desk: Desk | None) -> Desk:
    if desk is None:
        raise NotFound(_("No desk was opened there yet."), who=_("The administrator opens desks."))
    return desk


def holders(desk_id: int, at: datetime | None = None) -> list[Holder]:
    """Who holds a desk at an instant (now unless another is named), the longest first."""
    rows = db.session.execute(
        select(Tenure.id, Person.id, Person.full_name, Tenure.function, Tenure.title)
        .join(Person, Person.id == Tenure.person_id)
        .where(Tenure.desk_id == desk_id, held_at(Tenure, at or clock.now()))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    return [Holder(*row) for row in rows]


def holder_name(desk_id: int, at: datetime | None = None) -> str:
    """The name of who holds a desk, or nothing while it is vacant."""
    found = holders(desk_id, at)
    return found[0].name if found else ""


def location(desk_id: int, at: datetime | None = None) -> int | None:
    """The unit in which a desk stands at an instant; None once it was cleared."""
    return db.session.scalar(
        select(Tenure.unit_id)
        .where(
            Tenure.desk_id == desk_id,
            Tenure.person_id.is_(None),
            held_at(Tenure, at or clock.now()),
        )
        .order_by(Tenure.id.desc())
    )


def desk_label(desk_id: int, at: datetime | None = None) -> str:
    """How people call a desk at an instant: the unit, the clerks of the agency, or its holder."""
    desk = db.session.get_one(Desk, desk_id)
    day = clock.to_local(at).date() if at else None
    unit_id = location(desk_id, at) if desk.kind is DeskKind.UNIT else None
    held = [] if desk.kind in (DeskKind.UNIT, DeskKind.CLERK) else holders(desk_id, at)
    return _label(desk, unit_id, (held[0].name, held[0].title) if held else None, day)


def desk_labels(desk_ids: Collection[int]) -> dict[int, str]:
    """How people call many desks today, in two statements."""
    if not desk_ids:
        return {}
    wanted = list(desk_ids)
    desks = db.session.scalars(select(Desk).where(Desk.id.in_(wanted))).all()
    rows = db.session.execute(
        select(Tenure.desk_id, Tenure.unit_id, Person.full_name, Tenure.title)
        .outerjoin(Person, Person.id == Tenure.person_id)
        .where(Tenure.desk_id.in_(wanted), held_at(Tenure, clock.now()))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    placed: dict[int, int] = {}
    held: dict[int, tuple[str, str]] = {}
    for row in rows:
        if row.full_name is None:
            placed[row.desk_id] = row.unit_id
        else:
            held.setdefault(row.desk_id, (row.full_name, row.title))
    return {desk.id: _label(desk, placed.get(desk.id), held.get(desk.id)) for desk in desks}


def _label(
    desk: Desk, unit_id: int | None, held: tuple[str, str] | None, day: date | None = None
) -> str:
    if desk.kind is DeskKind.CLERK:
        return _("Records clerks · %(agency)s", agency=short_name_of(desk.agency_id, day))
    if desk.kind is DeskKind.UNIT:
        return name_of(unit_id, day) if unit_id else desk.label
    if held is None:
        return desk.label
    name, title = held
    return ", ".join(part for part in (name, desk.label or title) if part)


def is_office_head_desk(desk_id: int) -> bool:
    """Whether the head of the office (chánh văn phòng) works at this desk."""
    return any(holder.function is Role.OFFICE_HEAD for holder in holders(desk_id))


def desks_of_role(agency_id: int, role: Role) -> list[Desk]:
    """The desks of an agency whose holder has a role, the one seated first before the others."""
    statement = (
        select(Desk)
        .join(Tenure, Tenure.desk_id == Desk.id)
        .where(
            Desk.agency_id == agency_id,
            Tenure.function == role,
            Tenure.person_id.is_not(None),
            held_at(Tenure, clock.now()),
        )
        .order_by(Tenure.valid_from, Tenure.id)
    )
    return list(dict.fromkeys(db.session.scalars(statement)))


# --------------------------------------------------------------------------- authority


def authority_for(desk_id: int, type_code: str, on: date) -> list[SigningAuthority]:
    """In which forms a desk may sign a type of document on a day (Decree 30/2020/NĐ-CP art. 13)."""
    mine = _authorities(on).where(SigningAuthority.desk_id == desk_id)
    return _for_type(db.session.scalars(mine), type_code)


def signers_of(agency_id: int, type_code: str, on: date) -> list[SigningAuthority]:
    """Every authority of an agency for a type of document on a day."""
    ours = _authorities(on).where(SigningAuthority.agency_id == agency_id)
    return _for_type(db.session.scalars(ours), type_code)


def _authorities(on: date) -> Select[SigningAuthority]:
    row = SigningAuthority
    holds = and_(row.valid_from <= on, or_(row.valid_to.is_(None), row.valid_to > on))
    return select(row).where(holds).order_by(row.id)


def _for_type(rows: Any, type_code: str) -> list[SigningAuthority]:
    """Those that name the type stand before those for every type."""
    found = [row for row in rows if not row.type_codes or type_code in row.type_codes]
    return sorted(found, key=lambda row: not row.type_codes)
