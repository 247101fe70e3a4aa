"""Handing over when somebody leaves: what is ticked off, and the reminders before the day."""

from datetime import date

from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from personnel.models import Dossier, HandoverMark
from personnel.policy import Can
from personnel.policy.handing import CanHandOver
from personnel.queries.handing import (
    Leaving,
    handover_of,
    leaving_of,
    leaving_soon,
    marks_of,
    open_items,
)

AHEAD = (14, 3, 0)
"""How many days before the last one a reminder goes out; the numbers are the program's own."""
LONGEST = 500


@operation
def tick_handover(dossier: Dossier, item: str, note: str = "", *, by: Actor) -> HandoverMark:
    """Say that one line was handed over (đã bàn giao), and to whom."""
    require(by, CanHandOver.TICK, dossier)
    leaving = leaving_of(dossier)
    known = handover_of(dossier, leaving) if leaving else []
    if item not in {one.key for group in known for one in group.items}:
        raise NotFound(_("There is no such line in this hand-over."))
    if len(note) > LONGEST:
        message = _("The note is longer than %(count)s letters.", count=LONGEST)
        raise Invalid(message, fields={"note": message})
    if any(one.item == item for one in marks_of(dossier)):
        raise Refusal(
            _("This line is ticked off already."), fix=_("Take the tick back to change it.")
        )
    made = HandoverMark(
        uid=new_uid(),
        dossier_id=dossier.id,
        item=item,
        note=note.strip(),
        done_at=clock.now(),
        done_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("dossier.hand_over", dossier, by=by, item=item)
    return made


@operation
def untick_handover(dossier: Dossier, item: str, *, by: Actor) -> None:
    """Take a tick back; that it was there stays in the log."""
    require(by, CanHandOver.TICK, dossier)
    mark = next((one for one in marks_of(dossier) if one.item == item), None)
    if mark is None:
        raise NotFound(_("There is no such line in this hand-over."))
    mark.ended_at = clock.now()
    audit.record("dossier.reopen_handover", dossier, by=by, item=item)


@operation
def remind_of_handovers(*, by: Actor) -> int:
    """Tell staff offices, heads and who leaves what is still to be handed over; says how many."""
    require(by, Can.RECORD, None)
    told = 0
    for dossier in leaving_soon(AHEAD[0] + 1):
        leaving = leaving_of(dossier)
        days = _days_left(leaving)
        if leaving is None or days is None:
            continue
        count = len(open_items(handover_of(dossier, leaving)))
        if count:
            _tell(dossier, leaving.on, days, count)
            told += 1
    return told


def _days_left(leaving: Leaving | None) -> int | None:
    """The nearest reminder that is due; a night that was missed is made up for."""
    if leaving is None:
        return None
    left = (leaving.on - clock.today()).days - 1
    return min((one for one in AHEAD if left <= one), default=None) if left >= 0 else None


def _tell(dossier: Dossier, on: date, days: int, count: int) -> None:
    text = _l("%(count)s things are to be handed over before %(day)s", count=count, day=on)
    for desk_id in _concerned(dossier):
        notices.tell(
            desk_id,
            kind="personnel",
            text=text,
            url=f"/personnel/{dossier.uid}/handover",
            key=f"handover:{dossier.uid}:{on}:{days}:{desk_id}",
        )


def _concerned(dossier: Dossier) -> list[int]:
    """The staff office and, where there is one, the unit's own desk."""
    staff = units.desks_of_role(units.successor_of(dossier.agency_id), Role.HR)
    found = [one.id for one in staff]
    if dossier.unit_id is not None and dossier.unit_id != dossier.agency_id:
        try:
            found.append(units.desk_of_unit(dossier.unit_id).id)
        except NotFound:
            return found
    return list(dict.fromkeys(found))
