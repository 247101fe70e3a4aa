"""What the engine of law reads from the rows of one record."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from personnel.law.forecast import Coming, forecast
from personnel.law.of_record import allowances_of, facts_of, holding_of
from personnel.law.raises import explain_raise, next_raise
from personnel.record.timeline import Row, state
from tests.personnel.law.proof import days

TODAY = date(2026, 11, 24)


def code(name, wanted):
    return {"list": name, "code": wanted, "version": "1", "label": wanted}


class Book:
    """Rows of one record, in the order in which they were entered."""

    def __init__(self):
        self.rows = []

    def add(self, group, first, slot="", **more):
        number = len(self.rows) + 1
        parts = {name: more.pop(name) for name in ("valid_to", "ends", "is_void") if name in more}
        if "valid_to" in parts:
            parts["valid_to"] = date.fromisoformat(parts["valid_to"])
        uid = UUID(int=number)
        line = more.pop("line", uid)
        row = Row(
            uid=uid,
            line=line,
            group=group,
            slot=slot or f"own-{number}",
            valid_from=date.fromisoformat(first),
            order=number,
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
            values=more,
            **parts,
        )
        self.rows.append(row)
        return line


@pytest.fixture
def book():
    one = Book()
    one.add("identity", "1980-05-14", "id", birth_date="1980-05-14", sex=code("sex", "2"))
    one.add(
        "service",
        "2005-09-01",
        "service",
        category=code("category", "cong_chuc"),
        recruited_on="2005-09-01",
    )
    one.add("assignment", "2022-01-01", "primary", position="VTVL-01", is_primary=True)
    one.add(
        "pay",
        "2023-07-01",
        "pay",
        scale=code("mabangluong", "A1"),
        step=3,
        coefficient="3.00",
        step_since="2023-07-01",
    )
    return one


def kinds(book, on=TODAY, months=6):
    return [(item.kind, item.on) for item in forecast(facts_of(book.rows, on), on, months)]


def test_a_full_record_becomes_the_facts_of_the_forecast(book):
    book.add("evaluation", "2025-12-31", "2025", period="2025", level=code("l", "HTTNV"))
    book.add("evaluation", "2026-09-30", "2026-Q3", period="2026-Q3", level=code("l", "HTTNV"))
    found = facts_of(book.rows, TODAY)
    assert (found.birth_date, found.sex, found.rated_year) == ("1980-05-14", "2", 2025)
    assert found.serves_since == date(2005, 9, 1)
    assert found.has_position
    assert (found.pay.scale, found.pay.step, found.pay.since) == ("A1", 3, date(2023, 7, 1))


def test_the_day_that_the_last_decision_fixed_goes_before_the_day_of_the_step(book):
    book.add(
        "pay",
        "2026-01-01",
        "pay",
        scale=code("mabangluong", "A2.1"),
        step=1,
        step_since="2026-01-01",
        next_raise_base="2024-07-01",
    )
    assert next_raise(holding_of(book.rows, TODAY)).due == date(2027, 7, 1)
    assert holding_of(book.rows, date(2025, 12, 31)).scale == "A1"


def test_discipline_failed_years_and_times_without_pay_delay_the_raise(book):
    book.add("discipline", "2025-05-10", form=code("discipline_form", "canh_cao"))
    book.add("evaluation", "2025-12-31", "2025", period="2025", level=code("l", "KHTNV"))
    book.add("evaluation", "2025-09-30", "2025-Q3", period="2025-Q3", level=code("l", "KHTNV"))
    book.add("leave", "2024-03-01", valid_to="2024-07-01", kind=code("leave_kind", "unpaid"))
    book.add("leave", "2024-08-01", valid_to="2024-09-01", kind=code("leave_kind", "annual"))
    found = explain_raise(holding_of(book.rows, TODAY))
    assert found.result.due == date(2027, 11, 1)  # 36 months, 4 not counted, 6 and 6 longer
    assert {"canh_cao", "not_completed", "unpaid"} <= {step.rule for step in found.steps}
    assert "30 Jun 2024" in str(found.steps[1].text)


def test_what_was_corrected_or_taken_away_does_not_delay(book):
    line = book.add("discipline", "2025-05-10", form=code("discipline_form", "cach_chuc"))
    book.add("discipline", "2025-05-10", form=code("discipline_form", "khien_trach"), line=line)
    assert next_raise(holding_of(book.rows, TODAY)).due == date(2026, 10, 1)
    book.add("discipline", "2025-05-10", line=line, is_void=True)
    assert next_raise(holding_of(book.rows, TODAY)).due == date(2026, 7, 1)


def test_a_leave_without_an_end_counts_up_to_today_and_no_further_once_ended(book):
    book.add("leave", "2025-11-25", "away", kind=code("leave_kind", "suspension"))
    (running,) = holding_of(book.rows, TODAY).interruptions
    assert running.last == TODAY
    assert next_raise(holding_of(book.rows, TODAY)).due == date(2027, 7, 1)
    book.add("leave", "2026-01-25", "away", ends=True)
    (ended,) = holding_of(book.rows, TODAY).interruptions
    assert (ended.kind, ended.last) == ("suspension", date(2026, 1, 24))


def test_a_discipline_whose_form_is_not_known_is_not_passed_over(book):
    book.add("discipline", "2025-05-10", behaviour="hidden")
    assert (Coming.UNCLEAR, TODAY) in kinds(book)


def test_an_old_discipline_before_this_step_stops_nothing(book):
    book.add("discipline", "2011-05-10", form=code("discipline_form", "ha_bac_luong"))
    found = explain_raise(holding_of(book.rows, TODAY))
    assert found.result.due == date(2026, 7, 1)


def test_ends_of_term_contract_and_secondment_are_last_days(book):
    book.add("assignment", "2022-06-01", "second-post", term_end="2027-02-01")
    book.add(
        "assignment",
        "2025-01-01",
        "primary",
        valid_to="2027-01-01",
        kind=code("assignment_kind", "second"),
        position="VTVL-02",
        term_end="2030-01-01",
    )
    book.add("contract", "2020-01-01", valid_to="2023-01-01")
    book.add("contract", "2023-01-01", valid_to="2027-03-01")
    found = facts_of(book.rows, TODAY)
    ends = (found.term_end, found.secondment_end, found.contract_end)
    assert ends == days("2027-02-01 2026-12-31 2027-02-28")
    book.add("contract", "2026-10-01")
    assert facts_of(book.rows, TODAY).contract_end is None


def test_a_retirement_decision_goes_before_the_schedule_and_who_left_has_no_forecast(book):
    book.add("exit", "2027-02-01", "exit", kind=code("exit_kind", "retire"))
    assert (Coming.RETIREMENT, date(2027, 1, 31)) in kinds(book)
    assert facts_of(book.rows, date(2027, 2, 1)) is None


def test_after_the_last_day_of_who_resigns_nothing_comes(book):
    book.add("pay", "2024-02-01", "pay", scale=code("m", "A1"), step=4, step_since="2024-02-01")
    book.add("contract", "2023-01-01", valid_to="2027-01-01")
    assert [kind for kind, _ in kinds(book)][-2:] == [Coming.CONTRACT_END, Coming.RAISE]
    book.add("exit", "2026-12-16", "exit", kind=code("exit_kind", "resign"))
    found = [kind for kind, _ in kinds(book)]
    assert found == [Coming.EVALUATION_MISSING, Coming.CONTRACT_WARNING]


def test_a_raise_that_is_decided_already_is_not_proposed_again(book):
    assert (Coming.RAISE, date(2026, 7, 1)) in kinds(book)
    book.add("pay", "2026-12-01", "pay", scale=code("m", "A1"), step=4, step_since="2026-07-01")
    assert facts_of(book.rows, TODAY).pay.step == 4
    assert holding_of(book.rows, TODAY).step == 3
    assert Coming.RAISE not in [kind for kind, _ in kinds(book)]


def test_a_reappointment_and_a_return_that_are_decided_end_the_warnings(book):
    book.add("assignment", "2022-01-02", "primary", term_end="2027-01-01", position="VTVL-01")
    assert facts_of(book.rows, TODAY).term_end == date(2027, 1, 1)
    book.add("assignment", "2027-01-02", "primary", term_end="2032-01-01", position="VTVL-01")
    assert facts_of(book.rows, TODAY).term_end is None
    assert facts_of(book.rows, date(2027, 1, 2)).term_end == date(2032, 1, 1)


def test_who_is_paid_by_the_job_position_has_no_steps(book):
    book.add(
        "pay", "2026-01-01", "pay", mode=code("pay_mode", "job_position_amount"), amount=9_000_000
    )
    assert holding_of(book.rows, TODAY) is None
    assert facts_of(book.rows, TODAY).pay is None


@pytest.mark.parametrize(("category", "has"), [("cong_chuc", False), ("vien_chuc", True)])
def test_civil_servants_need_a_job_position(book, category, has):
    book.add("service", "2026-01-01", "service", category=code("category", category))
    book.add("assignment", "2026-01-01", "primary", is_primary=True)
    assert facts_of(book.rows, TODAY).has_position is has


def test_of_a_record_without_a_birth_date_it_is_said_that_nobody_knows_the_retirement():
    (item,) = forecast(facts_of([], TODAY), TODAY, 600)
    assert item.kind is Coming.UNCLEAR
    assert item.problem


def test_allowances_in_force_are_summed_by_what_they_are_taken_of(book):
    for kind, unit, worth in (
        ("position", "coefficient", "0.60"),
        ("region", "coefficient", "0.3"),
        ("hazard", "coefficient", "0.2"),
        ("public_duty", "percent", "25"),
    ):
        book.add(
            "allowance",
            "2026-01-01",
            kind,
            kind=code("allowance_kind", kind),
            unit=code("allowance_unit", unit),
            value=worth,
        )
    book.add("allowance", "2026-06-01", "region", ends=True)
    found = allowances_of(state(book.rows, TODAY))
    assert (found.position, found.percent) == (Decimal("0.60"), Decimal(25))
    assert (found.coefficients, found.reserved) == (Decimal("0.2"), 0)
