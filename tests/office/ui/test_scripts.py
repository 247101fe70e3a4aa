"""What the modules add in a real browser; every page works without them."""

import pytest

from tests.browser_checks import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def list_page(browser, address):
    with opened(browser, f"{address}/ui/kit/list?lang=en") as page:
        yield page


@pytest.fixture
def choice_page(browser, address):
    with opened(browser, f"{address}/ui/kit/choice?lang=en") as page:
        yield page


def wait_until(page, expression):
    """Playwright's own waiting evaluates text in the page, which the policy forbids."""
    for _ in range(50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(40)
    pytest.fail(f"never came true: {expression}")


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def share_of(page, unit):
    row = page.locator(f'.pick-row[aria-label="{unit}"]')
    return [box.get_attribute("data-share") for box in row.locator(":checked").all()]


def test_j_and_k_walk_the_rows(list_page):
    titles = list_page.locator("[data-rows] .li .a a").all_inner_texts()
    for keys, row in (("j", 1), ("j", 2), ("k", 1)):
        list_page.keyboard.press(keys)
        assert focused(list_page) == titles[row]


def test_choosing_rows_brings_the_acts_and_their_number(list_page):
    assert not list_page.is_visible(".when-some")
    list_page.keyboard.press("j")
    list_page.keyboard.press("x")
    assert list_page.inner_text(".chosen") == "1 chosen"
    list_page.check("[data-all]")
    assert list_page.inner_text(".chosen") == "20 chosen"
    list_page.keyboard.press("Escape")
    assert not list_page.is_visible(".when-some")


def test_a_range_is_chosen_with_shift(list_page):
    list_page.locator(".sel").nth(1).click()
    list_page.locator(".sel").nth(4).click(modifiers=["Shift"])
    assert list_page.inner_text("[data-n]") == "4"


def test_a_key_presses_its_button_unless_one_types(list_page):
    list_page.keyboard.press("?")
    assert list_page.is_visible("#keys-help")
    list_page.keyboard.press("Escape")
    list_page.evaluate("document.body.dataset.keys = 'off'")
    list_page.keyboard.press("?")
    assert not list_page.is_visible("#keys-help")


def test_g_leads_to_a_place(list_page):
    list_page.keyboard.press("g")
    list_page.keyboard.press("h")
    list_page.wait_for_url("**/ui/kit")


def test_arrows_and_numbers_work_the_picker(choice_page):
    choice_page.locator('.pick-row[aria-label="Văn phòng Sở"] [data-share=lead]').focus()
    choice_page.keyboard.press("ArrowRight")
    choice_page.keyboard.press("ArrowDown")
    choice_page.keyboard.press("3")
    assert share_of(choice_page, "Phòng Chính quyền địa phương") == ["inform"]
    assert (
        choice_page.inner_text("[data-sum-of=inform]")
        == "Văn phòng Sở\nPhòng Chính quyền địa phương"
    )
    assert choice_page.inner_text("[data-sum-of=lead]") == "not chosen yet"


def test_a_unit_has_one_part_and_the_last_choice_wins(choice_page):
    choice_page.locator('.pick-row[aria-label="Văn phòng Sở"] .cell.lead').click()
    assert share_of(choice_page, "Văn phòng Sở") == ["lead"]
    assert share_of(choice_page, "Phòng Chính quyền địa phương") == []
    assert choice_page.inner_text("[data-said]") == "Lead: Văn phòng Sở"


def test_units_are_found_without_accents(choice_page):
    choice_page.fill("[data-search]", "phu khe")
    assert choice_page.is_visible("text=UBND xã Phú Khê")
    assert not choice_page.is_visible("text=Văn phòng Sở >> nth=0")


def test_a_branch_opens_without_a_script(browser, address):
    with opened(browser, f"{address}/ui/kit/choice?lang=en", java_script_enabled=False) as page:
        assert not page.is_visible("text=UBND xã An Trạch")
        page.click("summary[aria-label='Branch: UBND cấp xã']")
        assert page.is_visible("text=UBND xã An Trạch")


def test_what_was_typed_is_back_after_a_cut(browser, address):
    with opened(browser, f"{address}/ui/kit/record?lang=en") as page:
        page.fill("[name=direction]", "Phòng CQĐP chủ trì")
        wait_until(page, "localStorage.length === 1")
        page.reload()
        assert page.input_value("[name=direction]") == "Phòng CQĐP chủ trì"
        assert page.is_visible("[data-restored]")
        page.click("[data-restored] button")
        assert page.input_value("[name=direction]") == ""
        assert page.evaluate("localStorage.length") == 0


def test_a_draft_is_dropped_only_when_a_page_of_the_house_answers(browser, address):
    sent = "draft:7:kit-direction"
    draft = '{"base": {}, "now": {}, "at": Date.now(), "sent": 1}'
    with opened(browser, f"{address}/ui/kit/door?lang=en") as page:
        page.evaluate(f"localStorage.setItem('{sent}', JSON.stringify({draft}))")
        page.goto(f"{address}/ui/kit/error")
        assert page.evaluate("localStorage.length") == 1
        page.goto(f"{address}/ui/kit/list")
        assert page.evaluate("localStorage.length") == 0


def test_a_region_is_swapped_with_its_address_and_focus(browser, address):
    with opened(browser, f"{address}/ui/kit/list?lang=en") as page:
        page.evaluate(
            "document.querySelectorAll('.li .a a').forEach((a) => {"
            " a.dataset.swap = 'read'; a.dataset.from = '/ui/kit/list?lang=en&here=3'; })"
        )
        page.evaluate("window.same = true")
        page.locator(".li .a a").nth(3).click()
        page.wait_for_url("**here=3")
        assert page.evaluate("window.same") is True
        assert page.evaluate("document.activeElement.closest('#read') !== null")
        assert page.inner_text("#live") != ""
        with page.expect_event("load"):
            page.go_back()
        assert page.evaluate("window.same === undefined")


def test_a_message_leaves_but_not_under_the_pointer(browser, address):
    with opened(browser, f"{address}/ui/kit/list?lang=en") as page:
        page.clock.install()
        page.evaluate(
            "document.getElementById('toasts').innerHTML = '<p data-toast class=toast>Done</p>';"
            "document.dispatchEvent(new CustomEvent('swapped'))"
        )
        page.hover("[data-toast]")
        page.clock.fast_forward(20_000)
        assert page.is_visible("[data-toast]")
        page.mouse.move(5, 5)
        page.clock.fast_forward(9_000)
        assert not page.is_visible("[data-toast]")


def test_a_form_is_sent_once(browser, address):
    with opened(browser, f"{address}/ui/kit/form?lang=en") as page:
        sent = []
        page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
        page.evaluate(
            "() => { const f = document.querySelector('main form');"
            " f.requestSubmit(); f.requestSubmit(); f.requestSubmit(); }"
        )
        page.wait_for_timeout(300)
        assert len(sent) == 1


def test_the_first_field_to_mend_has_the_focus(browser, address):
    with opened(browser, f"{address}/ui/kit/form?lang=en") as page:
        assert "1 field to mend" in focused(page)
        page.click("[role=alert] a")
        assert page.evaluate("document.activeElement.name") == "arrival"


def test_focus_is_never_hidden_under_the_bars(browser, address):
    """WCAG 2.4.11: walking through a small page, what has the focus is in sight."""
    with opened(browser, f"{address}/ui/kit/form?lang=en", width=390, height=500) as page:
        for _ in range(12):
            page.keyboard.press("Tab")
            hidden = page.evaluate(
                "() => { const e = document.activeElement, b = e.getBoundingClientRect();"
                " if (e === document.body || e.closest('.dock, .top, .skip')) return false;"
                " const t = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);"
                " return !(t && (e.contains(t) || t.contains(e))); }"
            )
            assert not hidden
