"""The periodic raise of Circular 08/2013/TT-BNV, amended by Circular 03/2021/TT-BNV."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from office.i18n import force_locale
from personnel.law.months import add_months
from personnel.law.raises import (
    Extension,
    Holding,
    Interruption,
    RaiseKind,
    explain_raise,
    next_raise,
)
from personnel.law.tables import NoRule
from tests.personnel.law.proof import proves

CIRCULAR = "08/2013/TT-BNV"
OVER_GRADE = "04/2005/TT-BNV"


def held(scale, step, since, **more):
    return Holding(scale=scale, step=step, since=date.fromisoformat(since), **more)


def warned(form, on, cause=""):
    return Extension(form, date.fromisoformat(on), cause)


def away(first, last, kind="unpaid"):
    return Interruption(kind, date.fromisoformat(first), date.fromisoformat(last))


def case(name, *parts):
    return pytest.param(*parts, id=f"{CIRCULAR} {name}")


A1 = ("A1", 3, "2023-07-01")
FAILED_23 = warned("not_completed", "2023-12-31")
FAILED_25 = warned("not_completed", "2025-12-31")
STEPS = [
    case("36 months in A1", held(*A1), "2026-07-01", 4, "3.33"),
    case("24 months in B", held("B", 2, "2024-09-01"), "2026-09-01", 3, "2.26"),
    case("60 months as expert", held("expert", 1, "2022-01-01"), "2027-01-01", 2, "9.40"),
    case("last day of a month", held("A1", 1, "2024-02-29"), "2027-02-28", 2, "2.67"),
    case(
        "warning of 2025",
        held(*A1, extensions=(warned("canh_cao", "2025-05-10"),)),
        "2027-01-01",
        4,
        "3.33",
    ),
    case(
        "reprimand",
        held(*A1, extensions=(warned("khien_trach", "2025-05-10"),)),
        "2026-10-01",
        4,
        "3.33",
    ),
    case(
        "removal from post",
        held(*A1, extensions=(warned("cach_chuc", "2025-05-10"),)),
        "2027-07-01",
        4,
        "3.33",
    ),
    case(
        "a year not completed",
        held(*A1, extensions=(warned("not_completed", "2024-12-31"),)),
        "2027-01-01",
        4,
        "3.33",
    ),
    case(
        "two years not completed",
        held(
            *A1,
            extensions=(
                warned("not_completed", "2023-12-31"),
                warned("not_completed", "2025-12-31"),
            ),
        ),
        "2027-07-01",
        4,
        "3.33",
    ),
    case(
        "disciplined and not completed",
        held(
            *A1,
            extensions=(warned("canh_cao", "2025-05-10"), warned("not_completed", "2025-12-31")),
        ),
        "2027-07-01",
        4,
        "3.33",
    ),
    case(
        "the same for one cause",
        held(
            *A1,
            extensions=(
                warned("cach_chuc", "2025-05-10", "case 7"),
                warned("not_completed", "2025-12-31", "case 7"),
            ),
        ),
        "2027-07-01",
        4,
        "3.33",
    ),
    case(
        "discipline within the extension",
        held(
            *A1, extensions=(warned("canh_cao", "2026-06-30"), warned("khien_trach", "2026-12-31"))
        ),
        "2027-04-01",
        4,
        "3.33",
    ),
    case(
        "discipline before this step",
        held(*A1, extensions=(warned("canh_cao", "2023-06-30"),)),
        "2026-07-01",
        4,
        "3.33",
    ),
    case(
        "discipline on the day it is due",
        held(*A1, extensions=(warned("canh_cao", "2026-07-01"),)),
        "2026-07-01",
        4,
        "3.33",
    ),
    case(
        "four months unpaid",
        held(*A1, interruptions=(away("2024-03-01", "2024-06-30"),)),
        "2026-11-01",
        4,
        "3.33",
    ),
    case(
        "ten working days are not a month",
        held(*A1, interruptions=(away("2024-06-03", "2024-06-14"),)),
        "2026-07-01",
        4,
        "3.33",
    ),
    case(
        "eleven working days are a month",
        held(*A1, interruptions=(away("2024-06-03", "2024-06-17"),)),
        "2026-08-01",
        4,
        "3.33",
    ),
    case(
        "days of several times add up",
        held(
            *A1,
            interruptions=(away("2024-06-03", "2024-06-07"), away("2025-06-02", "2025-06-09")),
        ),
        "2026-08-01",
        4,
        "3.33",
    ),
    case(
        "days left over of several times make more than a month",
        held(
            *A1,
            interruptions=(away("2024-06-03", "2024-06-28"), away("2025-06-02", "2025-06-06")),
        ),
        "2026-08-01",
        4,
        "3.33",
    ),
    case(
        "a day more of an overlapping time is the eleventh",
        held(
            *A1,
            interruptions=(away("2024-06-03", "2024-06-16"), away("2024-06-10", "2024-06-17")),
        ),
        "2026-08-01",
        4,
        "3.33",
    ),
    case(
        "of a time before the step its first day counts too",
        held(
            *("A1", 3, "2024-07-01"),
            interruptions=(away("2024-06-10", "2024-07-01"), away("2025-06-02", "2025-06-13")),
        ),
        "2027-08-01",
        4,
        "3.33",
    ),
    case(
        "discipline on the first day of the step",
        held(*A1, extensions=(warned("khien_trach", "2023-07-01"),)),
        "2026-10-01",
        4,
        "3.33",
    ),
    case(
        "suspended while on leave counts once",
        held(
            *A1,
            interruptions=(
                away("2024-03-01", "2024-06-30"),
                away("2024-05-01", "2024-05-31", "suspension"),
            ),
        ),
        "2026-11-01",
        4,
        "3.33",
    ),
    case(
        "abroad beyond the term, from before the step",
        held(*A1, interruptions=(away("2023-01-01", "2023-08-31", "study_abroad"),)),
        "2026-09-01",
        4,
        "3.33",
    ),
    case(
        "unpaid leave across the day it would be due",
        held(*A1, interruptions=(away("2026-06-01", "2026-12-31"),)),
        "2027-02-01",
        4,
        "3.33",
    ),
]
OVER = [
    case("B 12 of 12", held("B", 12, "2024-09-01"), "2026-09-01", 5),
    case("B 12 of 12 with 5 %", held("B", 12, "2026-09-01", over_grade=5), "2027-09-01", 6),
    case("A1 9 of 9", held("A1", 9, "2023-07-01"), "2026-07-01", 5),
    case("A1 with 12 %", held("A1", 9, "2026-07-01", over_grade=12), "2027-07-01", 13),
    case(
        "over-grade after a warning",
        held("A1", 9, "2026-01-01", over_grade=5, extensions=(warned("canh_cao", "2026-05-01"),)),
        "2027-07-01",
        6,
    ),
]


@pytest.mark.parametrize(("record", "due", "step", "coefficient"), STEPS)
def test_the_next_step_is_due(record, due, step, coefficient):
    found = next_raise(record)
    assert found.kind is RaiseKind.STEP
    assert found.due == date.fromisoformat(due)
    assert (found.step, found.coefficient) == (step, Decimal(coefficient))


@pytest.mark.parametrize(("record", "due", "percent"), OVER)
def test_on_the_last_step_the_over_grade_percentage_grows(record, due, percent):
    found = next_raise(record)
    assert found.kind is RaiseKind.OVER_GRADE
    assert found.due == date.fromisoformat(due)
    assert (found.step, found.over_grade) == (record.step, percent)


@pytest.mark.parametrize("record", [one.values[0] for one in STEPS + OVER])
def test_the_explanation_is_of_the_same_raise_and_names_each_event_that_counts(record):
    found = explain_raise(record)
    assert found.result == next_raise(record)
    assert proves(found, record.scale, CIRCULAR, record.since)
    assert found.steps[-1].dates == (found.result.due,)
    named = {step.rule for step in found.steps}
    assert {one.form for one in record.extensions} <= named
    assert {one.kind for one in record.interruptions} & named or not record.interruptions


def test_an_explanation_tells_which_discipline_delays_and_from_when():
    on = date(2025, 5, 10)
    found = explain_raise(held(*A1, extensions=(Extension("canh_cao", on),)))
    assert proves(found, "canh_cao", "03/2021/TT-BNV", on)
    assert "6 months" in str(found.steps[1].text)
    with force_locale("vi"):
        assert "cảnh cáo" in str(found.steps[1].text)
        assert "01/01/2027" in str(found.steps[-1].text)
        assert "3,33" in str(found.steps[-1].text)


def test_an_explanation_names_the_discipline_that_does_not_count():
    on = date(2023, 6, 30)
    found = explain_raise(held(*A1, extensions=(Extension("canh_cao", on),)))
    assert proves(found, "canh_cao", CIRCULAR, on)
    assert "does not delay" in str(found.steps[1].text)


def test_an_explanation_tells_what_one_cause_saves():
    one_case = (warned("cach_chuc", "2025-05-10", "x"), warned("not_completed", "2025-12-31", "x"))
    found = explain_raise(held(*A1, extensions=one_case))
    assert "12 months" in str(found.steps[-2].text)


def test_an_explanation_of_over_grade_names_its_own_circular():
    found = explain_raise(held("B", 12, "2024-09-01"))
    assert proves(found, "over_grade.first", OVER_GRADE, date(2026, 9, 1))


def test_a_rule_that_is_not_compared_yet_says_so():
    found = explain_raise(held(*A1, extensions=(warned("not_completed", "2024-12-31"),)))
    assert [bool(step.note) for step in found.steps] == [False, True, False]


def test_nothing_follows_the_last_step_of_the_experts():
    record = held("expert", 3, "2020-01-01")
    found = explain_raise(record)
    assert found.result is None
    assert next_raise(record) is None
    assert proves(found, "expert", "204/2004")


@pytest.mark.parametrize("step", [0, 10])
def test_a_step_outside_the_scale_is_refused(step):
    with pytest.raises(Invalid):
        next_raise(held("A1", step, "2023-07-01"))


@pytest.mark.parametrize(
    "record",
    [
        held(*A1, extensions=(warned("unheard_of", "2025-05-10"),)),
        held(*A1, interruptions=(away("2024-03-01", "2024-06-30", "holiday"),)),
        held("A1", 3, "1999-07-01"),
    ],
)
def test_what_has_no_rule_is_refused_and_never_left_out(record):
    with pytest.raises(NoRule):
        next_raise(record)


SINCE = date(2023, 7, 1)
within = st.dates(date(2022, 1, 1), date(2028, 12, 31))
extensions = st.lists(
    st.builds(
        Extension,
        st.sampled_from(["khien_trach", "canh_cao", "cach_chuc", "not_completed"]),
        within,
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=4,
).map(tuple)
interruptions = st.lists(
    st.builds(
        lambda first, days: Interruption("unpaid", first, first + timedelta(days=days)),
        within,
        st.integers(0, 400),
    ),
    max_size=3,
).map(tuple)


@given(interruptions, extensions)
def test_a_raise_never_comes_early_and_never_later_than_all_delays_together(times, delays):
    found = next_raise(
        Holding(scale="A1", step=3, since=SINCE, interruptions=times, extensions=delays)
    )
    months = {"khien_trach": 3, "canh_cao": 6, "cach_chuc": 12, "not_completed": 6}
    most = 36 + sum(months[one.form] for one in delays)
    most += sum((one.last - one.first).days // 20 + 2 for one in times)
    assert add_months(SINCE, 36) <= found.due <= add_months(SINCE, most)


@given(interruptions, extensions, extensions)
def test_one_more_delay_never_brings_the_raise_forward(times, delays, more):
    few = Holding(scale="A1", step=3, since=SINCE, interruptions=times, extensions=delays)
    many = Holding(scale="A1", step=3, since=SINCE, interruptions=times, extensions=delays + more)
    assert next_raise(few).due <= next_raise(many).due


@given(interruptions, extensions, st.permutations(range(4)))
def test_the_order_in_which_events_were_recorded_does_not_matter(times, delays, order):
    def due(these):
        return next_raise(
            Holding(scale="B", step=3, since=SINCE, interruptions=times, extensions=tuple(these))
        ).due

    assert due(delays) == due(delays[n] for n in order if n < len(delays))
