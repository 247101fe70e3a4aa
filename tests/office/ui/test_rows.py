"""List rows: what they say, and that nothing in them can act."""

from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from office.i18n import force_locale
from office.ui import rows
from office.ui.rows import Row, render_row, render_rows

EVIL = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def english_page(shell_app):
    with shell_app.test_request_context(), force_locale("en"):
        yield


def test_a_row_says_what_about_it_and_until_when():
    row = Row(
        url="/documents/1",
        title="Đề nghị báo cáo",
        select="1",
        facts=(rows.strong_fact("1.402"), rows.name_fact("Bộ Nội vụ"), "to be presented"),
        due=rows.row_due(None),
        at=datetime(2025, 11, 18, 9, 42, tzinfo=UTC),
    )
    html = render_row(row)
    assert '<a class="cut" href="/documents/1" lang="vi" dir="auto">Đề nghị báo cáo</a>' in html
    assert 'aria-label="Choose: Đề nghị báo cáo"' in html
    assert "<span>to be presented</span>" in html
    assert "18 Nov 2025 16:42" in html
    assert "no deadline" in html


def test_unread_is_said_and_not_only_shown():
    html = render_row(Row(url="/", title="a", is_new=True, is_here=True))
    assert html.startswith('<li class="li new here">')
    assert '<span class="vh">Unread</span>' in html


def test_the_verb_i_owe_comes_first():
    html = render_row(Row(url="/", title="a", kind=("sign", "To sign"), verb="Sign", facts=("b",)))
    assert 'title="To sign"' in html
    assert '<p class="b"><span class="do">Sign</span><span>b</span></p>' in html


@pytest.mark.parametrize("name", ["url", "title", "select", "verb", "peek"])
def test_nothing_in_a_row_acts(name):
    row = Row(**({"url": "/", "title": "a"} | {name: EVIL}))
    assert "<script" not in render_row(row)


@pytest.mark.parametrize(
    "make",
    [rows.tag, rows.urgency, rows.number_fact, rows.strong_fact, rows.name_fact, rows.files_mark],
)
def test_nothing_in_a_part_of_a_row_acts(make):
    assert "<script" not in make(EVIL)


def test_only_the_highest_urgency_is_filled():
    assert 'class="tag urgent max"' in rows.urgency("HỎA TỐC", is_highest=True)
    assert 'class="tag urgent"' in rows.urgency("KHẨN")


def test_rows_are_ready_for_a_template():
    assert isinstance(render_rows([Row(url="/", title="a")] * 2), Markup)
    assert render_rows([]) == ""
