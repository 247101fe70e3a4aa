"""Who sees which meeting, and what of it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from meetings.models import (
    AgendaItem,
    AgendaPaper,
    Meeting,
    MeetingChain,
    MeetingEvent,
    Participant,
)
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Tenure

WHOLE_AGENCY = {Role.LEADER, Role.OFFICE_HEAD, Role.CLERK}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Whoever takes part, the desk that prepares it, the heads and clerks of its agency.

    A restricted meeting is seen by those who take part and by the desk that prepares it alone.
    """
    if actor.is_machine:
        return true()
    if actor.person_id is None or actor.agency_id is None:
        return false()
    ways = [_takes_part(actor), Meeting.desk_id.in_(_own_desks(actor))]
    if actor.roles & WHOLE_AGENCY:
        in_agency = Meeting.agency_id.in_(units.lineage(actor.agency_id))
        ways.append(and_(in_agency, Meeting.is_restricted.is_(False)))
    return or_(*ways)


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    """He himself; a deputy sees what waits for the desk lent to him, and sits nowhere for it."""
    his = Participant.person_id == actor.person_id
    if actor.delegation_id is not None:
        his = or_(his, Participant.desk_id == actor.desk_id)
    consented = or_(Participant.stands_for_id.is_(None), Participant.consented_at.is_not(None))
    return exists().where(
        Participant.meeting_id == Meeting.id, his, consented, Participant.removed_at.is_(None)
    )


def _own_desks(actor: Actor) -> Select[int]:
    held = Tenure.person_id == actor.person_id
    if actor.delegation_id is not None:
        held = or_(held, Tenure.desk_id == actor.desk_id)
    return select(Tenure.desk_id).where(held, units.held_at(Tenure, clock.now()))


def find_visible(uid: UUID, actor: Actor) -> Meeting | None:
    """The meeting, or nothing for whoever may not see it."""
    return db.session.scalars(select(Meeting).where(Meeting.uid == uid, visible_to(actor))).first()


def visible_meeting(uid: UUID, actor: Actor) -> Meeting:
    """The meeting, or 404 for whoever may not see it."""
    found = find_visible(uid, actor)
    if found is None:
        raise NotFound(_("There is no such meeting on your desk."))
    return found


def titles_of(uids: Sequence[UUID], actor: Actor) -> dict[UUID, str]:
    """The titles of meetings that the actor may see; none that names its readers."""
    wanted = select(Meeting.uid, Meeting.title).where(
        Meeting.uid.in_(uids), Meeting.is_restricted.is_(False), visible_to(actor)
    )
    return {uid: title for uid, title in db.session.execute(wanted) if title}


def visible_item(uid: UUID, actor: Actor) -> tuple[Meeting, AgendaItem]:
    """An item with its meeting, or 404."""
    statement = (
        select(Meeting, AgendaItem)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.uid == uid, AgendaItem.removed_at.is_(None), visible_to(actor))
    )
    found = db.session.execute(statement).first()
    if found is None:
        raise NotFound(_("There is no such item on an agenda of yours."))
    return found[0], found[1]


def participant_of(meeting: Meeting, uid: UUID) -> Participant:
    """Somebody on the list of this meeting, or 404."""
    wanted = select(Participant).where(Participant.meeting_id == meeting.id, Participant.uid == uid)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("Nobody of this name is on the list."))
    return found


def people_of(meeting: Meeting) -> list[Participant]:
    """Who takes part, in the order of the list; those taken off it are left out."""
    wanted = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.removed_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Participant.position, Participant.id)))


def all_people_of(meeting: Meeting) -> list[Participant]:
    """Everybody who ever stood on the list; those taken off it stand last."""
    wanted = select(Participant).where(Participant.meeting_id == meeting.id)
    order = (Participant.removed_at.is_not(None), Participant.position, Participant.id)
    return list(db.session.scalars(wanted.order_by(*order)))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in their order."""
    wanted = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(AgendaItem.position, AgendaItem.id)))


def agendas_of(meetings: Collection[int]) -> dict[int, list[AgendaItem]]:
    """The agendas of many meetings, by their keys."""
    wanted = select(AgendaItem).where(
        AgendaItem.meeting_id.in_(meetings), AgendaItem.removed_at.is_(None)
    )
    found: dict[int, list[AgendaItem]] = {}
    for item in db.session.scalars(wanted.order_by(AgendaItem.position, AgendaItem.id)):
        found.setdefault(item.meeting_id, []).append(item)
    return found


def papers_of(meeting: Meeting) -> dict[int, list[AgendaPaper]]:
    """The papers that lie before the meeting, by item."""
    wanted = (
        select(AgendaPaper)
        .join(AgendaItem, AgendaItem.id == AgendaPaper.item_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaPaper.removed_at.is_(None))
        .order_by(AgendaPaper.position, AgendaPaper.id)
    )
    found: dict[int, list[AgendaPaper]] = {}
    for paper in db.session.scalars(wanted):
        found.setdefault(paper.item_id, []).append(paper)
    return found


def events_of(meeting: Meeting, *, after: int = 0, size: int = 500) -> list[MeetingEvent]:
    """The course of the meeting after a number, oldest first."""
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id, MeetingEvent.number > after
    )
    return list(db.session.scalars(wanted.order_by(MeetingEvent.number).limit(size)))


def last_event(meeting: Meeting) -> int:
    """The number of the last line of the course."""
    head = select(MeetingChain.number).where(MeetingChain.meeting_id == meeting.id)
    return db.session.scalar(head) or 0


def last_number(uid: UUID) -> int:
    """The same for a meeting by its name."""
    head = select(MeetingChain.number).join(Meeting, Meeting.id == MeetingChain.meeting_id)
    return db.session.scalar(head.where(Meeting.uid == uid)) or 0


def events_since(positions: Mapping[UUID, int], most: int) -> list[tuple[UUID, int, str]]:
    """Numbers and kinds of what came after a number of each meeting, oldest first."""
    after = [
        and_(Meeting.uid == uid, MeetingEvent.number > number) for uid, number in positions.items()
    ]
    wanted = (
        select(Meeting.uid, MeetingEvent.number, MeetingEvent.kind)
        .join(Meeting, Meeting.id == MeetingEvent.meeting_id)
        .where(or_(false(), *after))
        .order_by(MeetingEvent.id)
        .limit(most)
    )
    return [(row.uid, row.number, row.kind) for row in db.session.execute(wanted)]


def seen_of(ids: Collection[int], actor: Actor) -> set[int]:
    """Those of the meetings that the actor may open."""
    wanted = select(Meeting.id).where(Meeting.id.in_(ids), visible_to(actor))
    return set(db.session.scalars(wanted)) if ids else set()


def seen_uids(uids: Collection[str], actor: Actor) -> set[str]:
    """The same by their public names."""
    named = [UUID(uid) for uid in uids]
    wanted = select(Meeting.uid).where(Meeting.uid.in_(named), visible_to(actor))
    return {str(uid) for uid in db.session.scalars(wanted)} if named else set()
