"""Names and codes as of a day; desks, their holders and who may sign."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from office import clock
from office.db import db
from office.errors import NotFound
from office.permissions import SYSTEM, Role
from office.units import operations, queries
from office.units.models import CodeScheme, DeskKind
from office.units.operations.authority import Grant
from office.units.operations.tree import Naming

LATER = date(2026, 3, 1)
BEFORE = date(2026, 2, 28)
TODAY = clock.today


def test_a_unit_has_the_name_of_the_day(province):
    operations.rename(province.staff, Naming(name="Phòng Nhân sự"), on=LATER, by=SYSTEM)
    assert queries.name_of(province.staff.id, BEFORE) == "Phòng Công chức"
    assert queries.name_of(province.staff.id, LATER) == "Phòng Nhân sự"
    assert queries.name_of(province.staff.id) == "Phòng Nhân sự"


def test_papers_are_headed_with_what_the_unit_says(province):
    agency = province.agency.id
    assert queries.symbol_of(agency) == "SNV"
    assert queries.place_of(agency) == "Lam Giang"
    assert queries.address_of(agency) == ""
    assert queries.parent_name_of(province.staff.id) == "Sở Nội vụ"
    assert queries.parent_name_of(agency) == ""
    assert queries.short_name_of(province.staff.id) == "Phòng Công chức"


def test_the_units_below_a_head(province):
    inner = province.open_room("Tổ", parent=province.staff)
    assert queries.subtree_ids(province.staff.id) == [province.staff.id, inner.id]
    assert queries.subtree_ids(None) == []


def test_the_agencies_of_the_installation(province):
    other = province.open_agency("Sở Tư pháp", "H99.2", parent=province.agency)
    assert [one.unit_id for one in queries.agencies()] == [province.agency.id, other.id]


def test_an_agency_is_found_by_any_code_old_or_new(province):
    operations.add_code(
        province.agency, CodeScheme.ORGAN_ID_OLD, "000.00.01.H99", on=date(2025, 7, 1), by=SYSTEM
    )
    operations.add_code(province.agency, CodeScheme.ORGAN_ID, "H99.77", on=LATER, by=SYSTEM)
    for code in ("H99.1", "H99.77", "000.00.01.H99"):
        assert queries.agency_by_code(code).id == province.agency.id
    assert queries.agency_by_code("H99.77", BEFORE) is None
    assert queries.organ_id(province.agency.id, BEFORE) == "H99.1"
    assert queries.organ_id(province.agency.id) == "H99.77"
    assert queries.organ_ids(province.agency.id) == ["H99.77", "000.00.01.H99", "H99.1"]
    assert queries.agency_by_code("H99.nobody") is None


def test_the_code_of_a_room_is_no_address(province):
    operations.add_code(
        province.staff, CodeScheme.ORGAN_ID, "H99.1.5", on=date(2025, 7, 1), by=SYSTEM
    )
    assert queries.agency_by_code("H99.1.5") is None


def test_post_for_a_merged_agency_goes_to_its_successor(province):
    first = province.open_agency("Xã Một", "H99.20")
    second = province.open_agency("Xã Hai", "H99.21")
    third = province.open_agency("Xã Ba", "H99.22")
    operations.merge([first], into=second, on=TODAY(), by=SYSTEM)
    operations.merge([second], into=third, on=TODAY(), by=SYSTEM)
    assert queries.agency_by_code("H99.20").id == third.id
    assert queries.clerk_desk(first.id).agency_id == third.id
    assert set(queries.organ_ids(third.id)) == {"H99.20", "H99.21", "H99.22"}
    assert queries.organ_id(first.id) == ""
    assert queries.name_of(first.id) == "Xã Một"


def test_desks_are_called_by_what_they_are(province):
    assert queries.desk_label(queries.desk_of_unit(province.staff.id).id) == "Phòng Công chức"
    assert "Sở Nội vụ" in queries.desk_label(province.clerk.desk.id)
    assert queries.desk_label(province.leader.desk.id) == "Hà Dũng, Giám đốc"
    assert queries.desk_label(province.official.desk.id) == "Kiều Giang"
    desks = [part.desk.id for part in (province.clerk, province.leader, province.official)]
    desks.append(queries.desk_of_unit(province.staff.id).id)
    assert queries.desk_labels(desks) == {one: queries.desk_label(one) for one in desks}
    assert queries.desk_labels([]) == {}


def test_a_vacant_post_keeps_its_name(province):
    operations.unseat(province.leader.tenure, by=SYSTEM)
    assert queries.desk_label(province.leader.desk.id) == "Giám đốc"
    assert queries.holder_name(province.leader.desk.id) == ""


def test_who_held_a_desk_at_an_instant(province):
    desk, now = province.leader.desk, clock.now()
    operations.unseat(province.leader.tenure, at=now - timedelta(days=10), by=SYSTEM)
    province.seat_at(desk, "Lý Hạnh", Role.LEADER, at=now - timedelta(days=10))
    assert queries.holder_name(desk.id) == "Lý Hạnh"
    assert queries.holder_name(desk.id, now - timedelta(days=11)) == "Hà Dũng"
    assert queries.desk_label(desk.id, now - timedelta(days=11)) == "Hà Dũng, Giám đốc"


def test_where_a_desk_stands(province):
    assert queries.location(province.official.desk.id) == province.staff.id
    assert queries.location(0) is None


def test_a_unit_without_a_desk_says_so(province):
    with pytest.raises(NotFound):
        queries.desk_of_unit(province.agency.id)
    with pytest.raises(NotFound):
        queries.unit_by_uid(uuid4())
    with pytest.raises(NotFound):
        queries.desk_by_uid(uuid4())


def test_units_and_desks_by_their_public_names(province):
    assert queries.unit_by_uid(province.staff.uid) is province.staff
    assert queries.desk_by_uid(province.clerk.desk.uid) is province.clerk.desk


def test_the_office_head_is_known_by_his_function(province):
    office = province.open_room("Văn phòng")
    chief = province.seat_new(office, "Mạc Lam", Role.OFFICE_HEAD, DeskKind.POST, "Chánh Văn phòng")
    assert queries.is_office_head_desk(chief.desk.id)
    assert not queries.is_office_head_desk(province.leader.desk.id)


def test_the_leaders_of_an_agency(province):
    deputy = province.seat_new(province.agency, "Ngô Minh", Role.LEADER, DeskKind.POST, "Phó")
    assert queries.desks_of_role(province.agency.id, Role.LEADER) == [
        province.leader.desk, deputy.desk,
    ]  # fmt: skip


def grant(seat, *, types=(), lines=("GIÁM ĐỐC",), since=date(2025, 7, 1), until=None):
    given = Grant(
        lines=list(lines), type_codes=list(types), basis="Quy chế", valid_from=since, valid_to=until
    )
    return operations.grant_authority(seat.desk, given, by=SYSTEM)


def test_who_may_sign_a_type_on_a_day(province):
    anything = grant(province.leader)
    letters = grant(province.leader, types=["CV"], lines=["TM. SỞ", "GIÁM ĐỐC"])
    grant(province.head, types=["GM"], until=date(2026, 1, 1))
    desk = province.leader.desk.id
    assert queries.authority_for(desk, "CV", BEFORE) == [letters, anything]
    assert queries.authority_for(desk, "QD", BEFORE) == [anything]
    assert queries.authority_for(province.head.desk.id, "GM", date(2025, 12, 31))
    assert not queries.authority_for(province.head.desk.id, "GM", date(2026, 1, 1))
    assert queries.signers_of(province.agency.id, "QD", BEFORE) == [anything]


def test_an_ended_authority_signs_nothing_more(province):
    row = grant(province.leader)
    operations.end_authority(row, on=LATER, by=SYSTEM)
    assert queries.authority_for(province.leader.desk.id, "QD", BEFORE) == [row]
    assert queries.authority_for(province.leader.desk.id, "QD", LATER) == []


def test_the_version_before_the_first_day_is_the_first(province):
    version = queries.version_of(province.staff.id, date(2000, 1, 1))
    assert version.name == "Phòng Công chức"
    assert db.session.is_modified(version) is False
