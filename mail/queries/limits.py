"""How much an account has written of late, by pages and by every door for programs together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from mail.models import Mailbox, MailWritten, OutgoingMail
from mail.queries.outgoing import is_inside
from mail.wire import names
from office import clock
from office.db import db

MOST_A_DAY = 1000
MANY_AN_HOUR = 200
MOST_STRANGERS_A_DAY = 300
BURST = 10
FEWEST_FOR_BURST = 50
HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=31)


class Limit(StrEnum):
    """Which bound an account has come to."""

    DAY = "day"
    HOUR = "hour"
    STRANGERS = "strangers"


@dataclass(frozen=True)
class Written:
    """Addresses written to within an hour, a day and the month before it; new ones in the day."""

    hour: int
    day: int
    month: int
    strangers: int

    def is_sudden(self, count: int) -> bool:
        """Whether so many more would be ten times what this account writes on a day."""
        today = self.day + count
        return today >= FEWEST_FOR_BURST and 0 < self.month < today * 30 / BURST


def written_by(person_id: int) -> Written:
    """The sums of one account in one question."""
    now, at = clock.now(), MailWritten.written_at
    number = func.sum(MailWritten.recipients)
    row = db.session.execute(
        select(
            number.filter(at >= now - HOUR),
            number.filter(at >= now - DAY),
            number.filter(at < now - DAY),
            func.sum(MailWritten.strangers).filter(at >= now - DAY),
        ).where(MailWritten.person_id == person_id, at >= now - MONTH)
    ).one()
    return Written(*(int(one or 0) for one in row))


def strangers_among(box: Mailbox | None, addresses: Sequence[str]) -> int:
    """How many of the addresses lie outside and never had a letter of this box."""
    outside = {_wire(one) for one in addresses if not is_inside(one)}
    if not outside or box is None:
        return len(outside)
    before = select(OutgoingMail.to).where(
        OutgoingMail.mailbox_id == box.id, OutgoingMail.to.in_(outside)
    )
    return len(outside - set(db.session.scalars(before)))


def _wire(address: str) -> str:
    try:
        return names.on_the_wire(address)
    except names.BadName:
        return address


def over(written: Written, count: int, strangers: int) -> Limit | None:
    """The bound of a day that a letter to so many would pass."""
    if written.day + count > MOST_A_DAY:
        return Limit.DAY
    if strangers and written.strangers + strangers > MOST_STRANGERS_A_DAY:
        return Limit.STRANGERS
    return None


def room_for_programs(written: Written) -> tuple[int, Limit]:
    """To how many more addresses a program may write now, and which bound it then comes to."""
    if written.hour >= MANY_AN_HOUR:
        return 0, Limit.HOUR
    return max(MOST_A_DAY - written.day, 0), Limit.DAY
