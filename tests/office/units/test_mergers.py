"""Mergers and splits: people, desks and rooms find a place, and nothing is inherited in secret."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from office import clock, events
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM, Actor, Role
from office.units import operations, queries
from office.units.events import UnitsReorganised
from office.units.models import Desk, DeskKind, Succession, Tenure, Unit
from office.units.operations.authority import Grant
from office.units.tree import tree


def today():
    return clock.today()


def posts_of(person):
    now = clock.now()
    held = select(Tenure).where(Tenure.person_id == person.id, queries.held_at(Tenure, now))
    return list(db.session.scalars(held.order_by(Tenure.id)))


@pytest.fixture
def told(monkeypatch):
    """What was published."""
    heard = []
    listeners = events._subscriptions  # noqa: SLF001 - the real listeners are put back afterwards
    mine = [events.Subscription(heard.append, must=True)]
    monkeypatch.setitem(listeners, UnitsReorganised, mine)
    return heard


def merge(*olds, into):
    return operations.merge(list(olds), into=into, on=today(), by=SYSTEM)


def test_the_head_of_the_successor_holds_the_desk_of_the_closed_room(province):
    desk = queries.desk_of_unit(province.staff.id)
    merge(province.staff, into=province.finance)
    assert queries.location(desk.id) == province.finance.id
    assert queries.holder_name(desk.id) == "Cao Bình"
    assert queries.desk_of_unit(province.finance.id).id != desk.id
    assert queries.desk_of_unit(province.staff.id) == queries.desk_of_unit(province.finance.id)


def test_officials_take_their_desk_along(province):
    merge(province.staff, into=province.finance)
    (post,) = posts_of(province.official.person)
    assert (post.desk_id, post.unit_id) == (province.official.desk.id, province.finance.id)
    assert post.function is Role.OFFICIAL


def test_a_head_without_a_room_is_an_official_and_leads_nothing(province):
    merge(province.staff, into=province.finance)
    (post,) = posts_of(province.head.person)
    assert (post.function, post.unit_id) == (Role.OFFICIAL, province.finance.id)
    assert post.desk_id != province.head.desk.id


def test_everybody_has_a_post_at_every_instant(province):
    third = province.open_room("Phòng Ba")
    merge(province.staff, province.finance, into=third)
    for seat in (province.head, province.other_head, province.official):
        (post,) = posts_of(seat.person)
        rows = db.session.scalars(select(Tenure).where(Tenure.person_id == seat.person.id)).all()
        (ended,) = [row for row in rows if row.valid_to]
        assert (post.unit_id, post.valid_from) == (third.id, ended.valid_to)


def test_a_closed_room_is_gone_today_and_stands_in_the_past(province):
    yesterday = today() - timedelta(days=1)
    merge(province.staff, into=province.finance)
    assert province.staff.id not in tree().nodes
    assert province.staff.id in tree(yesterday).nodes
    assert queries.successor_of(province.staff.id) == province.finance.id
    assert queries.predecessors(province.finance.id) == [province.staff.id]
    assert queries.name_of(province.staff.id) == "Phòng Công chức"


def test_rooms_below_move_up_to_the_successor(province):
    inner = province.open_room("Tổ", parent=province.staff)
    merge(province.staff, into=province.finance)
    assert tree().nodes[inner.id].parent_id == province.finance.id


def test_no_authority_is_inherited(province):
    grant = Grant(
        lines=["TL. GIÁM ĐỐC"], type_codes=[], basis="Quy chế", valid_from=date(2025, 7, 1)
    )
    operations.grant_authority(province.head.desk, grant, by=SYSTEM)
    assert queries.authority_for(province.head.desk.id, "CV", today())
    merge(province.staff, into=province.finance)
    assert not queries.authority_for(province.head.desk.id, "CV", today())


def test_agencies_merge_with_all_their_rooms_desks_and_post(province):
    other = province.open_agency("Sở Lao động", "H99.5")
    clerk = province.seat_at(queries.clerk_desk(other.id), "Phan Oanh", Role.CLERK)
    chief = province.seat_new(other, "Quách Phúc", Role.LEADER, DeskKind.POST, "Giám đốc")
    room = province.open_room("Phòng Việc làm", parent=other)
    head = province.seat_at(queries.desk_of_unit(room.id), "Tạ Quế", Role.UNIT_HEAD)
    grant = Grant(lines=["GIÁM ĐỐC"], type_codes=[], basis="Q", valid_from=date(2025, 7, 1))
    operations.grant_authority(chief.desk, grant, by=SYSTEM)
    merge(other, into=province.agency)
    assert queries.holder_name(clerk.desk.id) == "Đỗ Cúc"
    assert queries.holder_name(chief.desk.id) == "Hà Dũng"
    assert queries.clerk_desk(other.id) == province.clerk.desk
    assert queries.organ_ids(province.agency.id) == ["H99.1", "H99.5"]
    assert tree().nodes[room.id].agency_id == province.agency.id
    assert (room.id, 0) in tree().rooms(province.agency.id)
    assert db.session.get_one(Desk, head.desk.id).agency_id == province.agency.id
    assert queries.holder_name(head.desk.id) == "Tạ Quế"
    assert not queries.signers_of(other.id, "CV", today())
    assert [post.function for post in posts_of(chief.person)] == [Role.OFFICIAL]


def test_a_successor_without_leaders_leaves_the_posts_to_its_clerks(province):
    new = province.open_agency("Sở mới", "H99.6")
    province.seat_at(queries.clerk_desk(new.id), "Phan Oanh", Role.CLERK)
    merge(province.agency, into=new)
    assert queries.holder_name(province.leader.desk.id) == "Phan Oanh"


def test_a_split_gives_each_part_its_people(province):
    first, second = province.open_room("Phòng Một"), province.open_room("Phòng Hai")
    stays = province.seat_new(province.staff, "Sử Sơn", Role.OFFICIAL)
    operations.split(
        province.staff, parts={first: [province.official.desk]}, rest=second, on=today(), by=SYSTEM
    )
    assert posts_of(province.official.person)[0].unit_id == first.id
    assert posts_of(stays.person)[0].unit_id == second.id
    assert queries.location(province.head.desk.id) == second.id
    assert queries.successor_of(province.staff.id) == second.id
    kinds = db.session.scalars(select(Succession.kind)).all()
    assert kinds == ["split", "split"]


def test_it_is_told_once(province, told):
    third = province.open_room("Phòng Ba")
    uid = merge(province.staff, province.finance, into=third)
    (event,) = told
    assert (event.operation_uid, event.kind) == (str(uid), "merge")
    pairs = [(province.staff.id, third.id), (province.finance.id, third.id)]
    assert event.successions == pairs


def test_only_an_administrator_reorganises(province):
    leader = Actor(roles=frozenset({Role.LEADER}))
    with pytest.raises(Forbidden):
        operations.merge([province.staff], into=province.finance, on=today(), by=leader)


def test_not_before_its_day(province):
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(Refusal):
        operations.merge([province.staff], into=province.finance, on=tomorrow, by=SYSTEM)


def test_a_closed_unit_takes_no_part(province):
    merge(province.staff, into=province.finance)
    for olds, into in (
        ([province.staff], province.finance),
        ([province.finance], province.staff),
        ([province.finance], province.finance),
        ([], province.finance),
    ):
        with pytest.raises(Invalid):
            operations.merge(olds, into=into, on=today(), by=SYSTEM)


def test_walls_between_agencies_hold(province):
    other = province.open_agency("Sở Tư pháp", "H99.2")
    room = province.open_room("Phòng Thanh tra", parent=other)
    for into in (other, room):
        with pytest.raises(Refusal):
            merge(province.staff, into=into)


def test_a_room_is_not_merged_into_one_below_it(province):
    inner = province.open_room("Tổ", parent=province.staff)
    with pytest.raises(Refusal):
        merge(province.staff, into=inner)


def test_the_day_may_lie_back_but_rights_begin_now(province):
    back = today() - timedelta(days=40)
    before = clock.now()
    operations.merge([province.staff], into=province.finance, on=back, by=SYSTEM)
    (post,) = posts_of(province.official.person)
    assert post.valid_from >= before
    assert db.session.get_one(Unit, province.staff.id).closed_on == back
