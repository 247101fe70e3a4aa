"""Work of the clock: tries, sent forms and kept answers nobody needs any more."""

from typing import Any

from office import repeats
from office.accounts import throttle
from office.outbox import every


@every(name="accounts.prune", cron="20 * * * *")
def prune(_body: dict[str, Any]) -> None:
    """Forget old tries, submissions and kept calls."""
    throttle.prune()
    repeats.forget_old()
