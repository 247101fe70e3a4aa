"""Facts told inside the transaction: `publish` upwards, `@subscribe` above."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from office.db import savepoint

log = structlog.get_logger(__name__)
Event = TypeVar("Event")


@dataclass(frozen=True)
class Subscription:
    """One listener; a `must` one takes the publisher down with it when it fails."""

    listener: Callable[[Any], None]
    must: bool


_subscriptions: dict[type, list[Subscription]] = {}


def subscribe(
    event: type[Event], *, must: bool = False
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Listen to an event; the listener changes a few own rows or enqueues, nothing more."""

    def keep(listener: Callable[[Event], None]) -> Callable[[Event], None]:
        known = _subscriptions.setdefault(event, [])
        if all(entry.listener is not listener for entry in known):
            known.append(Subscription(listener, must))
        return listener

    return keep


def publish(event: object) -> None:
    """Tell every listener in the publisher's transaction.

    A failing listener that is not `must` is rolled back alone and repeated as a job.
    """
    for entry in _subscriptions.get(type(event), []):
        if entry.must:
            entry.listener(event)
        else:
            _tell_safely(entry.listener, event)


def _tell_safely(listener: Callable[[Any], None], event: object) -> None:
    try:
        with savepoint():
            listener(event)
    except Exception:
        log.exception("subscriber_failed", listener=listener.__qualname__)
        _repeat_later(listener, event)


def _repeat_later(listener: Callable[[Any], None], event: object) -> None:
    from office import retold

    retold.enqueue_retold(listener, event)


def listener_named(name: str) -> tuple[Callable[[Any], None], type]:
    """Find a listener and its event class by the name a retold job carries."""
    for event, entries in _subscriptions.items():
        for entry in entries:
            if listener_name(entry.listener) == name:
                return entry.listener, event
    raise LookupError(name)


def listener_name(listener: Callable[[Any], None]) -> str:
    """The stable name of a listener."""
    return f"{listener.__module__}:{listener.__qualname__}"
