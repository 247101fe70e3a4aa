"""Allotted posts beside staff, planning lists, and counts as of a day."""

from datetime import date, timedelta

import pytest

from office import clock
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import require
from personnel import operations, queries
from personnel.policy import Can
from personnel.queries.statistics import band_of
from personnel.record.timeline import Change
from personnel.views.statistics import HEADINGS, lines_of, move_lines
from tests import build
from tests.personnel import house as register
from tests.personnel.house import code


@pytest.fixture
def snv(house):
    return build.agency()


def wish(**more):
    given = {
        "category": "cong_chuc",
        "posts": 1,
        "decision_no": "12/QĐ-UBND",
        "valid_from": clock.today(),
    }
    return operations.Allotted(**(given | more))


def line_of(snv, room="staff", reader="hr"):
    found = queries.staffing(getattr(snv, reader))
    return next(one for one in found if one.unit_id == snv.rooms[room].id)


def test_staff_stands_beside_what_is_allotted(snv):
    register.opened(snv, snv.official)
    assert line_of(snv).allotment is None
    operations.allot(snv.rooms["staff"], wish(posts=3, deputies=1), by=snv.hr)
    row = line_of(snv)
    assert (row.present, row.vacant, row.over) == (1, 2, 0)
    operations.allot(snv.rooms["staff"], wish(posts=0), by=snv.hr)
    assert (line_of(snv).vacant, line_of(snv).over) == (0, 1), "the last that was entered holds"


def test_an_allotment_of_a_coming_year_does_not_hold_yet(snv):
    tomorrow = clock.today() + timedelta(days=1)
    operations.allot(snv.rooms["staff"], wish(posts=5), by=snv.hr)
    operations.allot(snv.rooms["staff"], wish(posts=9, valid_from=tomorrow), by=snv.hr)
    assert line_of(snv).allotment.posts == 5
    with clock.standing_at(clock.local_midnight(tomorrow)):
        assert line_of(snv).allotment.posts == 9


def test_what_was_entered_by_mistake_is_withdrawn_once(snv):
    operations.allot(snv.rooms["staff"], wish(posts=5), by=snv.hr)
    wrong = operations.allot(snv.rooms["staff"], wish(posts=50), by=snv.hr)
    operations.withdraw_allotment(wrong, by=snv.hr)
    assert line_of(snv).allotment.posts == 5
    with pytest.raises(Refusal):
        operations.withdraw_allotment(wrong, by=snv.hr)


@pytest.mark.parametrize(
    ("field", "value"),
    [("posts", -1), ("category", "vua"), ("deputies", 2), ("decision_no", " ")],
)
def test_what_cannot_be_allotted_is_named(snv, field, value):
    with pytest.raises(Invalid) as refused:
        operations.allot(snv.rooms["staff"], wish(**{field: value}), by=snv.hr)
    assert list(refused.value.fields) == [field]


def test_posts_are_entered_by_the_staff_office_for_its_own_units(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for who, unit in ((snv.leader, snv.unit), (other.hr, snv.unit)):
        with pytest.raises(Forbidden):
            require(who, Can.ALLOT, unit.id)


def test_deputies_beyond_their_number_are_seen(snv):
    register.opened(snv, snv.official)
    late = register.post(snv.rooms["staff"], since=date(2020, 1, 1), title="Phó Trưởng phòng")
    register.opened(snv, snv.head, late, citizen="001085001235")
    operations.allot(snv.rooms["staff"], wish(posts=5, deputies=0), by=snv.hr)
    assert (line_of(snv).deputies, line_of(snv).deputies_over) == (1, 1)


def test_who_is_planned_stands_under_the_title(snv):
    values = {"title": "Trưởng phòng", "period": "2026-2031", "unit": {"name": "Phòng Tổ chức"}}
    register.opened(snv, snv.official, Change("planning", "p", date(2026, 1, 1), values=values))
    (one,) = queries.planned(snv.hr)
    assert (one.title, one.unit, one.period) == ("Trưởng phòng", "Phòng Tổ chức", "2026-2031")
    assert queries.planned(snv.clerk) == []


def test_counts_are_of_the_day_and_of_whom_the_reader_sees(snv):
    degree = Change("education", "e", date(2020, 1, 1), values={"degree": code("degree", "ThS")})
    register.opened(snv, snv.official, degree)
    now = queries.report(snv.hr, date(2026, 6, 30))
    assert (now.count, now.sums("degree", "ThS").women, now.sums("age", "40").women) == (1, 1, 1)
    assert queries.report(snv.hr, date(2019, 6, 30)).keys("degree") == [""]
    assert queries.report(snv.hr, date(2015, 6, 30)).count == 0
    came = queries.report(snv.hr, date(2015, 12, 31))
    assert dict(came.moves) == {("came", "2"): 1}
    assert queries.report(snv.clerk, date(2026, 6, 30)).count == 0


def test_the_sheet_ends_with_the_movements_of_the_year(snv):
    register.opened(snv, snv.official)
    lines = list(move_lines(queries.report(snv.hr, date(2015, 12, 31))))
    assert {len(line) for line in lines} == {len(HEADINGS)}
    assert "31/12/2015" in lines[1][0]
    assert lines[2][1:3] == [1, 1], "one came, and she is a woman"


def test_the_party_is_counted_for_staff_offices_only(snv):
    member = Change(
        "organisations", "", register.RECRUITED, values={"party_join_date": "2016-02-03"}
    )
    register.opened(snv, snv.official, member)
    assert queries.report(snv.hr, clock.today()).sums("party", "member").all == 1
    assert queries.report(snv.leader, clock.today()).keys("party") == []


def test_the_table_of_units_has_a_number_under_each_heading(snv):
    register.opened(snv, snv.official)
    lines = list(lines_of(queries.report(snv.hr, clock.today())))
    assert {len(line) for line in lines} == {len(HEADINGS)}
    assert lines[-1][:3] == ["Cộng", 1, 1]
    age = next(place for place, one in enumerate(HEADINGS) if one[0].startswith("40"))
    assert [line[age] for line in lines] == [1, 1]


@pytest.mark.parametrize(
    ("born", "band"),
    [("1986", "40"), ("1986-11-25", "35"), ("1986-11-24", "40"), ("1986-12", "35"), ("", "")],
)
def test_the_band_of_ages(born, band):
    assert band_of(born, date(2026, 11, 24)) == band
