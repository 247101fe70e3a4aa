"""What hangs on work that was given up, put right by the package that asked for it."""

from collections.abc import Callable
from typing import Any

import structlog

from office.db import db

log = structlog.get_logger(__name__)
Mender = Callable[[dict[str, Any]], None]
_menders: dict[str, Mender] = {}


def when_given_up(topic: str) -> Callable[[Mender], Mender]:
    """Register what is put right when a job of a topic becomes a dead letter; safe to run twice."""

    def keep(mender: Mender) -> Mender:
        _menders[topic] = mender
        return mender

    return keep


def put_right(topic: str, key: str, body: dict[str, Any]) -> None:
    """Before the job is marked dead: a worker that falls in between does it again."""
    mender = _menders.get(topic)
    if mender is None:
        return
    db.session.rollback()
    try:
        mender(body)
    except Exception as fault:
        db.session.rollback()
        log.error("job_left_behind", topic=topic, key=key, exc_info=fault)
