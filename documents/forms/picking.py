"""The rows of the picker as a tree: searched, shortened, whole branches ticked."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from documents.forms.assigning import Choice, choice_of
from documents.models import Document, Duty, Routing, RoutingState
from office import clock, search
from office.db import db
from office.ui.parts import PickUnit
from office.units.models import Desk
from office.units.picker import PickRow, picker_rows

MOST = 200
TICKED = {"cooperate": "cooperate", "inform": "inform"}
ASKED = {"cooperate": "desk"}


def offered_rows(agency_id: int) -> list[PickRow]:
    """Units and officials of the agency with the work that lies on their desks."""
    return picker_rows(agency_id, open_loads(agency_id))


def open_loads(agency_id: int) -> dict[int, int]:
    """Open duties on each desk; those for information, and what names its readers, left out."""
    return _loads(agency_id)


def late_loads(agency_id: int) -> dict[int, int]:
    """Overdue duties on each desk of an agency."""
    return _loads(agency_id, Routing.due_at < clock.now())


def _loads(agency_id: int, *conditions: Any) -> dict[int, int]:
    desk = Desk
    rows = db.session.execute(
        select(Routing.desk_id, func.count())
        .join(desk, desk.id == Routing.desk_id)
        .join(Document, Document.id == Routing.document_id)
        .where(
            Document.is_restricted.is_(False),
            desk.agency_id == agency_id,
            Routing.state == RoutingState.OPEN,
            Routing.duty != Duty.INFORM,
            *conditions,
        )
        .group_by(Routing.desk_id)
    )
    found: dict[int, int] = {row[0]: row[1] for row in rows}
    return found


def pick_tree(
    rows: Sequence[PickRow], choice: Choice, late: Mapping[int, int], wanted: str = ""
) -> list[PickUnit]:
    """The rows as a tree: units with their officials; a search keeps what fits or is ticked.

    Of more rows than a page holds only units are shown until somebody searches.
    """
    rows = _fitting(rows, choice, search.fold(wanted).split())
    roots: list[_Branch] = []
    path: list[_Branch] = []
    top = min((row.depth for row in rows), default=0)
    for row in rows:
        branch = _Branch(row)
        del path[row.depth - top :]
        (path[-1].below if path else roots).append(branch)
        path.append(branch)
    kept = [_unit(branch, choice, late, search.fold(wanted).split()) for branch in roots]
    return [unit for unit in kept if unit]


def is_large(rows: Sequence[PickRow]) -> bool:
    """Whether there are more desks than a page shows at once."""
    return len(rows) > MOST


def _fitting(rows: Sequence[PickRow], choice: Choice, words: list[str]) -> list[PickRow]:
    """What a page shows: all of it, or so many as it holds, with the units above each of them."""
    if not is_large(rows):
        return list(rows)
    kept: set[int] = set()
    above: list[int] = []
    wanted = 0
    for place, row in enumerate(rows):
        while above and rows[above[-1]].depth >= row.depth:
            above.pop()
        if wanted < MOST and _is_wanted(row, choice, words):
            wanted += 1
            kept |= {place, *above}
        above.append(place)
    return [rows[place] for place in sorted(kept)]


def _is_wanted(row: PickRow, choice: Choice, words: list[str]) -> bool:
    if choice.share_of(str(row.desk_uid)):
        return True
    if not words:
        return row.is_unit
    text = search.fold(f"{row.label} {row.holder}")
    return all(word in text for word in words)


def with_branch(
    typed: "MultiDict[str, str]", rows: Sequence[PickRow], names: Mapping[str, str] = TICKED
) -> "MultiDict[str, str]":
    """The form with a whole branch ticked: each unit below that has a head and no part yet."""
    _again, share, top = (typed.get("again", "") + "::").split(":")[:3]
    below = _units_below(rows, top)
    if share not in names or not below:
        return typed
    taken = {*choice_of(typed).values(), *typed.getlist(names[share])}
    ticked = MultiDict(typed)
    for row in below:
        if str(row.desk_uid) not in taken and row.holder:
            ticked.add(names[share], str(row.desk_uid))
    return ticked


def _units_below(rows: Sequence[PickRow], value: str) -> list[PickRow]:
    found: list[PickRow] = []
    depth: int | None = None
    for row in rows:
        if depth is not None and row.depth <= depth:
            break
        if depth is not None and row.is_unit:
            found.append(row)
        if str(row.desk_uid) == value:
            depth = row.depth
    return found


class _Branch:
    """A row and what stands below it."""

    def __init__(self, row: PickRow) -> None:
        self.row = row
        self.below: list[_Branch] = []


def _unit(
    branch: _Branch, choice: Choice, late: Mapping[int, int], words: list[str]
) -> PickUnit | None:
    row, value = branch.row, str(branch.row.desk_uid)
    below = [found for one in branch.below if (found := _unit(one, choice, late, words))]
    share = choice.share_of(value)
    text = search.fold(f"{row.label} {row.holder}")
    if not (below or share or all(word in text for word in words)):
        return None
    return PickUnit(
        value=value,
        name=row.label,
        note=row.holder if row.is_unit else "",
        open_count=row.load,
        late_count=late.get(row.desk_id, 0),
        share=share,
        is_unit=row.is_unit,
        is_vacant=not row.holder,
        is_open=bool(words) or any(one.share or one.is_open for one in below),
        children=below,
    )


def chosen_names(rows: Sequence[PickRow], choice: Choice) -> dict[str, list[str]]:
    """The names behind the ticks, for the summary."""
    names: dict[str, list[str]] = {}
    for row in rows:
        share = choice.share_of(str(row.desk_uid))
        if share:
            names.setdefault(share.value, []).append(row.label)
    return names
