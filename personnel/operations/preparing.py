"""A decision drafted as the law proposes it, from what comes for an official."""

from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor
from personnel.models import Dossier, PersonnelDecision
from personnel.operations.decisions import Outline, Wish, draft_decision
from personnel.queries.preparing import prepared


@operation
def draft_prepared(code: str, dossier: Dossier, *, by: Actor) -> PersonnelDecision:
    """Begin the decision of a kind with the day and the values that the law proposes."""
    found = prepared(code, dossier)
    if found is None:
        raise Refusal(
            _("For this official the law proposes no decision of this kind now."),
            fix=_("Look at what comes for him, or prepare the decision by hand."),
        )
    return draft_decision(Outline(code, found.on), [Wish(dossier, found.change)], by=by)
