"""Meetings as calendars know them: who calls, under which address answers come, what is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from mail import queries as mail
from meetings.ical.values import Answer, Attendee, Caller, Occasion
from meetings.ical.values import Part as CalendarPart
from meetings.ical.values import Room as CalendarRoom
from meetings.models import (
    HELD,
    LIVE,
    AgendaItem,
    ItemKind,
    Meeting,
    MeetingState,
    Part,
    Participant,
    Room,
    RoomKind,
    Rsvp,
)
from meetings.queries.rooms import rooms_held_for, rooms_held_for_each
from meetings.queries.seeing import agenda_of, agendas_of
from office import clock, vault
from office.accounts.models import Account
from office.config import current_settings
from office.db import db
from office.errors import NotFound
from office.i18n import _, force_locale
from office.units import queries as units
from office.units.models import Desk

REPLIES = "meetings.reply"
TAG = "m."
ROOM_TAG = "r."
LONGEST_LOCAL = 64
BACK, AHEAD_OF = timedelta(days=90), timedelta(days=400)
IN_CALENDAR = (MeetingState.INVITED, *LIVE, *HELD, MeetingState.CANCELLED)
AWAY = (Rsvp.DECLINED, Rsvp.DELEGATED)
ANSWERS = {
    Rsvp.NONE: Answer.NEEDS_ACTION,
    Rsvp.ACCEPTED: Answer.ACCEPTED,
    Rsvp.TENTATIVE: Answer.TENTATIVE,
    Rsvp.DECLINED: Answer.DECLINED,
    Rsvp.DELEGATED: Answer.DELEGATED,
}
RSVPS = {answer: rsvp for rsvp, answer in ANSWERS.items()}
PARTS = {Part.CHAIR: CalendarPart.CHAIR, Part.OBSERVER: CalendarPart.OPTIONAL}


@dataclass(frozen=True)
class CallingBox:
    """The mailbox in whose name a meeting is called."""

    box_id: int
    address: str
    name: str


def calling_box(meeting: Meeting) -> CallingBox | None:
    """The box of the unit that prepares a meeting, else that of its agency's clerks."""
    return _box_of(meeting.unit_id, meeting.agency_id)


def _box_of(unit: int, agency: int) -> CallingBox | None:
    unit_id, agency_id = units.successor_of(unit), units.successor_of(agency)
    for find, of in ((units.desk_of_unit, unit_id), (units.clerk_desk, agency_id)):
        try:
            desk: Desk = find(of)
        except NotFound:
            continue
        box = mail.box_of_desk(desk.id)
        if box is not None and mail.address_of(box):
            return CallingBox(box.id, mail.address_of(box), box.name)
    return None


def address_of(participant: Participant) -> str:
    """Where somebody is written to: his box in this house, else the address of his account."""
    if participant.person_id is None:
        return participant.address
    box = mail.own_box(participant.person_id)
    if box is not None and mail.address_of(box):
        return mail.address_of(box)
    account = select(Account.email).where(
        Account.person_id == participant.person_id, Account.disabled_at.is_(None)
    )
    return db.session.scalar(account) or ""


def reply_mark(meeting: Meeting, participant: Participant) -> str:
    """The mark in the address to which this person's calendar answers; nobody else can make it."""
    return TAG + vault.mark(f"{meeting.uid}:{participant.uid}", purpose=REPLIES)


def reply_address(meeting: Meeting, participant: Participant, box: CallingBox) -> str:
    """The address of the calling box with the mark, where it does not grow too long for mail."""
    marked = mail.with_tag(box.address, reply_mark(meeting, participant))
    return marked if len(marked.rpartition("@")[0]) <= LONGEST_LOCAL else box.address


def occasion_for(
    meeting: Meeting, participant: Participant, box: CallingBox, *, address: str, text: str = ""
) -> Occasion:
    """A meeting in the calendar of one invited person, who does not see whom else it asks."""
    return Occasion(
        uid=meeting.iuid,
        sequence=meeting.sequence,
        made_at=clock.now(),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        title=meeting.title,
        caller=Caller(reply_address(meeting, participant, box), box.name, sent_by(meeting, box)),
        text=text,
        place=place_of(meeting),
        rooms=tuple(_room(one, box) for one in _rooms(meeting)),
        url=web_address(f"/meetings/{meeting.uid}") if not participant.is_guest else "",
        attendees=(
            Attendee(
                address=address,
                name=participant.name,
                part=PARTS.get(participant.part, CalendarPart.REQUIRED),
                answer=ANSWERS[participant.rsvp],
            ),
        ),
    )


def sent_by(meeting: Meeting, box: CallingBox) -> str:
    """The address of the secretary, who calls the meeting in the name of the unit (SENT-BY)."""
    kept = select(Participant).where(
        Participant.meeting_id == meeting.id,
        Participant.part == Part.SECRETARY,
        Participant.removed_at.is_(None),
    )
    secretary = db.session.scalars(kept.order_by(Participant.position)).first()
    found = address_of(secretary) if secretary is not None else ""
    return "" if found.casefold() == box.address.casefold() else found


def _room(room: Room, box: CallingBox) -> CalendarRoom:
    """A room stands among the asked under an address of the calling box, which takes its mail."""
    address = mail.with_tag(box.address, f"{ROOM_TAG}{room.uid.hex[-12:]}")
    fits = len(address.rpartition("@")[0]) <= LONGEST_LOCAL
    return CalendarRoom(room.name, address if fits else "")


def _rooms(meeting: Meeting) -> list[Room]:
    return [one for one in rooms_held_for(meeting) if one.kind == RoomKind.ROOM]


def place_of(meeting: Meeting) -> str:
    """Where it is held: the rooms that were taken for it, and what was written besides."""
    return _place(meeting, rooms_held_for(meeting))


def _place(meeting: Meeting, held: Iterable[Room]) -> str:
    rooms = [one.name for one in held if one.kind == RoomKind.ROOM]
    named = [one for one in rooms if one.casefold() not in meeting.place.casefold()]
    return ", ".join(part for part in (*named, meeting.place) if part)


def web_address(path: str) -> str:
    """The whole address of a page, or nothing where none is known."""
    host = mail.web_host()
    return f"https://{host}{path}" if host else ""


def agenda_lines(meeting: Meeting) -> list[str]:
    """The agenda as it may stand in letters: an item about a person is not named there."""
    return _lines(agenda_of(meeting))


def _lines(agenda: Iterable[AgendaItem]) -> list[str]:
    return [f"{number}. {told_title(one)}" for number, one in enumerate(agenda, start=1)]


def told_title(item: AgendaItem) -> str:
    """What papers that leave the room call an item: one about a person by its kind alone."""
    return str(item.kind.label) if item.kind == ItemKind.PERSONNEL else item.title


def title_on_paper(item: AgendaItem) -> str:
    """The same in Vietnamese, whatever language the drafter of the paper reads."""
    with force_locale("vi"):
        return told_title(item)


# ------------------------------------------------------------------------- one's own calendar


@dataclass(frozen=True)
class Entry:
    """A meeting in somebody's calendar; of a classified one the day alone is told."""

    meeting: Meeting
    participant: Participant

    @property
    def title(self) -> str:
        """What is shown of it."""
        return self.meeting.title if not self.meeting.is_classified else str(_("Busy"))

    @property
    def place(self) -> str:
        """Where it is held, as far as it is told."""
        return "" if self.meeting.is_classified else self.meeting.place


def entries_of(person_id: int, begin: datetime, end: datetime) -> list[Entry]:
    """The meetings of a person in a time, that he has not declined."""
    rows = db.session.execute(
        select(Meeting, Participant)
        .join(Participant, Participant.meeting_id == Meeting.id)
        .where(
            Participant.person_id == person_id,
            is_admitted(),
            Participant.rsvp.not_in(AWAY),
            Meeting.state.in_(IN_CALENDAR),
            Meeting.starts_at < end,
            Meeting.ends_at > begin,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [Entry(meeting, participant) for meeting, participant in rows]


def is_admitted() -> ColumnElement[bool]:
    """The condition of `Participant.is_admitted`."""
    return and_(
        Participant.removed_at.is_(None),
        or_(Participant.stands_for_id.is_(None), Participant.consented_at.is_not(None)),
    )


def feed_of(person_id: int) -> list[Occasion]:
    """What the programs of a person fetch: three months back, a year ahead."""
    now = clock.now()
    entries = entries_of(person_id, now - BACK, now + AHEAD_OF)
    told = [one.meeting for one in entries if not one.meeting.is_classified]
    ids = [one.id for one in told]
    callers = {(one.unit_id, one.agency_id) for one in told}
    beside = Beside(
        rooms=rooms_held_for_each(ids),
        agendas=agendas_of(ids),
        boxes={caller: _box_of(*caller) for caller in callers},
    )
    return [_fed(one, beside) for one in entries]


@dataclass(frozen=True)
class Beside:
    """What stands beside many meetings, asked for at once; of classified ones there is nothing."""

    rooms: Mapping[int, Sequence[Room]]
    agendas: Mapping[int, Sequence[AgendaItem]]
    boxes: Mapping[tuple[int, int], CallingBox | None]


def _fed(entry: Entry, beside: Beside) -> Occasion:
    meeting, is_open = entry.meeting, not entry.meeting.is_classified
    box = beside.boxes.get((meeting.unit_id, meeting.agency_id)) if is_open else None
    return Occasion(
        uid=meeting.iuid,
        sequence=meeting.sequence,
        made_at=meeting.invited_at or meeting.created_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        title=entry.title,
        caller=Caller(box.address, box.name) if box else Caller(nobody(), ""),
        place=_place(meeting, beside.rooms.get(meeting.id, ())) if is_open else "",
        text="\n".join(_lines(beside.agendas.get(meeting.id, ()))),
        url=web_address(f"/meetings/{meeting.uid}") if is_open else "",
        is_private=meeting.is_classified,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
    )


def nobody() -> str:
    """The address that stands where a calendar must name one and nobody may be named."""
    return current_settings().mail_from or "noreply@meetings.invalid"


def meeting_named(iuid: str) -> Meeting | None:
    """The meeting under its name in calendars."""
    name, _at, rest = iuid.partition("@")
    try:
        uid = UUID(name)
    except ValueError:
        return None
    found = db.session.scalars(select(Meeting).where(Meeting.uid == uid)).first()
    return found if found is not None and found.iuid == f"{uid}@{rest}" else None


def invited_as(meeting: Meeting, addresses: Iterable[str]) -> Participant | None:
    """Who was sent one of these addresses to answer to; None when none bears a mark of ours."""
    marks = {mail.tag_of(one).lower() for one in addresses}
    listed = select(Participant).where(Participant.meeting_id == meeting.id)
    for one in db.session.scalars(listed.order_by(Participant.id)):
        if reply_mark(meeting, one) in marks:
            return one
    return None
