"""When people are busy: spans of time without a word of what fills them (VFREEBUSY)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import FreeBusy
from icalendar.prop import vPeriod

from meetings.ical.values import Caller, Method
from meetings.ical.writing import address_of, line_of, written


@dataclass(frozen=True, order=True)
class Span:
    """From a moment until another, which is no more part of it."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        """Whether two spans have a moment in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def within(self, frame: "Span") -> "Span | None":
        """What lies inside a frame."""
        if not self.meets(frame):
            return None
        return Span(max(self.starts_at, frame.starts_at), min(self.ends_at, frame.ends_at))


def merged(spans: Iterable[Span], *, frame: Span) -> list[Span]:
    """Spans inside a frame, in order; those that touch become one, so that none tells of two."""
    found: list[Span] = []
    for one in sorted(cut for span in spans if (cut := span.within(frame)) is not None):
        if found and one.starts_at <= found[-1].ends_at:
            last = found[-1]
            found[-1] = Span(last.starts_at, max(last.ends_at, one.ends_at))
        else:
            found.append(one)
    return found


def busy_sheet(
    person: Caller, spans: Iterable[Span], *, frame: Span, uid: str, at: datetime
) -> str:
    """The published busy times of a person (RFC 5546 3.3.1)."""
    sheet = FreeBusy()
    sheet.add("uid", line_of(uid))
    sheet.add("dtstamp", at.astimezone(UTC))
    sheet.add("dtstart", frame.starts_at.astimezone(UTC))
    sheet.add("dtend", frame.ends_at.astimezone(UTC))
    owner = address_of(person.address)
    if person.name:
        owner.params["CN"] = line_of(person.name)
    sheet.add("organizer", owner, encode=False)
    for one in merged(spans, frame=frame):
        period = vPeriod((one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)))
        period.params["FBTYPE"] = "BUSY"
        sheet.add("freebusy", period, encode=False)
    return written(Method.PUBLISH, [sheet])
