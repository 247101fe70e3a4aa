"""Deciding of two dossiers that may be of one person (hồ sơ trùng)."""

from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from personnel.models import Dossier, TwinCase, TwinVerdict
from personnel.operations.quality import LONGEST, refresh
from personnel.operations.rows import hold
from personnel.policy.quality import Can
from personnel.queries.quality_twins import case_of


@operation
def settle_twins(
    pair: tuple[Dossier, Dossier], reason: str, *, by: Actor, stays: Dossier | None = None
) -> TwinCase:
    """Say that they are two people, or of one person which dossier stays; can be decided anew.

    Nothing is merged by itself: rows come by decisions only. The staff office that keeps the other
    dossier gets the task to end it by a decision, and takes over what is missing here by others.
    """
    require(by, Can.DECIDE_TWINS, pair)
    said = reason.strip()[:LONGEST]
    if not said:
        message = _("Say what the papers prove.")
        raise Invalid(message, fields={"reason": message})
    first, second = sorted(pair, key=lambda one: one.id)
    hold(first)
    hold(second)
    case = case_of(first, second) or _made(first, second)
    case.verdict = TwinVerdict.ONE if stays else TwinVerdict.TWO
    case.stays_id, case.reason = stays.id if stays else None, said
    case.decided_at, case.decided_by = clock.now(), by.name
    db.session.flush()
    refresh([first, second])
    if stays:
        _ask_to_end(second if stays is first else first, case)
    audit.record(
        "dossier.twins",
        first,
        by=by,
        other=second.uid,
        verdict=case.verdict,
        stays=stays.uid if stays else "",
        reason=said,
    )
    return case


def _made(first: Dossier, second: Dossier) -> TwinCase:
    case = TwinCase(uid=new_uid(), first_id=first.id, second_id=second.id)
    db.session.add(case)
    return case


def _ask_to_end(goes: Dossier, case: TwinCase) -> None:
    for desk in units.desks_of_role(units.successor_of(goes.agency_id), Role.HR):
        notices.tell(
            desk.id,
            kind="personnel.double",
            text=_l("A dossier is a double: end it by a decision."),
            url=f"/personnel/{goes.uid}/quality",
            key=f"double:{case.uid}:{goes.uid}:{case.decided_at.isoformat()}",
        )
