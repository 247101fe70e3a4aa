"""What must be done so that a folder tree and a box agree again: three states, two writers.

The base is what both agreed on last. A flag is a yes or no, so whoever changed it is right, and two
who changed it agree. A place that both changed is the house's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mail.maildir.names import DELETED, OURS


@dataclass(frozen=True)
class Place:
    """Where an item lies and which of our flags it has."""

    folder: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lying:
    """A file as it was found: `flags` are all its letters, also those of the program alone."""

    folder: str
    base: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """What a program did with an item; None where it did nothing."""

    item: int
    folder: str | None = None
    set: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    is_removed: bool = False


@dataclass(frozen=True)
class Settled:
    """How an item shall stand on the disk: `keep` is its file, None for a new link.

    No `place` means that the item has left; whatever lies in `drop` goes.
    """

    item: int
    place: Place | None
    keep: Lying | None = None
    drop: tuple[Lying, ...] = ()


@dataclass
class Plan:
    """What the house is told, and what is then done on the disk."""

    told: list[Told] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def merge(
    base: Mapping[int, Place],
    disk: Mapping[int, Sequence[Lying]],
    wanted: Mapping[int, Place],
    *,
    fixed: Iterable[str] = (),
) -> Plan:
    """Compare what was, what lies there and what the house wants.

    From a `fixed` folder a program cannot take anything away: what it moved or removed comes back.
    """
    plan, held = Plan(), frozenset(fixed)
    for item in sorted({*base, *disk, *wanted}):
        before, files, now = base.get(item), tuple(disk.get(item, ())), wanted.get(item)
        if now is None:
            plan.settled.append(Settled(item, None, drop=files))
        elif before is None:
            _begin(plan, item, files, now)
        else:
            _agree(plan, item, before, files, now, held)
    return plan


def _begin(plan: Plan, item: int, files: tuple[Lying, ...], now: Place) -> None:
    """Nothing is known of the item: the house is right, but a letter that was read stays read."""
    keep = next((one for one in files if one.folder == now.folder), None)
    _settle(plan, item, now, keep, files)


def _agree(  # noqa: PLR0913, PLR0917 - the three states of one item
    plan: Plan,
    item: int,
    before: Place,
    files: tuple[Lying, ...],
    now: Place,
    fixed: frozenset[str],
) -> None:
    has_moved = now.folder != before.folder
    is_fixed = before.folder in fixed
    if not files:
        if not has_moved and not is_fixed:
            plan.told.append(Told(item, is_removed=True))
            plan.settled.append(Settled(item, None))
        else:
            _settle(plan, item, now, None, ())
        return
    moved_to = None if has_moved or is_fixed else _other_place(files, before)
    folder = moved_to or now.folder
    keep = next((one for one in files if one.folder == folder), files[0])
    found = keep.flags - {DELETED}
    told = Told(
        item,
        moved_to,
        set=_ours(found) - before.flags - now.flags,
        cleared=(before.flags - found) & now.flags,
    )
    if told != Told(item):
        plan.told.append(told)
    flags = (now.flags | told.set) - told.cleared
    _settle(plan, item, Place(folder, flags), keep, files)


def _other_place(files: tuple[Lying, ...], before: Place) -> str | None:
    """An item lies in one place: the one into which a program put it last."""
    return next((one.folder for one in files if one.folder != before.folder), None)


def _ours(flags: frozenset[str]) -> frozenset[str]:
    return flags & OURS


def _settle(
    plan: Plan, item: int, place: Place, keep: Lying | None, files: tuple[Lying, ...]
) -> None:
    drop = tuple(one for one in files if one is not keep)
    plan.settled.append(Settled(item, place, keep, drop))


def without(plan: Plan, refused: Iterable[int], wanted: Mapping[int, Place]) -> Plan:
    """The plan when the house did not take over what was done with some items."""
    gone = frozenset(refused)
    settled = [
        replace(one, place=wanted.get(one.item)) if one.item in gone else one
        for one in plan.settled
    ]
    return Plan([one for one in plan.told if one.item not in gone], settled)
