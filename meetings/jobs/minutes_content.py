"""What the minutes of a meeting say, read from its records."""

from dataclasses import replace
from datetime import datetime

from meetings import queries
from meetings.compose.coming import coming_and_going
from meetings.compose.facts import Attendant, Fingerprint, Minutes
from meetings.compose.manifest import canonical, fingerprint
from meetings.jobs.minutes_items import items_of
from meetings.models import Meeting, Part, Participant, Rsvp, SectionPlace
from meetings.queries.calendars import web_address
from office import clock
from office.units import queries as units
from office.units.headings import heading_of

ABSENT = {Rsvp.DECLINED, Rsvp.DELEGATED}
NOBODY = Attendant("")
CHECKS = "/meetings/verify"


def minutes_of(meeting: Meeting, *, version: int) -> Minutes:
    """The whole minutes with the fingerprint of everything as it stands now."""
    parent, own = heading_of(meeting.agency_id)
    people = queries.people_for_minutes(meeting)
    texts = {(one.place, one.item_id): one.body for one in queries.sections_of(meeting)}
    closed = meeting.closed_at or meeting.ends_at
    notes = _notes(meeting)
    return Minutes(
        agency=own,
        parent_agency=parent,
        subject=meeting.title,
        notation=f"BB-{units.symbol_of(meeting.agency_id)}",
        began=clock.to_local(meeting.opened_at or meeting.starts_at),
        ended=clock.to_local(closed),
        venue=meeting.place,
        form=FORMS[meeting.form],
        chair=_first(people, Part.CHAIR),
        secretary=_first(people, Part.SECRETARY),
        present=_listed(people, notes, (Part.CHAIR, Part.SECRETARY, Part.MEMBER)),
        invited=_listed(people, notes, (Part.INVITED, Part.OBSERVER)),
        absent=tuple(_absent(one) for one in people if not _was_there(notes, one)),
        head=texts.get((SectionPlace.HEAD, None), ""),
        items=tuple(items_of(meeting, texts)),
        tail=texts.get((SectionPlace.TAIL, None), ""),
        gaps=tuple(_gap(began, ended) for began, ended in queries.unrecorded(meeting)),
        fingerprint=_fingerprint(meeting),
        version=version,
    )


FORMS = {"in_person": "trực tiếp", "online": "trực tuyến", "hybrid": "trực tiếp và trực tuyến"}


def attendant(one: Participant) -> Attendant:
    """Somebody on the list as papers print him: name, title and unit of that day."""
    return Attendant(one.name, one.title, one.organisation)


def _first(people: list[Participant], part: Part) -> Attendant:
    found = next((one for one in people if one.part == part), None)
    return attendant(found) if found else NOBODY


def _notes(meeting: Meeting) -> dict[int, str]:
    """Of each who was there, what is said beside his name; empty while the door was not kept."""
    began = clock.to_local(meeting.opened_at or meeting.starts_at)
    ended = clock.to_local(meeting.closed_at or clock.now())
    return {
        participant: coming_and_going(
            [(clock.to_local(one.from_at), _local(one.to_at)) for one in spans],
            began=began,
            ended=ended,
        )
        for participant, spans in queries.spans_of(meeting).items()
    }


def _local(at: datetime | None) -> datetime | None:
    return clock.to_local(at) if at else None


def _listed(
    people: list[Participant], notes: dict[int, str], parts: tuple[Part, ...]
) -> tuple[Attendant, ...]:
    return tuple(
        replace(attendant(one), note=notes.get(one.id, ""))
        for one in people
        if one.part in parts and _was_there(notes, one)
    )


def _was_there(notes: dict[int, str], one: Participant) -> bool:
    """By the spans of presence where the door was kept; else by what he answered."""
    return one.id in notes if notes else one.is_admitted and one.rsvp not in ABSENT


def _absent(one: Participant) -> Attendant:
    reason = one.reason or ("không có lý do" if one.rsvp not in ABSENT else "có báo trước")
    return Attendant(one.name, one.title, one.organisation, reason=reason)


def _gap(began: datetime, ended: datetime) -> str:
    return f"{clock.to_local(began):%H:%M:%S}–{clock.to_local(ended):%H:%M:%S}"


def _fingerprint(meeting: Meeting) -> Fingerprint:
    manifest = queries.manifest_of(meeting)
    data = canonical(manifest)
    mark = fingerprint(data)
    return Fingerprint(
        mark,
        data,
        address=web_address(f"{CHECKS}?fingerprint={mark}"),
        segments=len(manifest.segments),
        length=_length(queries.recorded_seconds(meeting)),
    )


def _length(seconds: int) -> str:
    if not seconds:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} giờ"] if hours else []
    return " ".join([*parts, f"{minutes} phút", f"{left} giây"])
