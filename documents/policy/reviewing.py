"""Who checks drafts on their way to the signature, and who says which checks there are."""

from enum import StrEnum

from documents.models import Document, Duty, ReviewStep
from documents.policy.lines import owes
from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions on the way of a draft."""

    SET_STEPS = "set_steps"
    CHECK_DRAFT = "check_draft"
    DECIDE_STEP = "decide_step"


@rule(Can.SET_STEPS)
def may_set_steps(actor: Actor, _: object) -> bool:
    """The administrator, acting in his own post, enters what the working regulation says."""
    return actor.holds(Role.ADMIN) and actor.delegation_id is None


@rule(Can.CHECK_DRAFT)
def may_check(actor: Actor, document: Document) -> bool:
    """Whoever it is the turn of checks the draft; a deputy does so on behalf of the desk."""
    return owes(actor, document, Duty.CHECK)


@rule(Can.DECIDE_STEP)
def may_decide(actor: Actor, step: ReviewStep) -> bool:
    """A step is decided at its own desk; a finished signature is written down by the machine."""
    return actor.is_machine or (actor.desk_id is not None and actor.desk_id == step.desk_id)
