"""What the law finds unusual is confirmed by whoever drafts, rule by rule."""

from collections.abc import Collection
from uuid import UUID

from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from personnel import operations
from personnel.models import DecisionState, PersonnelDecision
from personnel.operations.drafting import wishes_of
from personnel.operations.lawful import doubts


def warnings_of(decision: PersonnelDecision) -> dict[str, str]:
    """What is to be weighed before the document is drafted, by rule."""
    if decision.state is not DecisionState.DRAFT:
        return {}
    return {one.breach.rule: one.text for one in doubts(decision.kind, wishes_of(decision))}


def send(decision: PersonnelDecision, confirmed: Collection[str], by: Actor) -> UUID:
    """Draft the document; raises `Invalid` with the rules that nobody has weighed yet."""
    found = warnings_of(decision)
    unweighed = {rule: text for rule, text in found.items() if rule not in confirmed}
    if unweighed:
        raise Invalid(
            _("Read the warnings and confirm them, or change the decision."), fields=unweighed
        )
    return operations.send_decision(decision, confirmed=set(confirmed) & set(found), by=by)
