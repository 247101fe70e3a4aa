"""The lines of the picker: units, who works in them, and where work given to a unit lies."""

from office.permissions import Role
from office.units import queries
from office.units.models import DeskKind
from office.units.picker import head_desk_id, picker_rows


def test_the_picker_shows_rooms_their_people_and_their_load(province):
    inner = province.open_room("Tổ", parent=province.staff)
    unit_desk = queries.desk_of_unit(province.staff.id)
    province.seat_at(unit_desk, "Phó phòng", Role.UNIT_HEAD)
    rows = picker_rows(province.agency.id, {unit_desk.id: 4})
    shown = [(row.depth, row.label, row.holder, row.load) for row in rows]
    assert shown == [
        (0, "Phòng Công chức", "Bùi An", 4),
        (1, "Kiều Giang", "Kiều Giang", 0),
        (1, "Tổ", "", 0),
        (0, "Phòng Tài chính", "Cao Bình", 0),
    ]
    assert rows[2].unit_id == inner.id


def test_work_given_to_the_office_lies_at_the_post_of_its_head(province):
    office = province.open_room("Văn phòng")
    chief = province.seat_new(office, "Mạc Lam", Role.OFFICE_HEAD, DeskKind.POST, "Chánh Văn phòng")
    shown = [row for row in picker_rows(province.agency.id) if row.unit_id == office.id]
    line = [(row.desk_id, row.depth, row.label, row.holder, row.is_unit) for row in shown]
    assert line == [(chief.desk.id, 0, "Văn phòng", "Mạc Lam", True)]
    assert head_desk_id(office.id) == chief.desk.id
    own = queries.desk_of_unit(office.id)
    province.seat_at(own, "Phó Chánh Văn phòng", Role.UNIT_HEAD)
    shown = [row for row in picker_rows(province.agency.id) if row.unit_id == office.id]
    assert [(row.desk_id, row.is_unit) for row in shown] == [(own.id, True), (chief.desk.id, False)]
    assert head_desk_id(office.id) == own.id
    assert head_desk_id(province.agency.id) is None
