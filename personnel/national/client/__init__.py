"""The client of a national register: typed calls, small outcomes, no database."""

from personnel.national.client.channel import Call, Channel, Reply, RestChannel
from personnel.national.client.outcomes import (
    Accepted,
    Conflict,
    Deferred,
    Duplicate,
    FieldError,
    Later,
    Outcome,
    Refused,
    Rejected,
    Trouble,
    Waiting,
)
from personnel.national.client.register import Register

__all__ = [
    "Accepted",
    "Call",
    "Channel",
    "Conflict",
    "Deferred",
    "Duplicate",
    "FieldError",
    "Later",
    "Outcome",
    "Refused",
    "Register",
    "Rejected",
    "Reply",
    "RestChannel",
    "Trouble",
    "Waiting",
]
