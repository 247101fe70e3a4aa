"""Every night mail whose periods are over goes, in pieces of their own transactions."""

from datetime import timedelta
from typing import Any

from mail import operations
from mail.models import BoxState, Mailbox
from mail.operations.purging import DROP, PIECE, PURGE
from mail.queries.clearing import boxes_with_dropped, failed_before, posted_before
from mail.queries.feedback import all_domains
from mail.queries.keeping import boxes_to_purge, forsaken
from office import blob_uses, blobs, clock
from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM

AT, AT_LAST = "40 2 * * *", "0 3 * * *"
FAILED_KEPT, POSTED_KEPT = timedelta(days=90), timedelta(days=365)


@every(name=PURGE, cron=AT)
def purge(_body: dict[str, Any]) -> None:
    """Box after box: what is too old is laid aside, what was laid aside long ago is removed."""
    last = 0
    while boxes := boxes_to_purge(last, most=PIECE):
        for box in boxes:
            while operations.lay_aside_aged(box, by=SYSTEM) == PIECE:
                pass
            while operations.purge_box(box, by=SYSTEM):
                pass
            if box.state is BoxState.CLOSED:
                _end(box)
            last = box.id
    while ids := forsaken(most=PIECE):
        if not operations.blank_forsaken(ids, by=SYSTEM):
            break


def _end(box: Mailbox) -> None:
    """What was closed long ago is emptied and ended."""
    while operations.empty_closed(box, by=SYSTEM):
        pass
    operations.end_box(box, by=SYSTEM)


@every(name="mail.purge_unsent", cron=AT_LAST)
def purge_unsent(_body: dict[str, Any]) -> None:
    """What was thrown away before it was sent, what failed on its way in, what the house said."""
    for box_id in sorted(boxes_with_dropped()):
        box = db.session.get_one(Mailbox, box_id)
        while operations.clear_dropped(box, by=SYSTEM):
            pass
    last = 0
    while arrivals := failed_before(clock.now() - FAILED_KEPT, after=last, most=PIECE):
        last = arrivals[-1].id
        operations.clear_failed(arrivals, by=SYSTEM)
    last = 0
    while mails := posted_before(clock.now() - POSTED_KEPT, after=last, most=PIECE):
        last = mails[-1].id
        operations.clear_posted(mails, by=SYSTEM)


@every(name="mail.purge_feedback", cron="50 2 * * *")
def purge_feedback(_body: dict[str, Any]) -> None:
    """Reports of other houses go with the mail of their domain."""
    for domain in all_domains():
        while operations.drop_aged_feedback(domain, by=SYSTEM):
            pass


@every(name="mail.forget_written", cron="55 2 * * *")
def forget_written(_body: dict[str, Any]) -> None:
    """What no limit asks of any more is not kept."""
    operations.forget_written(by=SYSTEM)


@delivers(DROP)
def drop_blobs(body: dict[str, Any]) -> None:
    """Remove the bytes of what was purged, unless a record of any package needs them."""
    for sha256 in body["hashes"]:
        if not blob_uses.is_referred(sha256):
            blobs.remove(sha256)
