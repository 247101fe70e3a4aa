"""Mail that was taken in and could not be delivered is tried once more."""

from mail.models import ArrivalState
from mail.operations.answering import DELIVER
from mail.policy import Can
from mail.queries.pressure import failed_of
from office import audit, clock, outbox
from office.db import operation
from office.permissions import Actor, require


@operation
def try_again(*, by: Actor) -> int:
    """Have all failed mail of the agency delivered again (chuyển lại); says how much."""
    require(by, Can.KEEP_DOOR, by.agency_id)
    found = failed_of(by)
    for arrival in found:
        arrival.state, arrival.problem = ArrivalState.WAITING, ""
        key = f"{DELIVER}:{arrival.uid}:{clock.now().isoformat()}"
        outbox.enqueue(DELIVER, key=key, lane=outbox.Lane.MAIL, arrivals=[arrival.id])
        audit.record("mail.arrival_tried_again", arrival, by=by)
    return len(found)
