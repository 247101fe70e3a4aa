"""Turns: a pause for breath does not end one, a cough is none."""

import pytest

from meetings.media.speech import merged, parts
from meetings.media.timeline import Span


def frames(*spans):
    for t0, t1 in spans:
        for n in range(round((t1 - t0) / 0.03)):
            yield Span(t0 + n * 0.03, t0 + (n + 1) * 0.03)


def test_a_breath_joins_and_a_silence_parts():
    one, other = merged(frames((0, 2.1), (2.7, 4.2), (5.1, 6)))
    assert (one.t0, one.t1) == pytest.approx((0, 4.2))
    assert (other.t0, other.t1) == pytest.approx((5.1, 6))


def test_a_cough_is_no_turn():
    assert merged(frames((0, 0.24), (3, 3.27))) == ()
    assert merged([]) == ()


def test_a_long_turn_is_asked_in_parts():
    found = parts(Span(10, 85), most=30)
    assert [round(one.seconds) for one in found] == [25, 25, 25]
    assert (found[0].t0, found[-1].t1) == (10, 85)
    assert parts(Span(0, 30), most=30) == (Span(0, 30),)
