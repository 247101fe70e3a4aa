"""Both ends are compared by digests; only what differs is read and sent again (đối soát)."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, select

from office import audit, clock, outbox
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require
from personnel.models import Comparison, Difference, NationalLink, Outcome
from personnel.national.digest import PersonDigest
from personnel.operations.telling import exchange_soon
from personnel.policy.national import CanTell
from personnel.queries.hearing import unsettled_in
from personnel.queries.national import connection, digests_of
from personnel.queries.national_compare import Verdict

COMPARE: Final = "national.compare"
PIECE: Final = 500
Said = Mapping[str, PersonDigest]


@operation
def begin_comparison(*, by: Actor) -> Comparison:
    """Have the whole register compared; while one is under way it is that one."""
    require(by, CanTell.COMPARE, None)
    if connection() is None:
        raise Refusal(_("The register is not connected with the national database."))
    running = select(Comparison).where(Comparison.done_at.is_(None), Comparison.problem == "")
    found = db.session.scalars(running.order_by(Comparison.id.desc())).first()
    if found is not None:
        return found
    made = Comparison(uid=new_uid(), begun_at=clock.now(), by=by.name)
    db.session.add(made)
    db.session.flush()
    audit.record("national.compare", made, by=by)
    outbox.enqueue(COMPARE, key=f"{COMPARE}:{made.uid}", lane=outbox.Lane.BULK, uid=str(made.uid))
    return made


@operation
def restart_comparison(comparison: Comparison, *, by: Actor) -> None:
    """Forget what a comparison that was broken off had found."""
    require(by, CanTell.CARRY_OUT, None)
    db.session.execute(delete(Difference).where(Difference.comparison_id == comparison.id))
    comparison.compared = comparison.waiting = comparison.unknown = 0
    comparison.problem = ""


@operation
def compare_piece(
    comparison: Comparison, links: Sequence[NationalLink], said: Said, *, by: Actor
) -> set[str]:
    """Note whose digests differ among some dossiers; says which people they are."""
    require(by, CanTell.CARRY_OUT, None)
    busy = unsettled_in([link.dossier_id for link in links])
    digests = digests_of(links)
    comparison.compared += len(links)
    comparison.waiting += len(busy)
    for link in links:
        own = digests[link.dossier_id]
        there = said.get(own.citizen_id)
        if link.dossier_id not in busy and there != own:
            link.is_doubtful = True
            db.session.add(_difference(comparison, link, own, there))
    return {one.citizen_id for one in digests.values()}


def _difference(
    comparison: Comparison, link: NationalLink, own: PersonDigest, there: PersonDigest | None
) -> Difference:
    return Difference(
        comparison_id=comparison.id,
        dossier_id=link.dossier_id,
        ours=own.version,
        theirs=there.version if there else 0,
    )


@operation
def end_comparison(
    comparison: Comparison, unknown: int = 0, problem: str = "", *, by: Actor
) -> None:
    """All units were compared, or the other end could not; what differs is read one by one."""
    require(by, CanTell.CARRY_OUT, None)
    comparison.problem, comparison.unknown = problem, unknown
    comparison.done_at = None if problem else clock.now()
    exchange_soon()


@operation
def note_difference(link: NationalLink, found: Mapping[str, Verdict], *, by: Actor) -> None:
    """What came of a difference, in each comparison that met it."""
    require(by, CanTell.CARRY_OUT, None)
    mine = select(Difference).where(
        Difference.dossier_id == link.dossier_id, Difference.outcome == Outcome.FOUND
    )
    asked = [group for group, one in found.items() if one in (Verdict.OPEN, Verdict.THEIRS)]
    outcome = Outcome.TOLD if found else Outcome.SAME
    for one in db.session.scalars(mine):
        one.groups = " ".join(found)
        one.outcome = Outcome.ASKED if asked else outcome
