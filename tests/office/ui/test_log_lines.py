"""The progress log: what was done, by whom, when, what was said and to whom it went."""

from datetime import UTC, datetime

import pytest

from office.i18n import force_locale
from office.ui.log_lines import log_lines
from office.ui.parts import Branch, LogLine, Step

AT = datetime(2025, 9, 3, 2, 31, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with force_locale("en"):
        yield


def test_a_line_says_what_by_whom_and_when():
    html = log_lines([LogLine("Registered", "Lê Thu Hà", AT, hint="to the leader")])
    assert html.startswith('<li>Registered · <span lang="vi"><bdi>Lê Thu Hà</bdi></span>')
    assert f'<time datetime="{AT.isoformat()}">3 Sep 2025 09:31</time> · ' in html
    assert '<span class="small quiet">to the leader</span>' in html


@pytest.mark.parametrize(("step", "word"), [(Step.NOW, "now"), (Step.WAIT, "to come")])
def test_where_it_stands_is_said_in_words_too(step, word):
    html = log_lines([LogLine("Signed", step=step)])
    assert html == f'<li class="{step}"><b>Signed</b> <span class="vh">{word}</span></li>'


def test_receivers_stand_below_the_line_the_lead_marked():
    branches = [Branch("Lead", "Phòng A", "24/11", is_lead=True), Branch("Inform", "Phòng B")]
    html = log_lines([LogLine("Directed", branches=branches)])
    assert html.count('<ul class="branches">') == 1
    assert '<span class="tag lead">Lead</span>' in html
    assert '<span class="tag">Inform</span>' in html
    assert html.index("Phòng A") < html.index("24/11") < html.index("Phòng B")


def test_nothing_that_was_typed_becomes_markup():
    bad = "<script>"
    branch = Branch(bad, bad, bad)
    html = log_lines([LogLine(bad, bad, AT, Step.NOW, bad, bad, [branch])])
    assert bad not in html
    assert html.count("&lt;script&gt;") == 7
