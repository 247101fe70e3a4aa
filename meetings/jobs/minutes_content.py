"""What the minutes of a meeting say, read from its records."""

from datetime import datetime

from meetings import queries
from meetings.compose.facts import Attendant, Fingerprint, Item, Minutes, Order
from meetings.compose.manifest import canonical, fingerprint
from meetings.models import (
    AgendaItem,
    Meeting,
    MeetingTask,
    Part,
    Participant,
    Rsvp,
    SectionPlace,
)
from office import clock
from office.units import queries as units
from office.units.headings import heading_of

ABSENT = {Rsvp.DECLINED, Rsvp.DELEGATED}
NOBODY = Attendant("")


def minutes_of(meeting: Meeting, *, version: int) -> Minutes:
    """The whole minutes with the fingerprint of everything as it stands now."""
    parent, own = heading_of(meeting.agency_id)
    people = queries.people_of(meeting)
    texts = {(one.place, one.item_id): one.body for one in queries.sections_of(meeting)}
    closed = meeting.closed_at or meeting.ends_at
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
        present=_listed(meeting, people, (Part.CHAIR, Part.SECRETARY, Part.MEMBER)),
        invited=_listed(meeting, people, (Part.INVITED, Part.OBSERVER)),
        absent=tuple(_absent(one) for one in people if not _was_there(meeting, one)),
        head=texts.get((SectionPlace.HEAD, None), ""),
        items=tuple(_item(meeting, item, texts) for item in queries.agenda_of(meeting)),
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


def _listed(
    meeting: Meeting, people: list[Participant], parts: tuple[Part, ...]
) -> tuple[Attendant, ...]:
    return tuple(attendant(one) for one in people if one.part in parts and _was_there(meeting, one))


def _was_there(meeting: Meeting, one: Participant) -> bool:
    """By the spans of presence where the door was kept; else by what he answered."""
    known = queries.who_was_there(meeting)
    return one.id in known if known else one.is_admitted and one.rsvp not in ABSENT


def _absent(one: Participant) -> Attendant:
    reason = one.reason or ("không có lý do" if one.rsvp not in ABSENT else "có báo trước")
    return Attendant(one.name, one.title, one.organisation, reason=reason)


def _item(
    meeting: Meeting, item: AgendaItem, texts: dict[tuple[SectionPlace, int | None], str]
) -> Item:
    tasks = [one for one in queries.confirmed_tasks(meeting) if one.item_id == item.id]
    return Item(
        title=item.title,
        presenter=item.presenter,
        span=_span(item.started_at, item.ended_at),
        course=texts.get((SectionPlace.ITEM, item.id), ""),
        votes=tuple(queries.votes_on(item)),
        conclusion=item.conclusion,
        decision=item.decision_number,
        tasks=tuple(_order(one) for one in tasks),
    )


def _span(began: datetime | None, ended: datetime | None) -> str:
    if began is None:
        return ""
    words = f"{clock.to_local(began):%H giờ %M}"
    return f"{words} – {clock.to_local(ended):%H giờ %M}" if ended else f"từ {words}"


def _order(task: MeetingTask) -> Order:
    day = clock.to_local(task.made_at).date()
    return Order(
        task.text,
        units.name_of(task.lead_unit_id, day),
        tuple(units.name_of(one, day) for one in task.helper_ids),
        f"{task.due_on:%d/%m/%Y}",
        task.product,
    )


def _gap(began: datetime, ended: datetime) -> str:
    return f"{clock.to_local(began):%H:%M:%S}–{clock.to_local(ended):%H:%M:%S}"


def _fingerprint(meeting: Meeting) -> Fingerprint:
    manifest = queries.manifest_of(meeting)
    data = canonical(manifest)
    return Fingerprint(
        fingerprint(data),
        data,
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
