"""The rules and absence notes of boxes, and the rules of the domains they write from."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from mail.models import (
    AddressKind,
    AwayAnswer,
    AwayNote,
    BoxState,
    DomainRules,
    MailAddress,
    Mailbox,
    MailDomain,
    MailRule,
    rules_of,
)
from office.db import db

ANSWER_AGAIN = timedelta(days=7)


def rules_in(box_ids: Collection[int]) -> dict[int, list[MailRule]]:
    """The rules that are on, by box, in their order; those of who left do nothing any more."""
    found: dict[int, list[MailRule]] = {}
    wanted = (
        select(MailRule)
        .join(Mailbox, Mailbox.id == MailRule.mailbox_id)
        .where(
            MailRule.mailbox_id.in_(box_ids),
            MailRule.is_on,
            Mailbox.state != BoxState.HANDOVER,
        )
    )
    for row in db.session.scalars(wanted.order_by(MailRule.order, MailRule.id)):
        found.setdefault(row.mailbox_id, []).append(row)
    return found


def domain_rules_in(box_ids: Collection[int]) -> dict[int, DomainRules]:
    """The mail rules of the domain from which each box writes."""
    rows = db.session.execute(
        select(MailAddress.mailbox_id, MailDomain)
        .join(MailDomain, MailDomain.id == MailAddress.domain_id)
        .where(MailAddress.mailbox_id.in_(box_ids), MailAddress.kind == AddressKind.PRIMARY)
    ).all()
    known = {domain.id: rules_of(domain) for _box, domain in rows}
    return {box: known[domain.id] for box, domain in rows if box is not None}


def away_in(box_ids: Collection[int], at: datetime) -> list[AwayNote]:
    """The absence notes that speak at an instant."""
    return list(
        db.session.scalars(
            select(AwayNote).where(
                AwayNote.mailbox_id.in_(box_ids), AwayNote.valid_from <= at, AwayNote.valid_to > at
            )
        )
    )


def answered(box_id: int, sender: str) -> AwayAnswer | None:
    """When a sender was last told that the owner of a box is away."""
    return db.session.scalars(
        select(AwayAnswer).where(AwayAnswer.mailbox_id == box_id, AwayAnswer.sender == sender)
    ).first()


def box_addresses(box_id: int) -> set[str]:
    """Every address of a box, folded."""
    mine = select(MailAddress.folded).where(MailAddress.mailbox_id == box_id)
    return set(db.session.scalars(mine))
