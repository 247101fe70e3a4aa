"""The time line: nothing that was not recorded is hidden, nothing recorded is called a gap."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.timeline import Piece, Span, cut, gaps, in_order, joined, place_of

MOMENTS = st.integers(0, 60)
SPANS = st.lists(
    st.tuples(MOMENTS, MOMENTS).map(lambda ends: Span(min(ends), max(ends))), max_size=8
)


def test_two_recorders_fill_each_others_gaps():
    chair = [Span(0, 100), Span(160, 300)]
    secretary = [Span(90, 170)]
    assert gaps([Span(0, 300)], chair) == (Span(100, 160),)
    assert gaps([Span(0, 300)], [*chair, *secretary]) == ()


def test_a_gap_at_both_ends_is_told():
    assert gaps([Span(0, 10)], [Span(2, 7)]) == (Span(0, 2), Span(7, 10))
    assert gaps([Span(0, 10)], []) == (Span(0, 10),)


def test_a_stretch_is_cut_where_something_changes_but_not_into_crumbs():
    parts = cut(Span(2, 20), [9, 1, 5, 5.4, 19.5, 30], shortest=1)
    assert parts == (Span(2, 5), Span(5, 9), Span(9, 20))
    assert cut(Span(0, 1.5), [0.7], shortest=1) == (Span(0, 1.5),)


def test_how_a_device_starts_is_no_gap():
    assert gaps([Span(0, 10)], [Span(0.11, 9.95)]) == ()


@given(SPANS, SPANS)
def test_what_is_covered_and_what_is_missing_make_the_whole(wanted, covered):
    seconds = set(range(60))

    def held(spans):
        return {second for second in seconds if any(s.t0 <= second < s.t1 for s in spans)}

    missing = held(gaps(wanted, covered, shortest=0.5))
    assert missing == held(wanted) - held(covered)
    assert held(joined(wanted)) == held(wanted)


def test_a_moment_is_found_in_its_film():
    pieces = [Piece(40, 60, "b"), Piece(0, 30, "a"), Piece(60, 60, "empty")]
    assert [one.file for one in in_order(pieces)] == ["a", "b"]
    assert place_of(12.5, pieces) == (Piece(0, 30, "a"), 12.5)
    assert place_of(35, pieces) == (Piece(40, 60, "b"), 0.0)
    assert place_of(61, pieces) is None
