"""A spreadsheet on its way from upload to the tree of units, and the slips it brings."""

import pytest
from sqlalchemy import func, select

from office.accounts import operations as accounts
from office.accounts import passwords
from office.accounts.models import Account, Person
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM, Role
from office.setup import columns, operations
from office.setup.models import SheetState
from office.setup.planning import Step, plan
from office.setup.policy import Can
from office.units import queries
from office.units.models import Tenure
from office.units.tree import tree
from tests import build
from tests.office.setup.conftest import ROWS


def again(agency, rows):
    return plan(columns.wanted([{"number": 4} | row for row in rows]), agency.unit.id)


def test_a_first_day(agency, received):
    sheet = received()
    assert sheet.state is SheetState.READ
    operations.accept_sheet(sheet, by=SYSTEM)
    rooms = {tree().nodes[unit].name: depth for unit, depth in tree().rooms(agency.unit.id)}
    assert rooms["Tổ Số liệu"] == rooms["Phòng Tổ chức"] + 1
    leader = db.session.scalars(select(Tenure).where(Tenure.title == "Giám đốc")).all()[-1]
    assert leader.function is Role.LEADER
    clerk = db.session.scalars(select(Account).where(Account.login == "thu@coquan.vn")).one()
    assert clerk.email == "thu@coquan.vn"
    held = queries.holders(queries.clerk_desk(agency.unit.id).id)
    assert clerk.person_id in [one.person_id for one in held]


def test_the_same_file_again_changes_nothing(agency, received):
    operations.accept_sheet(received(), by=SYSTEM)
    people = db.session.scalar(select(func.count(Person.id)))
    second = operations.accept_sheet(received(), by=SYSTEM)
    assert second.changing == []
    assert db.session.scalar(select(func.count(Person.id))) == people


def test_changed_rows_say_what_will_change_and_do_it(agency, received):
    operations.accept_sheet(received(), by=SYSTEM)
    changed = [
        {"unit": "Phòng Tổ chức", "symbol": "TCCB"},
        ROWS[2] | {"title": "Giám đốc sở", "email": "mau@coquan.vn"},
        {"unit": "Tổ Số liệu", "parent": "Văn phòng"},
    ]
    made = again(agency, changed)
    assert [row.steps for row in made.rows] == [
        [Step.CHANGE_UNIT],
        [Step.CHANGE_EMAIL, Step.CHANGE_TITLE],
        [Step.CHANGE_UNIT],
    ]
    operations.accept_sheet(received(changed), by=SYSTEM)
    assert again(agency, changed).changing == []
    node = next(one for one in tree().nodes.values() if one.name == "Phòng Tổ chức")
    assert node.symbol == "TCCB"


def test_one_faulty_row_and_nothing_is_written(agency, received):
    sheet = received([*ROWS, {"name": "Ai Đó", "role": "Vua", "login": "ai"}])
    before = db.session.scalar(select(func.count(Person.id)))
    with pytest.raises(Refusal):
        operations.accept_sheet(sheet, by=SYSTEM)
    assert sheet.state is SheetState.READ
    assert db.session.scalar(select(func.count(Person.id))) == before


def test_units_in_a_circle(received):
    sheet = received([{"unit": "A", "parent": "B"}, {"unit": "B", "parent": "A"}])
    with pytest.raises(Refusal):
        operations.accept_sheet(sheet, by=SYSTEM)


def test_what_is_no_such_spreadsheet_is_refused_with_its_reason(received):
    sheet = received(b"PK\x03\x04 rubbish")
    assert (sheet.state, sheet.reason) == (SheetState.REFUSED, "damaged")
    assert received("Họ;Tên\nA;B\n".encode()).reason == "no-headings"


def test_a_withdrawn_sheet_is_accepted_no_more(received):
    sheet = received()
    operations.withdraw_sheet(sheet, by=SYSTEM)
    with pytest.raises(Refusal):
        operations.accept_sheet(sheet, by=SYSTEM)


def test_slips_open_the_accounts_and_own_passwords_stay(agency, received):
    sheet = received()
    operations.accept_sheet(sheet, by=SYSTEM)
    slips = operations.give_slips(sheet, by=SYSTEM)
    assert {one.login for one in slips} == {"mau.lv", "thu@coquan.vn", "tam.nv"}
    account = db.session.scalars(select(Account).where(Account.login == "mau.lv")).one()
    first = next(one for one in slips if one.login == "mau.lv")
    assert first.unit
    assert len({one.unit for one in slips}) > 1
    assert passwords.is_right(account.password_hash, first.password)
    accounts.store_password(account, password_hash="own", by=SYSTEM)
    assert {one.login for one in operations.give_slips(sheet, by=SYSTEM)} == {
        "thu@coquan.vn",
        "tam.nv",
    }


@pytest.mark.parametrize("part", ["clerk", "leader", "hr"])
def test_only_an_administrator_takes_in_and_accepts(agency, received, part):
    """Both `Can.SET_UP` and `Can.READ_SHEET` say no."""
    who = agency.people[part]
    with pytest.raises(Forbidden):
        received(by=who)
    sheet = received()
    for act in (operations.accept_sheet, operations.withdraw_sheet, operations.give_slips):
        with pytest.raises(Forbidden):
            act(sheet, by=who)
    with pytest.raises(Forbidden):
        operations.keep_rows(sheet, [], by=agency.admin)
    assert Can.SET_UP != Can.READ_SHEET


def test_each_act_has_its_line(received):
    sheet = received()
    operations.accept_sheet(sheet, by=SYSTEM)
    acts = select(AuditEvent.act).where(AuditEvent.subject_uid == str(sheet.uid))
    assert list(db.session.scalars(acts.order_by(AuditEvent.id))) == [
        "staff-sheet.receive",
        "staff-sheet.keep",
        "staff-sheet.accept",
    ]


def test_the_template_is_read_back_as_it_is(agency, received):
    sheet = received(columns.template("Danh sách"))
    operations.accept_sheet(sheet, by=SYSTEM)
    assert len(sheet.accounts) == 4


def test_people_of_another_agency_in_the_same_file(agency, received):
    council = build.agency(code="H99.2", name="Hội đồng nhân dân", symbol="HĐND")
    row = {"name": "Lê Văn Mẫu", "role": "Lãnh đạo", "title": "Chủ tịch", "login": "mau.lv"}
    operations.accept_sheet(received([row, row | {"agency": "hội đồng nhân dân"}]), by=SYSTEM)
    account = db.session.scalars(select(Account).where(Account.login == "mau.lv")).one()
    held = select(Tenure.unit_id).where(Tenure.person_id == account.person_id)
    assert set(db.session.scalars(held)) == {agency.unit.id, council.unit.id}
