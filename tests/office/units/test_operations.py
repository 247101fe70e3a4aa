"""Units, desks and authority are changed by their verbs, and only by those who may."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM, Actor, Role, allowed
from office.units import operations, queries
from office.units.models import CodeScheme, DeskKind, UnitKind
from office.units.operations.authority import Grant
from office.units.operations.tree import Naming
from office.units.policy import Can
from office.units.settings import settings_of

LATER = date(2026, 3, 1)
FIRST = date(2025, 7, 1)


def acts():
    return list(db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)))


@pytest.mark.parametrize("can", [Can.MANAGE_UNITS, Can.SEAT, Can.GRANT_AUTHORITY, Can.REORGANISE])
def test_only_an_administrator_in_his_own_post(can, administrator):
    assert allowed(administrator, can)
    assert allowed(SYSTEM, can)
    assert not allowed(replace(administrator, delegation_id=1), can)
    for role in set(Role) - {Role.ADMIN}:
        assert not allowed(Actor(roles=frozenset({role})), can)


def test_a_leader_is_refused_with_the_reason(province):
    leader = Actor(name="Hà Dũng", roles=frozenset({Role.LEADER}))
    with pytest.raises(Forbidden) as refused:
        operations.rename(province.staff, Naming(name="Phòng A"), on=LATER, by=leader)
    assert "quản trị hệ thống" in str(refused.value.basis)
    assert queries.name_of(province.staff.id) == "Phòng Công chức"


def test_a_room_needs_an_agency(house):
    with pytest.raises(Invalid):
        operations.open_unit(UnitKind.ROOM, Naming(name="Tổ"), parent=None, on=FIRST, by=SYSTEM)


def test_new_units_have_the_desk_their_work_needs(province):
    assert queries.clerk_desk(province.agency.id).kind is DeskKind.CLERK
    assert queries.desk_of_unit(province.staff.id).kind is DeskKind.UNIT


def test_a_name_cannot_begin_before_the_one_in_force(province):
    operations.rename(province.staff, Naming(name="Phòng B"), on=LATER, by=SYSTEM)
    with pytest.raises(Refusal):
        operations.rename(province.staff, Naming(name="Phòng A"), on=FIRST, by=SYSTEM)


def test_a_unit_does_not_stand_under_itself(province):
    inner = province.open_room("Tổ", parent=province.staff)
    for under in (inner, province.staff):
        with pytest.raises(Refusal):
            operations.move(province.staff, under=under, on=LATER, by=SYSTEM)


def test_a_room_does_not_leave_its_agency_by_a_move(province):
    other = province.open_agency("Sở Tư pháp", "H99.2")
    with pytest.raises(Refusal):
        operations.move(province.staff, under=other, on=LATER, by=SYSTEM)


def test_a_code_belongs_to_one_unit_at_a_time(province):
    other = province.open_agency("Sở Tư pháp", "H99.2")
    with pytest.raises(Invalid) as refused:
        operations.add_code(other, CodeScheme.ORGAN_ID, "H99.1", on=LATER, by=SYSTEM)
    assert "code" in refused.value.fields
    operations.add_code(province.agency, CodeScheme.ORGAN_ID, "H99.7", on=LATER, by=SYSTEM)
    operations.add_code(other, CodeScheme.ORGAN_ID, "H99.1", on=LATER, by=SYSTEM)
    assert queries.organ_id(other.id, LATER) == "H99.1"


def test_a_post_ends_once(province):
    operations.unseat(province.leader.tenure, by=SYSTEM)
    with pytest.raises(Refusal):
        operations.unseat(province.leader.tenure, by=SYSTEM)


def test_a_seat_names_the_unit_where_the_desk_stands(province):
    assert province.official.tenure.unit_id == province.staff.id


@pytest.mark.parametrize(
    "changed", [{"lines": []}, {"valid_from": LATER, "valid_to": LATER}], ids=["heading", "days"]
)
def test_an_authority_says_how_and_how_long(province, changed):
    good = Grant(lines=["GIÁM ĐỐC"], type_codes=[], basis="Quy chế", valid_from=FIRST)
    with pytest.raises(Invalid):
        operations.grant_authority(province.leader.desk, replace(good, **changed), by=SYSTEM)


def test_choices_of_an_agency_have_defaults(province):
    agency = province.agency
    assert settings_of(agency.id).only_viewed_batch is True
    operations.choose(agency, "only_viewed_batch", False, by=SYSTEM)  # noqa: FBT003 - a choice
    operations.choose(agency, "seal_diameter_mm", 40, by=SYSTEM)
    operations.choose(agency, "seal_diameter_mm", 42, by=SYSTEM)
    assert settings_of(agency.id).only_viewed_batch is False
    assert settings_of(agency.id).seal_diameter_mm == 42
    for name, value in (("seal_diameter_mm", "wide"), ("colour", "red")):
        with pytest.raises(Invalid):
            operations.choose(agency, name, value, by=SYSTEM)


def test_every_verb_leaves_a_line(province):
    operations.rename(province.staff, Naming(name="Phòng B"), on=LATER, by=SYSTEM)
    operations.unseat(province.leader.tenure, by=SYSTEM)
    written = acts()
    for act in ("unit.open", "unit.code", "desk.open", "desk.seat", "unit.rename", "desk.unseat"):
        assert act in written
