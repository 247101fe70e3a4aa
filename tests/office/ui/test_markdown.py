"""The small Markdown and what it never lets through."""

import re

import pytest

from office.ui.markdown import markdown


def test_minutes_may_have_weight_lists_and_headings():
    assert markdown("**Kết luận**") == "<p><strong>Kết luận</strong></p>\n"
    assert "<li>giao việc</li>" in markdown("- giao việc\n- hạn")
    assert markdown("# Mục") == "<h3>Mục</h3>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[đọc](javascript:alert(1))",
        "![](https://elsewhere.example/pixel.png)",
        '<a href="x" onclick="go()">a</a>',
    ],
)
def test_nothing_in_a_text_acts_or_loads(text):
    html = markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert not re.search(r"<[^>]*\bon\w+=", html)


def test_a_link_leads_out_without_telling_who_came():
    assert markdown("[luật](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer">luật</a></p>\n'
    )


def test_no_text_is_no_page():
    assert markdown(None) == ""
