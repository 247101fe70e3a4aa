"""A room or a device as it is filled in."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from meetings.forms.planning import choice
from meetings.forms.shown import Shown
from meetings.models import WORK_DAYS, Room, RoomKind
from meetings.operations import RoomFacts
from office.errors import Invalid
from office.i18n import _, _l
from office.typed import whole
from office.units.picker import PickRow

WEEKDAYS = (
    ("1", _l("Monday")),
    ("2", _l("Tuesday")),
    ("3", _l("Wednesday")),
    ("4", _l("Thursday")),
    ("5", _l("Friday")),
    ("6", _l("Saturday")),
    ("7", _l("Sunday")),
)


def new_values() -> Shown:
    """A room that nobody described yet."""
    shown = Shown({"kind": "room", "opens": "07:00", "closes": "18:00"})
    shown.setlist("days", list(WORK_DAYS))
    return shown


def values_of(room: Room, units: Sequence[PickRow]) -> Shown:
    """A room as its form shows it."""
    names = ("name", "place", "equipment", "opens", "closes")
    shown = Shown({name: getattr(room, name) for name in names})
    shown["kind"], shown["capacity"] = room.kind.value, str(room.capacity or "")
    shown["unit"] = next((str(row.desk_uid) for row in units if row.unit_id == room.unit_id), "")
    shown.setlist("days", list(room.days))
    return shown


def facts_of(typed: "MultiDict[str, str]", units: Sequence[PickRow]) -> RoomFacts:
    """The filled form; its unit is one of the agency's."""
    by_value = {str(row.desk_uid): row.unit_id for row in units}
    return RoomFacts(
        name=typed.get("name", ""),
        kind=choice(RoomKind, typed.get("kind", ""), RoomKind.ROOM),
        place=typed.get("place", ""),
        capacity=_seats(typed.get("capacity", "").strip()),
        equipment=typed.get("equipment", ""),
        opens=typed.get("opens", ""),
        closes=typed.get("closes", ""),
        days="".join(typed.getlist("days")),
        unit_id=by_value.get(typed.get("unit", "")),
    )


def _seats(text: str) -> int | None:
    if not text:
        return None
    count = whole(text)
    if count is None:
        words = _("A number of seats, or nothing.")
        raise Invalid(words, fields={"capacity": words})
    return count
