"""Units with dated versions and codes; desks and the one dated table of tenures."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.permissions import Role


class UnitKind(StrEnum):
    """An agency is a legal body with its own registers and seal; a room is a part of one."""

    AGENCY = "agency"
    ROOM = "room"


class CodeScheme(StrEnum):
    """Kinds of national codes; they are dated attributes, never keys."""

    ORGAN_ID = "organ_id"
    ORGAN_ID_OLD = "organ_id_old"
    ADMINISTRATIVE = "administrative"


class DeskKind(StrEnum):
    """What a desk (bàn xử lý) is: the clerks' desk, a unit's own, a leader's post, a person's."""

    CLERK = "clerk"
    UNIT = "unit"
    POST = "post"
    PERSON = "person"


class Unit(Base):
    """An agency or a part of one; it is closed with a date, never deleted."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    kind: Mapped[UnitKind]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class UnitVersion(Base):
    """What a unit was called and where it stood from one day to another (to is exclusive).

    `heading` is what its papers print above the number, the parent agency's line first and its own
    last (Decree 30/2020/NĐ-CP, Annex I, box 2); empty means the plain names.
    """

    __tablename__ = "unit_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    symbol: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    heading: Mapped[str] = mapped_column(default="")
    order: Mapped[int] = mapped_column("sort_order", default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitCode(Base):
    """A national code of a unit (OrganId old and new, administrative code), dated."""

    __tablename__ = "unit_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    scheme: Mapped[CodeScheme]
    code: Mapped[str] = mapped_column(index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Succession(Base):
    """Which unit took the place of which, and by which operation (kế thừa)."""

    __tablename__ = "succession"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    new_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    operation_uid: Mapped[UUID]
    on: Mapped[date] = mapped_column("succeeded_on")
    kind: Mapped[str]


class AgencySetting(Base):
    """A choice of one agency; names and defaults stand in `office.units.settings`."""

    __tablename__ = "agency_setting"
    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    value: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("agency_id", "name"),)


class TreeStamp(Base):
    """Changes with every change of the tree, so that each process knows when its copy is old."""

    __tablename__ = "tree_stamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str]


class Desk(Base):
    """Where work lies: it points here, never at a unit or an account."""

    __tablename__ = "desk"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[DeskKind]
    label: Mapped[str] = mapped_column(default="")


class Tenure(Base):
    """The one dated table: desk, its unit and, unless it only places the desk, who holds it.

    A row without a person places the desk in a unit. Intervals are half open and in instants, so
    that "who saw it" can be answered for any moment.
    """

    __tablename__ = "tenure"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    function: Mapped[Role | None]
    title: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    operation_uid: Mapped[UUID]

    __table_args__ = (
        Index("ix_tenure_desk", "desk_id", "valid_from"),
        Index("ix_tenure_person", "person_id", "desk_id"),
    )


class SigningAuthority(Base):
    """Who may sign what, in which form (TM., KT., TL., TUQ., Q.), on what basis, from when to when.

    Decree 30/2020/NĐ-CP art. 13. `type_codes` empty means every type.
    """

    __tablename__ = "signing_authority"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    code: Mapped[str] = mapped_column(default="")
    lines: Mapped[list[str]]
    type_codes: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
