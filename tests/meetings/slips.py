"""Builders of opinion slips for tests: three members, the leader presides."""

from datetime import timedelta

from meetings import operations
from office import blobs, clock

MEMBERS = ("leader", "head", "other_head")
PAPER = b"%PDF-1.7 giay to"


def words(snv, **given):
    """What is asked of the three until the day after tomorrow."""
    filled = {
        "question": "Thống nhất kế hoạch năm?",
        "background": "Kèm dự thảo.",
        "due_at": clock.now() + timedelta(days=2),
        "members": [snv.people[name].desk_id for name in MEMBERS],
        "chair": snv.leader.desk_id,
    }
    return operations.SlipWords(**filled | given)


def drafted(snv, **given):
    """Written by the official, with a paper."""
    slip = operations.draft_slip(words(snv, **given), by=snv.official)
    operations.lay_slip_paper(
        slip,
        blobs.put(PAPER),
        name="Dự thảo.pdf",
        media_type="application/pdf",
        by=snv.official,
    )
    return slip


def sent(snv, **given):
    """On the desks of its members."""
    slip = drafted(snv, **given)
    operations.send_slip(slip, by=snv.official)
    return slip
