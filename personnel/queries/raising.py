"""Who is due for a periodic raise, and what the law proposes for him."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from office import clock
from office.db import db
from office.errors import Refusal
from office.permissions import Actor, allowed
from personnel.law.ahead import SEALED
from personnel.law.explained import Explained
from personnel.law.of_record import holding_of
from personnel.law.raises import Raise, explain_raise
from personnel.models import Dossier, Standing
from personnel.policy import Can
from personnel.queries.decision_lists import decidable
from personnel.queries.timeline import timeline
from personnel.record.timeline import Change, state

NOT_CARRIED = ("next_raise_base",)
CONCERNED = ("pay", "leave", "discipline", "evaluation")


@dataclass(frozen=True)
class Proposal:
    """A raise as the law proposes it, with the change that would make it and how it was found."""

    dossier: Dossier
    raised: Raise
    change: Change
    explained: Explained[Raise | None]


def proposal_for(dossier: Dossier) -> Proposal | None:
    """The next periodic raise of an official; None when nothing follows.

    A discipline delays it and is sealed: where there is one the day is told and no reason, as in
    the forecast; whoever may opens it in the dossier and says what for.

    Raises `Refusal` where the record does not say enough.
    """
    rows = timeline(dossier, CONCERNED, opened=SEALED)
    today = clock.today()
    held = holding_of(rows, today)
    if held is None:
        return None
    explained = explain_raise(held)
    if explained.result is None:
        return None
    pay = state(rows, today)["pay"][-1]
    raised = explained.result
    change = Change("pay", "", raised.due, values=_values(pay.values, raised))
    if any(row.group in SEALED for row in rows):
        explained = Explained(raised, ())
    return Proposal(dossier, raised, change, explained)


def _values(held: Mapping[str, Any], raised: Raise) -> dict[str, Any]:
    kept = {name: value for name, value in held.items() if name not in NOT_CARRIED}
    made = kept | {
        "step": raised.step,
        "coefficient": str(raised.coefficient),
        "step_since": raised.due.isoformat(),
    }
    return made | ({"over_grade": raised.over_grade} if raised.over_grade else {})


def due_raises(actor: Actor, last: date) -> tuple[list[Proposal], list[str]]:
    """Who is due by a day, or still due from before, and who cannot be reckoned."""
    found: list[Proposal] = []
    unclear: list[str] = []
    serving = decidable(actor).where(Dossier.standing == Standing.SERVING)
    for dossier in db.session.scalars(serving):
        if not allowed(actor, Can.PREPARE, dossier):
            continue
        try:
            proposal = proposal_for(dossier)
        except Refusal as refusal:
            unclear.append(f"{dossier.full_name}: {refusal.message}")
            continue
        if proposal and proposal.raised.due <= last:
            found.append(proposal)
    return sorted(found, key=lambda one: one.raised.due), unclear
