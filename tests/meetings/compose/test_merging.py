"""Two writers, one text: nothing is lost, and only a true clash asks a person."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.compose.merging import merge, paragraphs

BASE = "một\n\nhai\n\nba"
lines = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=7).map("\n\n".join)


def test_changes_at_different_places_meet():
    merged = merge(BASE, "một\n\nHAI\n\nba", "một\n\nhai\n\nba\n\nbốn")
    assert merged.is_clean
    assert merged.text == "một\n\nHAI\n\nba\n\nbốn"


def test_a_clash_shows_both_and_loses_neither():
    merged = merge(BASE, "một\n\nhai A\n\nba", "một\n\nhai B\n\nba")
    assert not merged.is_clean
    assert merged.text == "một\n\nhai A\n\nhai B\n\nba"
    (clash,) = [piece for piece in merged.pieces if piece.differs]
    assert (clash.base, clash.current, clash.returning) == (("hai",), ("hai A",), ("hai B",))


def test_one_side_deletes_what_the_other_left_alone():
    assert merge(BASE, BASE, "một\n\nba").text == "một\n\nba"
    assert merge(BASE, "một\n\nba", BASE).text == "một\n\nba"


def test_lines_of_a_foreign_system_are_the_same_paragraphs():
    assert paragraphs(" một \r\n \r\nhai\r\n\r\n\r\nba\n") == ("một", "hai", "ba")
    assert paragraphs("  \n ") == ()


@given(base=lines, current=lines, returning=lines)
def test_nothing_that_either_wrote_is_lost(base, current, returning):
    merged = merge(base, current, returning)
    kept, before = paragraphs(merged.text), set(paragraphs(base))
    for written in {*paragraphs(current), *paragraphs(returning)} - before:
        assert written in kept
    assert merge(base, base, returning).text == "\n\n".join(paragraphs(returning))
    assert merge(base, current, base).text == "\n\n".join(paragraphs(current))
    assert merge(base, current, current).text == "\n\n".join(paragraphs(current))
