"""Asking that people be told by text: who entered a number and wants it, where a service is.

What stands in the outbox names an account and no number; the number is read when the text leaves.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from office import failed_jobs, outbox, vault
from office.accounts.models import Account
from office.config import current_settings
from office.db import db

TOPIC = "texts.send"
LINES = 4  # of one line that waits for the service, three others go on
failed_jobs.hold_no_content(TOPIC)


def is_on() -> bool:
    """Whether the operator named a service."""
    return bool(current_settings().text_url)


def tell(people: Collection[int], *, about: str, until: datetime) -> int:
    """Have people told, in the open operation, that there is something to look at; says how many.

    The same `about` is told a person once; from `until` on it is of no use and does not leave.
    """
    if not is_on() or not people:
        return 0
    wanted = select(Account.id).where(Account.person_id.in_(people), receives())
    return sum(_ask(account_id, about, until) for account_id in db.session.scalars(wanted))


def receives() -> ColumnElement[bool]:
    """The accounts whose people want texts and can have them."""
    return and_(Account.wants_texts, Account.mobile != "", Account.disabled_at.is_(None))


def _ask(account_id: int, about: str, until: datetime) -> bool:
    key = f"text:{account_id}:{about}"
    return outbox.enqueue(
        TOPIC,
        key=key,
        lane=outbox.Lane.OUT,
        partition=f"texts:{account_id % LINES}",
        account=account_id,
        number=vault.mark(key, purpose="texts"),
        until=until.isoformat(),
    )
