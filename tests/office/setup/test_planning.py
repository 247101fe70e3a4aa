"""What a row would change, and what is wrong with it."""

import pytest

from office.setup.planning import Step, plan
from tests.office.setup.conftest import ROWS, planned_rows


def planned(agency, *rows):
    return plan(planned_rows(*rows), agency.unit.id).rows


def test_everything_of_a_first_day(agency):
    steps = [row.steps for row in planned(agency, *ROWS)]
    assert steps == [
        [Step.OPEN_UNIT],
        [Step.OPEN_UNIT],
        [Step.OPEN_ACCOUNT, Step.GIVE_POST],
        [Step.OPEN_ACCOUNT, Step.GIVE_POST],
        [Step.OPEN_ACCOUNT, Step.GIVE_POST],
        [Step.GIVE_POST],
    ]


GOOD = {"name": "Lê Văn Mẫu", "role": "Lãnh đạo", "login": "mau.lv"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"title": "Giám đốc"}, "unit"),
        ({"symbol": "TC"}, "unit"),
        (GOOD | {"agency": "Sở Không Có"}, "agency"),
        ({"unit": "Tổ A", "parent": "Phòng Không Có"}, "parent"),
        ({"unit": "Tổ A", "parent": "tổ  a"}, "parent"),
        (GOOD | {"name": ""}, "name"),
        (GOOD | {"login": ""}, "login"),
        (GOOD | {"login": "mau lv"}, "login"),
        (GOOD | {"role": "Vua"}, "role"),
        (GOOD | {"role": "Trưởng phòng"}, "role"),
        (GOOD | {"email": "mau@coquan"}, "email"),
        (GOOD | {"since": "31/02/2025"}, "since"),
        (GOOD | {"login": "clerk.h99.1"}, "login"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where(agency, row, field):
    (made,) = planned(agency, row)
    assert list(made.faults) == [field]
    assert not made.steps or field == "parent"


@pytest.mark.parametrize(
    ("second", "field"),
    [
        (GOOD, "role"),
        (GOOD | {"name": "Người Khác"}, "login"),
    ],
)
def test_rows_that_contradict_each_other(agency, second, field):
    first, again = planned(agency, GOOD, second)
    assert not first.faults
    assert list(again.faults) == [field]
    assert "4" in again.faults[field]


def test_a_unit_is_described_by_its_first_row(agency):
    first, same, other = planned(
        agency,
        {"unit": "Tổ A", "symbol": "TA"},
        {"unit": "tổ a", "symbol": "TA"},
        {"unit": "Tổ A", "symbol": "TB"},
    )
    assert (first.steps, same.steps) == ([Step.OPEN_UNIT], [])
    assert list(other.faults) == ["symbol"]


def test_what_is_there_already_changes_nothing(agency):
    room, clerk = planned(
        agency,
        {"unit": "Văn phòng", "symbol": "VP"},
        {
            "name": agency.clerk.name,
            "title": "Văn thư",
            "role": "Văn thư",
            "login": "clerk.h99.1",
        },
    )
    assert (room.steps, room.faults, clerk.steps, clerk.faults) == ([], {}, [], {})


def test_somebody_of_the_same_name_is_remarked(agency):
    (made,) = planned(agency, GOOD | {"name": agency.clerk.name})
    assert "clerk.h99.1" in made.remarks[0]


def test_the_statements_do_not_grow_with_the_rows(agency, house):
    from sqlalchemy import event

    from office.db import db

    rows = [GOOD | {"login": f"nguoi.{number}", "name": f"Người {number}"} for number in range(200)]
    asked = []
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert len(planned(agency, *rows)) == 200
    assert len(asked) < 12
