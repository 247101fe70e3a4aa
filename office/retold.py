"""A listener that failed is told its event again, as a job of its own."""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any

from pydantic import TypeAdapter

from office import clock, events, outbox
from office.db import transaction


def enqueue_retold(listener: Callable[[Any], None], event: object) -> None:
    """Repeat a failed listener as a job of its own."""
    if not is_dataclass(event) or isinstance(event, type):
        raise TypeError("events are dataclasses")
    name = events.listener_name(listener)
    outbox.enqueue(
        "events.retell",
        key=f"retell:{name}:{clock.now().isoformat()}",
        listener=name,
        facts=TypeAdapter(type(event)).dump_python(event, mode="json"),
    )


@outbox.delivers("events.retell")
def _retell(body: dict[str, Any]) -> None:
    listener, event = events.listener_named(body["listener"])
    with transaction():
        listener(TypeAdapter(event).validate_python(body["facts"], strict=False))
