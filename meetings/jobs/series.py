"""Each morning the meetings of series are laid out sixty days ahead."""

from typing import Any

import structlog

from meetings import operations, queries
from office.errors import Refusal
from office.outbox import every
from office.permissions import SYSTEM

log = structlog.get_logger(__name__)


@every(name="meetings.series", cron="20 5 * * *")
def lay_out_series(_body: dict[str, Any]) -> None:
    """One series that cannot be laid out does not keep the others from it."""
    for series_id in queries.running_series():
        try:
            operations.lay_out_ahead(queries.series_by_id(series_id), by=SYSTEM)
        except Refusal as refusal:
            log.warning("series_not_laid_out", series=series_id, reason=str(refusal.message))
