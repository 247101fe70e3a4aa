"""What monitoring is told of mail: what waits and how long, what came, left and was refused."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from mail.models import LineCount, MailArrival, MailState, OutgoingMail
from mail.queries.pressure import FOLDER, pressure
from office import clock
from office.config import current_settings
from office.db import db
from office.metrics import Figure, by_label, figure, measured

SPAN = timedelta(hours=1)
DAY = timedelta(days=1)
MOST_READ = 5000
COUNTS = "counts-*.json"


@measured
def mail_figures() -> Iterator[Figure]:
    """All of the house together, no agency and no address."""
    now = pressure()
    intake = {"accepted": now.accepted, "spoilt": now.spoilt, "failed": now.failed}
    queue = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    states = {state.value: float(count) for state, count in db.session.execute(queue)}
    yield by_label("office_mail_intake", "Mail taken in and not delivered", "state", intake)
    yield figure("office_mail_intake_oldest_seconds", "Age of the oldest of it", _age(now.oldest))
    yield figure("office_mail_doors_open", "Processes that take mail in", now.open_doors)
    yield by_label("office_mail_queue", "Messages on their way out", "state", states)
    oldest = _age(now.oldest_out)
    yield figure("office_mail_queue_oldest_seconds", "Age of the oldest that waits", oldest)
    yield from _passed()
    yield _refused()
    yield _sessions()


def _age(at: datetime | None) -> float:
    return (clock.now() - at).total_seconds() if at else 0.0


def _passed() -> Iterator[Figure]:
    since = clock.now() - SPAN
    came = select(MailArrival.listener, func.count()).where(MailArrival.received_at > since)
    rows = db.session.execute(came.group_by(MailArrival.listener))
    arrived = {listener: float(count) for listener, count in rows}
    left = select(func.count()).where(
        OutgoingMail.state == MailState.SENT, OutgoingMail.sent_at > since
    )
    lines = select(func.sum(LineCount.count)).where(
        LineCount.day == clock.today(), LineCount.fault != ""
    )
    yield by_label("office_mail_received", "Mail taken in the last hour", "listener", arrived)
    yield figure(
        "office_mail_sent", "Messages that left in the last hour", db.session.scalar(left) or 0
    )
    faults = float(db.session.scalar(lines) or 0)
    yield figure("office_mail_lines_not_private", "Lines of today that were not private", faults)


def _refused() -> Figure:
    """By the reply code of the other side, of the messages of the last day."""
    wanted = select(OutgoingMail.answer).where(
        OutgoingMail.state.in_((MailState.FAILED, MailState.QUEUED)),
        OutgoingMail.attempts > 0,
        OutgoingMail.made_at > clock.now() - DAY,
    )
    answers = db.session.scalars(wanted.order_by(OutgoingMail.id.desc()).limit(MOST_READ))
    codes = Counter(str(answer.get("code") or "none") for answer in answers)
    says = "Messages of the last day that others refused or put off"
    return by_label("office_mail_refused", says, "code", dict(codes))


def _sessions() -> Figure:
    """What the processes of `office smtp` have counted since they began."""
    sums: Counter[str] = Counter()
    for file in sorted((current_settings().data_dir / FOLDER).glob(COUNTS)):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            sums.update({str(name): int(count) for name, count in told.items()})
        except (OSError, ValueError, AttributeError):
            continue
    samples = tuple(({"event": name}, float(count)) for name, count in sorted(sums.items()))
    says = "What the doors for mail have answered since they opened"
    return Figure("office_smtp_events_total", says, samples, "counter")
