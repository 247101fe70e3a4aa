"""Opinion slips by the clock: reminders, closing when due; and the sheet of the result."""

from datetime import timedelta
from typing import Any

import structlog

from meetings import operations
from meetings.compose.slip import SlipSheet, compose_slip
from meetings.models import OpinionSlip, SlipMember
from meetings.queries import slips as queries
from meetings.voting import words
from office import blobs, clock, outbox
from office.db import db, transaction
from office.errors import Refusal
from office.outbox import delivers, every
from office.permissions import SYSTEM
from office.units.headings import heading_of
from signing import operations as signing

log = structlog.get_logger(__name__)

TOPIC = "meetings.compose_slip"
BEFORE = timedelta(days=1)
ANSWERS = {"agree": "Đồng ý", "change": "Đồng ý, có sửa đổi", "disagree": "Không đồng ý"}


@every(name="meetings.slips", seconds=600)
def attend(_body: dict[str, Any]) -> None:
    """Remind a day before a slip is due, close it when its time is over, try failed sheets again.

    One slip that cannot be closed does not keep the others from it.
    """
    for slip_id in [one.id for one in queries.slips_due(BEFORE)]:
        try:
            _attend(slip_id)
        except Exception:
            log.exception("slip_not_attended", slip=slip_id)
    with transaction():
        for slip in queries.slips_without_sheet():
            outbox.repeat(TOPIC, key=f"slip:{slip.uid}", slip_id=slip.id)


def _attend(slip_id: int) -> None:
    slip = db.session.get_one(OpinionSlip, slip_id)
    if slip.due_at <= clock.now():
        operations.close_slip(slip, by=SYSTEM)
    else:
        operations.remind_members(slip, by=SYSTEM)


@delivers(TOPIC)
def compose(body: dict[str, Any]) -> None:
    """Make the sheet, once."""
    slip = db.session.get_one(OpinionSlip, body["slip_id"])
    if slip.sha256:
        return
    try:
        made = compose_slip(_sheet(slip, queries.slip_members(slip)))
    except Refusal as refusal:
        operations.note_slip_problem(slip, str(refusal.message), by=SYSTEM)
        return
    fields = [
        signing.SignatureField(name, at.page, signing.Rect(at.x0, at.y0, at.x1, at.y1))
        for name, at in made.places.items()
    ]
    pdf = signing.lay_out(made.pdf, signatures=fields)
    operations.keep_slip_sheet(slip, blobs.put(pdf), by=SYSTEM)


def _sheet(slip: OpinionSlip, members: list[SlipMember]) -> SlipSheet:
    parent, own = heading_of(slip.agency_id)
    found = slip.result
    kinds = "; ".join(f"{ANSWERS[kind].lower()}: {n}" for kind, n in found["answers"].items())
    return SlipSheet(
        agency=own,
        parent=parent,
        question=slip.question,
        facts=(
            f"Số người được hỏi: {found['asked']}; số người trả lời: {found['answered']}; {kinds}.",
            f"Cần ít nhất {found['needed']} {words.BASES[found['base']]} ({found['counted_of']}).",
            f"Gửi lúc {_moment(slip.sent_at)}, hạn trả lời {_moment(slip.due_at)}.",
        ),
        rows=[
            (one.name, one.title, ANSWERS[one.answer] if one.answer else "Không trả lời", one.text)
            for one in members
        ],
        outcome=f"Kết quả: {words.OUTCOMES[found['outcome']]}.",
        chair=next(one.name for one in members if one.is_chair),
        result_hash=slip.result_hash,
        made_at=slip.closed_at or clock.now(),
    )


def _moment(at: Any) -> str:
    return f"{clock.to_local(at):%H giờ %M ngày %d/%m/%Y}" if at else ""
