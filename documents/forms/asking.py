"""Codes that anybody may type: each try is counted before it is looked up."""

from datetime import timedelta

from documents import queries
from documents.queries import PublicProgress
from office.accounts import throttle
from office.accounts.entrance import network

BY_NETWORK = throttle.Limit(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=5))


def asked(code: str, *, visitor: str) -> PublicProgress | None:
    """What the code opens; a right one takes its try back, so that only guessing is slowed down.

    Raises Throttled when a network has guessed too often.
    """
    key = throttle.key_of("progress", network(visitor))
    throttle.take(key, limit=BY_NETWORK)
    found = queries.public_progress(code)
    if found is not None:
        throttle.give_back(key)
    return found
