"""The port to the register: what an identity system may know of an official's dossier."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from office import clock
from office.db import db
from office.permissions import Actor
from personnel.models import Dossier, RecordRow
from personnel.queries import as_timeline, visible_dossiers
from personnel.record.timeline import PRIMARY, state, value

POSTS = "assignment"


@dataclass(frozen=True, kw_only=True)
class FromRecord:
    """The few facts of a dossier that leave the house this way; coefficients are decimal texts."""

    staff_no: str = ""
    category: str = ""
    job_position: str = ""
    grade: str = ""
    step: str = ""
    coefficient: str = ""


def facts_of(person_ids: Collection[int], *, by: Actor) -> Mapping[int, FromRecord]:
    """What holds of these people today; pay only where the caller may read the dossier."""
    wanted = Dossier.person_id.in_(person_ids)
    dossiers = db.session.scalars(select(Dossier).where(wanted)).all()
    readable = {one.id for one in db.session.scalars(visible_dossiers(by).where(wanted))}
    positions = _positions([one.id for one in dossiers])
    return {
        one.person_id: _facts(one, positions.get(one.id, ""), with_pay=one.id in readable)
        for one in dossiers
    }


def _facts(dossier: Dossier, job_position: str, *, with_pay: bool) -> FromRecord:
    pay: dict[str, str] = {}
    if with_pay and dossier.grade:
        coefficient = "" if dossier.coefficient is None else str(dossier.coefficient)
        pay = {"grade": dossier.grade, "step": str(dossier.step), "coefficient": coefficient}
    return FromRecord(
        staff_no=dossier.staff_no, category=dossier.category, job_position=job_position, **pay
    )


def _positions(dossier_ids: Collection[int]) -> dict[int, str]:
    """The job position of each one's first post."""
    rows = db.session.scalars(
        select(RecordRow).where(
            RecordRow.dossier_id.in_(dossier_ids),
            RecordRow.group == POSTS,
            RecordRow.slot == PRIMARY,
        )
    )
    of: dict[int, list[RecordRow]] = defaultdict(list)
    for row in rows:
        of[row.dossier_id].append(row)
    today = clock.today()
    held = {one: state(as_timeline(kept), today) for one, kept in of.items()}
    return {one: str(value(found, POSTS, "position") or "") for one, found in held.items()}
