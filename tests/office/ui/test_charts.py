"""Charts are true to scale."""

import re

from office.ui.charts import bar, bars, line
from office.ui.parts import Bar


def widths(svg):
    return [float(width) for width in re.findall(r'<rect class="bar-\w" width="([\d.]+)"', svg)]


def test_bars_stand_on_one_scale_from_zero(shell_app):
    with shell_app.test_request_context():
        drawn = bars([Bar("a", 20, late=5), Bar("b", 10), Bar("c", 0)])
    assert [widths(svg)[0] for _row, svg, _value in drawn] == [120, 60, 0]
    assert widths(drawn[0][1])[1] == 30


def test_no_values_are_no_bars():
    assert bars([]) == []
    assert widths(bar(0, 0)) == [0, 0]


def test_a_trend_names_itself_and_its_last_value(shell_app):
    with shell_app.test_request_context():
        svg = line([1, 2, 4], label="Per <week>")
    assert 'aria-label="Per &lt;week&gt;"' in svg
    assert 'points="0.0,30.0 120.0,20.0 240.0,0.0"' in svg
    assert ">4</text>" in svg
