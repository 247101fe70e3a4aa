"""Forms of discipline by category and day, their effect and their limitation."""

from datetime import date

import pytest

from personnel.law.discipline import (
    effect_ends,
    form_breach,
    forms,
    forms_for_staff,
    limitation,
)
from personnel.law.raises import extension_rules
from tests.personnel.law.proof import proves

NOW, THEN = date(2026, 11, 24), date(2024, 1, 1)
FOUR = "khien_trach canh_cao cach_chuc"


@pytest.mark.parametrize(
    ("category", "on", "expected", "law"),
    [
        ("vien_chuc", NOW, f"{FOUR} buoc_thoi_viec", "234/2026"),
        ("vien_chuc", THEN, f"{FOUR} buoc_thoi_viec", "58/2010"),
        ("cong_chuc", NOW, f"{FOUR} buoc_thoi_viec", "80/2025"),
        (
            "cong_chuc",
            THEN,
            "khien_trach canh_cao ha_bac_luong giang_chuc cach_chuc buoc_thoi_viec",
            "22/2008",
        ),
        ("can_bo", NOW, f"{FOUR} bai_nhiem", "80/2025"),
        ("hop_dong", NOW, "", ""),
    ],
)
def test_the_forms_of_a_category_on_a_day(category, on, expected, law):
    found = forms(category, on)
    assert [one.form for one in found] == expected.split()
    assert all(law in one.basis for one in found)


def test_who_leads_nothing_cannot_be_removed_from_a_post():
    assert "cach_chuc" not in [one.form for one in forms_for_staff("vien_chuc", NOW)]


def test_a_form_that_is_not_allowed_is_named_with_its_law():
    found = form_breach("ha_bac_luong", forms("cong_chuc", NOW), NOW)
    assert found.rule == "discipline.form"
    assert "Lower pay step" in str(found.text)
    assert "24 Nov 2026" in str(found.text)
    assert "80/2025" in found.basis
    assert str(found.fix)
    assert form_breach("ha_bac_luong", forms("cong_chuc", THEN), THEN) is None
    assert form_breach("unheard_of", forms("cong_chuc", NOW), NOW)


def test_a_discipline_has_effect_for_a_year():
    found = effect_ends(date(2026, 2, 28))
    assert found.result == date(2027, 2, 28)
    assert proves(found, "discipline.effect", "80/2025", date(2026, 2, 28), found.result)


@pytest.mark.parametrize(
    ("form", "behaved", "ends", "rule"),
    [
        ("khien_trach", "2026-08-01", "2031-08-01", "discipline.limitation.reprimand"),
        ("canh_cao", "2026-08-01", "2036-08-01", "discipline.limitation"),
    ],
    ids=["Decree 234/2026 five years", "Decree 234/2026 ten years"],
)
def test_a_behaviour_can_be_disciplined_for_so_long(form, behaved, ends, rule):
    on, found_on = date.fromisoformat(behaved), date(2026, 11, 1)
    found = limitation(form, on, found_on)
    assert found.result.ends == date.fromisoformat(ends)
    assert found.result.handle_by == date(2027, 1, 30)
    assert proves(found, rule, "234/2026", on, found.result.ends)
    assert proves(found, "discipline.handling", "234/2026", found_on, date(2027, 1, 30))


def test_forms_of_discipline_that_delay_the_raise_are_forms_of_the_law():
    known = {one.form for day in (NOW, THEN) for one in forms("cong_chuc", day)}
    assert {one.code for one in extension_rules().rows} - {"not_completed"} <= known
