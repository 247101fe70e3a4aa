"""Which events were applied: an identifier is taken for ever."""

from typing import Any

from personnel.national.sandbox import wallclock
from personnel.national.sandbox.register import Register


def note(register: Register, event: dict[str, Any], subject: str, version: int) -> None:
    row = (event["eventId"], subject, event["sequence"], version, wallclock.now())
    register.store.run("INSERT INTO applied VALUES (?, ?, ?, ?, ?)", *row)


def version_of(register: Register, event_id: str) -> int | None:
    """The version that an event led to, None for one that was never applied."""
    query = "SELECT version FROM applied WHERE event_id = ?"
    row = register.store.row(query, event_id)
    return row["version"] if row else None
