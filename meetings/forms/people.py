"""Who is put on the list: ticked desks of the picker, guests by their names."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict

from meetings.forms.planning import choice
from meetings.models import Part
from meetings.operations import Seat
from office import search
from office.permissions import Role
from office.ui.parts import PickUnit, Share
from office.units import queries as units
from office.units.picker import PickRow, picker_rows

MOST = 200
SHOWN = {"lead": Share.LEAD, "member": Share.COOPERATE, "invited": Share.INFORM}
SHARES = {
    "lead": Part.CHAIR,
    "member": Part.MEMBER,
    "invited": Part.INVITED,
    "secretary": Part.SECRETARY,
}


def ticked(typed: "MultiDict[str, str]", rows: Sequence[PickRow]) -> dict[int, Part]:
    """The desks that were ticked and what they are to be."""
    offered = {str(row.desk_uid): row.desk_id for row in rows}
    return {
        offered[value]: part
        for name, part in SHARES.items()
        for value in typed.getlist(name)
        if value in offered
    }


def tree(typed: "MultiDict[str, str]", rows: Sequence[PickRow]) -> list[PickUnit]:
    """The rows as a tree of units and officials; of very many only those that fit the words."""
    words = search.fold(typed.get("search", "")).split()
    shares = {value: shown for name, shown in SHOWN.items() for value in typed.getlist(name)}
    is_large = len(rows) > MOST
    made: list[tuple[int, PickUnit]] = []
    for row in reversed(rows):
        below = []
        while made and made[-1][0] > row.depth:
            below.append(made.pop()[1])
        unit = _unit(row, below, shares, words)
        fits = _fits(row, words) if words else row.is_unit or not is_large
        if below or unit.share or fits:
            made.append((row.depth, unit))
    return [unit for _depth, unit in reversed(made)]


def _unit(
    row: PickRow, below: list[PickUnit], shares: Mapping[str, Share], words: list[str]
) -> PickUnit:
    value = str(row.desk_uid)
    return PickUnit(
        value=value,
        name=row.label,
        note=row.holder if row.is_unit else "",
        share=shares.get(value),
        is_unit=row.is_unit,
        is_vacant=not row.holder,
        is_open=bool(words) or any(one.share or one.is_open for one in below),
        children=below,
    )


def _fits(row: PickRow, words: list[str]) -> bool:
    text = search.fold(f"{row.label} {row.holder}")
    return all(word in text for word in words)


def offered(agency_id: int, listed: set[int]) -> list[PickRow]:
    """The leaders, the units with their officials, the clerks: but for those on the list."""
    rows = [
        *_posts(agency_id, Role.LEADER),
        *picker_rows(agency_id),
        *_posts(agency_id, Role.CLERK),
    ]
    return [row for row in rows if row.desk_id not in listed or row.is_unit]


def _posts(agency_id: int, role: Role) -> list[PickRow]:
    """Those who hold a post of the agency itself, which stands below no unit."""
    return [
        PickRow(desk.id, desk.uid, agency_id, 0, units.desk_label(desk.id), holder, 0)
        for desk in units.desks_of_role(agency_id, role)
        if (holder := units.holder_name(desk.id))
    ]


def guest_of(typed: Mapping[str, str]) -> Seat:
    """Somebody from elsewhere."""
    return Seat(
        part=choice(Part, typed.get("part", ""), Part.INVITED),
        name=typed.get("name", ""),
        title=typed.get("title", ""),
        organisation=typed.get("organisation", ""),
        address=typed.get("address", ""),
    )
