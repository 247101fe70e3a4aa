"""Who came late, was out or left early, in the words of minutes; others have no note."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

GRACE = timedelta(minutes=5)
"""Shorter than this is the time that a room takes to sit down, or a line that was cut."""

Span = tuple[datetime, datetime | None]


def coming_and_going(spans: Sequence[Span], *, began: datetime, ended: datetime) -> str:
    """The note beside a name: "đến lúc 08 giờ 20; vắng từ … đến …; về lúc 10 giờ 05"."""
    joined = _joined(spans, began, ended)
    if not joined:
        return ""
    parts = [f"đến lúc {_at(joined[0][0])}"] if joined[0][0] - began > GRACE else []
    parts += [
        f"vắng từ {_at(left)} đến {_at(back)}" for (_came, left), (back, _left) in pairwise(joined)
    ]
    parts += [f"về lúc {_at(joined[-1][1])}"] if ended - joined[-1][1] > GRACE else []
    return "; ".join(parts)


def _joined(
    spans: Sequence[Span], began: datetime, ended: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches within the session, those put together that only a moment parts."""
    found: list[tuple[datetime, datetime]] = []
    for since, until in sorted((max(a, began), min(b or ended, ended)) for a, b in spans):
        if until <= since and ended > began:
            continue
        if found and since - found[-1][1] <= GRACE:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _at(moment: datetime) -> str:
    return f"{moment:%H giờ %M}"
