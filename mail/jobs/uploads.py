"""Every night the pieces of files go that were never finished."""

from typing import Any

from mail import operations
from office.outbox import every
from office.permissions import SYSTEM


@every(name="mail.clear_uploads", cron="20 3 * * *")
def clear_uploads(_body: dict[str, Any]) -> None:
    """Once a night."""
    operations.clear_uploads(by=SYSTEM)


__all__ = ["clear_uploads"]
