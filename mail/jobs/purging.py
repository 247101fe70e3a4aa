"""Every night mail whose periods are over goes, in pieces of their own transactions."""

from typing import Any

from mail import operations
from mail.operations.purging import DROP, PIECE, PURGE
from mail.queries.feedback import all_domains
from mail.queries.keeping import boxes_to_purge, forsaken
from office import blob_uses, blobs
from office.outbox import delivers, every
from office.permissions import SYSTEM

AT = "40 2 * * *"


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
            last = box.id
    while ids := forsaken(most=PIECE):
        if not operations.blank_forsaken(ids, by=SYSTEM):
            break


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
