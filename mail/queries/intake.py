"""What was taken in and waits to be delivered; where clamd answers."""

from collections.abc import Sequence

from sqlalchemy import select

from mail.models import ArrivalState, MailArrival, MailMessage, OutgoingMail
from office import fetch
from office.config import current_settings
from office.db import db


def waiting(ids: Sequence[int]) -> list[MailArrival]:
    """Those of these arrivals that are not delivered yet, in the order in which they came."""
    wanted = select(MailArrival).where(
        MailArrival.id.in_(ids), MailArrival.state == ArrivalState.WAITING
    )
    return list(db.session.scalars(wanted.order_by(MailArrival.id)))


def sent_by_name(message_id: str, box_ids: Sequence[int]) -> list[OutgoingMail]:
    """What left these boxes under a Message-ID: a report speaks of it."""
    return list(
        db.session.scalars(
            select(OutgoingMail)
            .join(MailMessage, MailMessage.id == OutgoingMail.message_id)
            .where(MailMessage.message_id == message_id, OutgoingMail.mailbox_id.in_(box_ids))
            .order_by(OutgoingMail.id)
        )
    )


def passed_on(message_id: str, sender: str) -> list[OutgoingMail]:
    """What a list has sent on of a letter under its own address."""
    return list(
        db.session.scalars(
            select(OutgoingMail)
            .join(MailMessage, MailMessage.id == OutgoingMail.message_id)
            .where(MailMessage.message_id == message_id, OutgoingMail.envelope_from == sender)
            .order_by(OutgoingMail.id)
        )
    )


def arrival_of(message: MailMessage) -> MailArrival | None:
    """How a message first came in."""
    mine = select(MailArrival).where(MailArrival.message_id == message.id)
    return db.session.scalars(mine.order_by(MailArrival.id).limit(1)).first()


@fetch.allows("clamd")
def clamd_hosts() -> list[tuple[str, int]]:
    """The one scanner that a configuration names."""
    host, _colon, port = current_settings().clamd.rpartition(":")
    return [(host.strip("[]"), int(port))] if host and port.isdigit() else []
