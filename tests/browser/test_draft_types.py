"""A draft changes its type in the editor: other fields, nothing lost, pages and a check of form."""

import pytest

from documents import operations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_official_makes_an_invitation_of_a_letter(world):
    with world.app.app_context():
        made = operations.start_draft(subject="Họp giao ban", by=world.house.official)
        address = f"/documents/{made.uid}/draft"
    official = world.official
    page = official.open(address)
    page.fill("#body", "Đề nghị dự họp đúng giờ")
    page.select_option("#type_code", "giay-moi")
    page.click("button[value=type]")
    page.fill("#f_invited", "Sở Tài chính")
    page.fill("#f_event", "họp giao ban")
    page.fill("#f_time", "08 giờ 00")
    assert page.input_value("#body") == "Đề nghị dự họp đúng giờ"
    page.click("button[value=annex]")
    page.fill("#annex_title_1", "Danh sách")
    page.fill("#annex_body_1", "Một người")
    page.get_by_role("button", name="Save and show").click()
    official.wait_for(address, "Dots stand where this is missing: Place.")
    page.fill("#f_venue", "Phòng họp số 2")
    page.get_by_role("button", name="Save and show").click()
    official.wait_for(address, "The pages keep the form of Decree 30/2020")
    assert page.input_value("#annex_title_1") == "Danh sách"
