"""How what comes for one official was reckoned, as far as its reader may know the reasons."""

from collections.abc import Iterable

from office import clock
from office.permissions import Actor
from personnel.law.ahead import READ, SEALED
from personnel.law.forecast import Coming
from personnel.law.told import Told, told
from personnel.models import Dossier
from personnel.queries.dossiers import readable_groups
from personnel.queries.looking import opened_groups
from personnel.queries.timeline import timeline
from personnel.record.timeline import Row


def told_of(dossier: Dossier, actor: Actor) -> list[Told]:
    """What comes, from the record as it is now.

    Why a raise is late may be a discipline: who may not read those, or has not said what for,
    learns the days and no reasons, and not that one loses its effect.
    """
    rows = timeline(dossier, READ, opened=SEALED)
    found = told(rows, clock.today())
    return found if _shows_reasons(rows, dossier, actor) else list(_without_reasons(found))


def _shows_reasons(rows: Iterable[Row], dossier: Dossier, actor: Actor) -> bool:
    if not readable_groups(actor, dossier) >= READ:
        return False
    has_sealed = any(row.group in SEALED for row in rows)
    return not has_sealed or opened_groups(actor, dossier) >= SEALED


def _without_reasons(found: Iterable[Told]) -> Iterable[Told]:
    open_to_all = (one for one in found if one.item.kind is not Coming.DISCIPLINE_END)
    return (Told(one.item, () if one.item.raise_ else one.steps) for one in open_to_all)
