"""One person's tree of folders: his own box, and below `shared` those that he reads with others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from mail import operations
from mail.jobs import appended
from mail.maildir import merge, names
from mail.maildir.merge import Lying, Place, Plan, Settled, Told
from mail.maildir.state import Row, State
from mail.maildir.tree import Stamp, Tree
from mail.models import Folder
from mail.queries import programs
from mail.queries.programs import Did, Opening, Shown
from office import blobs, clock
from office.accounts.models import Account
from office.errors import Refusal

log = structlog.get_logger(__name__)
SETTLES_NS = 2_000_000_000


@dataclass
class Box:
    """One box as it is laid out, and what was seen of its folders last."""

    id: int
    name: str
    tree: Tree
    changes: int
    stamp: Stamp = ()
    folders: dict[str, Folder] = field(default_factory=dict)

    def name_of(self, folder: Folder) -> str:
        """The folder on the disk."""
        return next(name for name, one in self.folders.items() if one is folder)


class Person:
    """The tree of one account."""

    def __init__(self, root: Path, account: Account) -> None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = root
        self._account_id, self._person_id = account.id, account.person_id
        self._state = State(root / "state.db")
        self.boxes: dict[int, Box] = {}

    def close(self) -> None:
        self._state.close()

    def open(self, openings: Mapping[int, Opening]) -> None:
        """Follow which boxes somebody has; one that he lost is taken away without a word."""
        laid = self._state.boxes()
        wanted = {box: self._name(one, openings) for box, one in openings.items()}
        for box, (name, _changes) in laid.items():
            if wanted.get(box) != name:
                self._tree(name)[0].remove()
                self._state.forget(box)
                self.boxes.pop(box, None)
        (self._root / "shared").mkdir(mode=0o700, exist_ok=True)
        for box in openings:
            if box not in self.boxes:
                self._open(box, wanted[box], laid)

    def _open(self, box: int, name: str, laid: Mapping[int, tuple[str, int]]) -> None:
        tree, folders = self._tree(name)
        is_known = box in laid and laid[box][0] == name
        changes = laid[box][1] if is_known else -1
        self.boxes[box] = Box(box, name, tree, changes, folders=folders)

    @staticmethod
    def _name(opening: Opening, all_of_them: Mapping[int, Opening]) -> str:
        """His own box has no name; of two boxes with one name the later bears its number."""
        if opening.is_own:
            return ""
        box = opening.opened.box
        name = names.folder_of(box.name)
        older = [
            one.opened.box.id
            for one in all_of_them.values()
            if not one.is_own and names.folder_of(one.opened.box.name).lower() == name.lower()
        ]
        return name if box.id == min(older) else names.folder_of(f"{box.name} {box.id}")

    def _tree(self, name: str) -> tuple[Tree, dict[str, Folder]]:
        root = self._root / ("shared" if name else "own")
        folders = {
            name + names.folder_of(part): folder for folder, part in programs.PART_OF.items()
        }
        if not name:
            (root / names.folder_of(programs.DRAFTS) / "tmp").mkdir(
                mode=0o700, parents=True, exist_ok=True
            )
        return Tree(root, folders), folders

    def round(self, counts: Mapping[int, int], *, is_whole: bool) -> None:
        """Bring each box together with its folders; one that fails does not hold up the others."""
        openings: dict[int, Opening] | None = None
        for box in list(self.boxes.values()):
            count = counts.get(box.id, 0)
            lost = frozenset(name for name in box.tree.folders if not box.tree.is_whole(name))
            if lost:
                box.tree.make()
            stamp = box.tree.stamp()
            if is_whole or lost or box.changes != count or box.stamp != stamp:
                openings = programs.openings_of(self._account_id) if openings is None else openings
                if box.id in openings:
                    turn = Turn(box, openings[box.id], self._state, self._person_id, self._root)
                    self._take_turn(turn, count, lost, is_whole=is_whole)
                    box.stamp = stamp if _is_settled(stamp) else ()

    @staticmethod
    def _take_turn(turn: "Turn", count: int, lost: frozenset[str], *, is_whole: bool) -> None:
        try:
            turn.agree(count, lost, is_whole=is_whole or turn.box.changes < 0)
        except (OSError, Refusal) as fault:
            log.warning("imap_box_failed", box=turn.box.id, fault=str(fault))


@dataclass(frozen=True)
class Turn:
    """One box in one round."""

    box: Box
    opening: Opening
    state: State
    person_id: int
    root: Path
    missed: list[int] = field(default_factory=list)

    def agree(self, count: int, lost: frozenset[str], *, is_whole: bool) -> None:
        """Compare box and folders, tell the house, lay out what it wants."""
        rows = self.state.rows(self.box.id)
        self._bring_in(rows)
        disk, strange = self._disk(rows)
        base = {
            item: row.place
            for item, row in rows.items()
            if item in disk or row.place.folder not in lost
        }
        since = -1 if is_whole else self.box.changes
        seen = {one.item: one for one in programs.shown(self.box.id, self.person_id, since=since)}
        wanted = {} if is_whole else dict(base)
        for item, one in seen.items():
            wanted.pop(item, None)
            if one.place is not None:
                wanted[item] = Place(self.box.name_of(one.place[0]), one.place[1])
        fixed = () if self.opening.may_organise else self.box.tree.folders
        plan = self._tell(merge.merge(base, disk, wanted, fixed=fixed), wanted)
        for lying in strange:
            self.box.tree.take(lying)
        self._lay(plan, rows, seen, count)

    def _disk(self, rows: Mapping[int, Row]) -> tuple[dict[int, list[Lying]], list[Lying]]:
        """What lies there by its item; names of ours that no row explains are remnants."""
        by_base = {row.base: item for item, row in rows.items()}
        disk: dict[int, list[Lying]] = {}
        strange = []
        for lying in self.box.tree.files():
            item = by_base.get(lying.base)
            if item is not None:
                disk.setdefault(item, []).append(lying)
            elif names.item_of(lying.base) is not None:
                strange.append(lying)
        return disk, strange

    def _bring_in(self, rows: dict[int, Row]) -> None:
        """Take in what a program laid there: letters of its own, and copies from other boxes."""
        known = {row.base for row in rows.values()}
        for lying in list(self.box.tree.files()):
            if lying.base in known:
                continue
            other = self.state.elsewhere(lying.base, self.box.id)
            if other is None and names.item_of(lying.base) is not None:
                continue
            path = self.box.tree.path_of(lying)
            if path is None:
                continue
            if not self.opening.may_organise:
                self._give_back(path, is_copy=other is not None)
                continue
            folder = self.box.folders[lying.folder]
            flags = lying.flags & names.OURS
            item = appended.take(path, self.opening, folder, flags, other=other)
            if item in rows:
                path.unlink(missing_ok=True)
                continue
            rows[item] = Row(item, lying.base, Place(lying.folder, flags))
            self.state.keep(self.box.id, self.box.name, self.box.changes, [rows[item]], ())
            known.add(lying.base)

    def _give_back(self, path: Path, *, is_copy: bool) -> None:
        """What somebody laid where he may only read: a letter of his own goes to his own inbox."""
        inbox = self.root / "own" / "cur"
        if is_copy or not inbox.is_dir():
            path.unlink(missing_ok=True)
        else:
            path.rename(inbox / path.name)

    def _tell(self, plan: Plan, wanted: Mapping[int, Place]) -> Plan:
        """Let the house do what the program did; what it refuses comes back on the disk."""
        if not plan.told:
            return plan
        acts = [_did(self.box, one) for one in plan.told]
        try:
            operations.follow_program(self.opening.opened, acts, by=self.opening.actor)
        except Refusal as fault:
            log.info("imap_acts_refused", box=self.box.id, reason=str(fault))
            return merge.without(plan, [one.item for one in plan.told], wanted)
        return plan

    def _lay(
        self,
        plan: Plan,
        rows: dict[int, Row],
        seen: Mapping[int, Shown],
        count: int,
    ) -> None:
        kept, gone = [], []
        for one in plan.settled:
            row = self._settle(one, rows.get(one.item), seen)
            if row is None:
                gone.append(one.item)
            elif row != rows.get(one.item):
                kept.append(row)
        if kept or gone:
            self.box.tree.sync()
        if self.missed:
            count = self.box.changes
        if kept or gone or self.box.changes != count:
            self.state.keep(self.box.id, self.box.name, count, kept, gone)
        self.box.changes = count

    def _settle(self, one: Settled, row: Row | None, seen: Mapping[int, Shown]) -> Row | None:
        for lying in one.drop:
            self.box.tree.take(lying)
        place = one.place
        if place is None:
            return None
        if one.keep is None:
            return self._link(one.item, place, seen)
        named = names.Named(one.keep.base, one.keep.flags).with_ours(place.flags)
        if not self.box.tree.change(one.keep, place.folder, named):
            self.missed.append(one.item)
            return row
        base = row.base if row else one.keep.base
        return Row(one.item, base, place)

    def _link(self, item: int, place: Place, seen: Mapping[int, Shown]) -> Row | None:
        shown = seen.get(item) or programs.shown_item(item, self.person_id)
        turn = int(clock.now().timestamp())
        named = names.Named(names.base_of(item, turn, shown.size), place.flags)
        try:
            self.box.tree.lay(blobs.path_of(shown.sha256), place.folder, named)
        except FileNotFoundError:
            log.warning("imap_bytes_missing", item=item)
            return None
        return Row(item, named.base, place)


def _did(box: Box, told: Told) -> Did:
    folder = None if told.folder is None else box.folders[told.folder]
    return Did(told.item, folder, told.set, told.cleared, told.is_removed)


def _is_settled(stamp: Stamp) -> bool:
    """Whether the times are old enough: within one tick of the disk two changes look like one."""
    return not stamp or clock.now().timestamp() * 1e9 - max(stamp) > SETTLES_NS
