"""What operators read: one line of JSON per event, with named fields and without personal data."""

import sys
import traceback
from typing import Any

import structlog

from office.config import Settings

LEVEL_WORK = 20
LEVEL_TESTS = 50


def configure(settings: Settings) -> None:
    """Write events to standard error; tests hear only what is critical."""
    level = LEVEL_TESTS if settings.testing else LEVEL_WORK
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def without_values(_logger: Any, _method: str, event: Any) -> Any:
    """Say of an exception its kind and place; its message may hold what somebody typed."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ]
    return event
