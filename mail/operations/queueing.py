"""What an administrator does with messages that he chose in the queue."""

from collections.abc import Iterable

from mail.models import UNSENT, MailState, OutgoingMail
from mail.operations.outgoing import BY_HAND, TOPIC, enqueue, give_up, hold, queue
from mail.operations.resting import wake
from mail.policy import Can
from mail.queries.destinations import own_line_of
from mail.queries.outgoing import destination, is_open, keeper_of, key_of
from mail.queries.work import keys_under_way
from office import audit, clock, partitions
from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require

GIVEN_UP = "5.7.1 given up by an administrator of this house"
WAITING = (MailState.HELD, MailState.QUEUED)


@operation
def try_now(mails: Iterable[OutgoingMail], *, by: Actor) -> int:
    """Let messages that wait, are held or were given up leave at once (gửi ngay); says how many."""
    found = _his(mails, by)
    if not all(is_open(one.agency_id) for one in found):
        raise Refusal(_("The door for outgoing mail is closed."), fix=_("Open it first."))
    chosen = [one for one in found if one.state in UNSENT]
    for one in chosen:
        if one.state is MailState.QUEUED:
            enqueue(one)
        else:
            queue(one)
        partitions.postpone(key_of(one), clock.now())
        partitions.postpone_lines([own_line_of(one)], clock.now())
        audit.record("mail.tried_now", one, by=by)
    wake({destination(one.to) for one in chosen}, by=SYSTEM)
    return len(chosen)


@operation
def hold_back(mails: Iterable[OutgoingMail], *, by: Actor) -> int:
    """Keep messages in the house until they are sent by hand (giữ lại); says how many."""
    chosen = [one for one in _his(mails, by) if one.state is MailState.QUEUED]
    for one in chosen:
        hold(one, BY_HAND, by=SYSTEM)
        audit.record("mail.held", one, by=by)
    return len(chosen)


@operation
def end_tries(mails: Iterable[OutgoingMail], *, by: Actor) -> int:
    """Give messages up and tell their senders (ngừng gửi); says how many.

    What a worker is handing over at this moment is left to him: it may have arrived already.
    """
    going = keys_under_way(TOPIC)
    waiting = [one for one in _his(mails, by) if one.state in WAITING]
    chosen = [one for one in waiting if key_of(one) not in going]
    for one in chosen:
        audit.record("mail.ended", one, by=by)
        give_up(one, GIVEN_UP, by=SYSTEM)
        one.answer = {}
    return len(chosen)


def _his(mails: Iterable[OutgoingMail], by: Actor) -> list[OutgoingMail]:
    found = list(mails)
    for keeper in {keeper_of(one) for one in found}:
        require(by, Can.KEEP_DOOR, keeper)
    return found
