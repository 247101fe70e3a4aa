"""Two writers of one box: what each changed counts, whatever the other did."""

import pytest

from mail.maildir import names
from mail.maildir.merge import Lying, Place, Told, merge, without

INBOX, DONE = "", ".Archive"


def place(folder=INBOX, flags=""):
    return Place(folder, frozenset(flags))


def file(folder=INBOX, flags="", base="a"):
    return Lying(folder, base, frozenset(flags))


def agreed(base, files, wanted, **more):
    """What the house is told, and how item 1 then stands."""
    plan = merge({1: base} if base else {}, {1: files}, {1: wanted} if wanted else {}, **more)
    (settled,) = plan.settled
    return plan.told, settled.place


@pytest.mark.parametrize(
    ("was", "program", "house", "both"),
    [
        ("", "S", "", "S"),
        ("S", "", "S", ""),
        ("S", "S", "", ""),
        ("", "S", "F", "FS"),
        ("F", "FS", "", "S"),
        ("", "ST", "", "S"),
        ("", "S", "S", "S"),
    ],
)
def test_each_flag_is_as_who_changed_it_wants(was, program, house, both):
    told, now = agreed(place(flags=was), [file(flags=program)], place(flags=house))
    assert now == place(flags=both)
    is_news = set(both) != set(house)
    assert bool(told) is is_news


def test_a_program_moves_unless_the_house_moved_too():
    assert agreed(place(), [file(DONE)], place()) == ([Told(1, DONE)], place(DONE))
    assert agreed(place(), [file(DONE)], place(".Junk")) == ([], place(".Junk"))
    assert agreed(place(), [file(), file(DONE)], place()) == ([Told(1, DONE)], place(DONE))


def test_a_program_removes_unless_the_house_moved_or_forbids_it():
    assert agreed(place(), [], place()) == ([Told(1, is_removed=True)], None)
    assert agreed(place(), [], place(DONE)) == ([], place(DONE))
    assert agreed(place(), [], place(), fixed=[INBOX]) == ([], place())
    assert agreed(place(), [file(DONE)], place(), fixed=[INBOX]) == ([], place())


def test_nothing_known_means_the_house_is_right_and_what_has_left_it_goes():
    assert agreed(None, [], place(flags="S")) == ([], place(flags="S"))
    assert agreed(None, [file(flags="F")], place()) == ([], place())
    assert agreed(place(), [file()], None) == ([], None)


def test_what_the_house_refuses_stands_as_the_house_has_it():
    plan = merge({1: place()}, {1: [file(DONE, "S")]}, {1: place()})
    (settled,) = without(plan, [1], {1: place()}).settled
    assert (settled.place, settled.keep) == (place(), file(DONE, "S"))


def test_names_hold_the_item_its_size_and_both_kinds_of_flags():
    base = names.base_of(17, 5, 1234)
    assert names.item_of(base) == 17
    assert names.item_of("1700000000.M1P2.host,S=10,W=10") is None
    named = names.parse(f"{base}:2,FTab")
    assert named.with_ours("S").text == f"{base}:2,STab"
    assert names.parse(base).flags == frozenset()


def test_folders_are_written_in_modified_utf7_and_hold_no_separator():
    assert names.folder_of("Sent") == ".Sent"
    assert names.folder_of("Văn thư", "Sent") == ".V&AQM-n th&AbA-.Sent"
    assert names.folder_of("a.b/c*") == ".a-b-c"
    assert names.folder_of("..") == ".-"
