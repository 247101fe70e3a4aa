"""The tree as of a day, and the copy each process keeps of it."""

from datetime import date

from office.db import db, transaction
from office.permissions import SYSTEM
from office.units import operations
from office.units import tree as trees
from office.units.models import Unit, UnitKind, UnitVersion
from office.units.operations.tree import Naming
from office.units.tree import tree

LATER = date(2026, 3, 1)


def names(known, unit_id):
    return [known.nodes[one].name for one in known.subtree(unit_id)]


def test_children_stand_under_their_parent_in_their_order(province):
    top = operations.open_unit(
        UnitKind.AGENCY, Naming(name="UBND"), parent=None, on=date(2025, 7, 1), by=SYSTEM
    )
    operations.move(province.agency, under=top, on=LATER, by=SYSTEM)
    operations.rename(
        province.finance, Naming(name="Phòng Tài chính", order=-1), on=LATER, by=SYSTEM
    )
    assert names(tree(LATER), top.id) == [
        "UBND", "Sở Nội vụ", "Phòng Tài chính", "Phòng Công chức",
    ]  # fmt: skip
    assert [node.name for node in tree(LATER).path(province.staff.id)] == [
        "UBND", "Sở Nội vụ", "Phòng Công chức",
    ]  # fmt: skip


def test_the_tree_of_a_past_day_does_not_change(province):
    before = names(tree(date(2026, 1, 1)), province.agency.id)
    operations.rename(province.staff, Naming(name="Phòng Nhân sự"), on=LATER, by=SYSTEM)
    operations.move(province.finance, under=province.staff, on=LATER, by=SYSTEM)
    assert names(tree(date(2026, 1, 1)), province.agency.id) == before
    assert names(tree(LATER), province.staff.id) == ["Phòng Nhân sự", "Phòng Tài chính"]


def test_a_day_before_the_opening_knows_no_unit(province):
    assert tree(date(2020, 1, 1)).nodes == {}


def test_rooms_of_an_agency_end_at_the_next_agency(province):
    below = province.open_agency("Chi cục", "H99.1.2", parent=province.agency)
    inner = province.open_room("Tổ", parent=province.staff)
    found = tree().rooms(province.agency.id)
    assert (inner.id, 1) in found
    assert below.id not in dict(found)


def test_the_copy_is_used_again_until_a_unit_changes(province, monkeypatch):
    kept = tree(LATER)
    assert tree(LATER) is kept
    province.open_room("Phòng mới")
    assert tree(LATER) is not kept


def test_only_some_days_are_kept(province):
    for number in range(trees.KEPT_DAYS + 5):
        tree(date(2026, 1, 1 + number))
    assert len(trees.copies) <= trees.KEPT_DAYS


def test_rows_written_past_the_verbs_are_seen_too(province):
    tree()
    with transaction():
        unit = Unit(kind=UnitKind.ROOM, agency_id=province.agency.id, opened_on=date(2025, 7, 1))
        db.session.add(unit)
        db.session.flush()
        db.session.add(UnitVersion(unit_id=unit.id, name="Tổ", valid_from=date(2025, 7, 1)))
    assert unit.id in tree().nodes


def test_a_change_that_falls_leaves_the_tree_as_it_was(province):
    before = set(tree().nodes)
    try:
        with transaction():
            province.open_room("Phòng mới")
            tree()
            raise ValueError
    except ValueError:
        pass
    assert set(tree().nodes) == before
