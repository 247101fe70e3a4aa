"""Answers to invitations, feeds and links of guests, as they are looked for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from meetings.models import (
    AgendaPaper,
    CalendarCopy,
    CalendarFeed,
    GuestLink,
    ItemKind,
    Meeting,
    MeetingAnswer,
    Participant,
)
from meetings.policy import admitted
from meetings.queries.seeing import agenda_of, papers_of
from office import clock
from office.actor import hash_token
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor


def own_place(meeting: Meeting, actor: Actor) -> Participant:
    """The actor's own place on the list, or 404."""
    found = admitted(actor, meeting)
    if found is None:
        raise NotFound(_("You are not on the list of this meeting."))
    return found


def stand_in_of(participant: Participant) -> Participant | None:
    """Who is to come for somebody, with or without the chair's consent."""
    wanted = select(Participant).where(
        Participant.stands_for_id == participant.id, Participant.removed_at.is_(None)
    )
    return db.session.scalars(wanted).first()


def unsettled(meeting: Meeting) -> list[MeetingAnswer]:
    """Answers that wait for a person: nobody vouches for them, or they propose another time."""
    wanted = select(MeetingAnswer).where(
        MeetingAnswer.meeting_id == meeting.id, MeetingAnswer.settled_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(MeetingAnswer.id)))


def answer_named(meeting: Meeting, uid: UUID) -> MeetingAnswer:
    """One answer to the invitation to this meeting, or 404."""
    wanted = select(MeetingAnswer).where(
        MeetingAnswer.meeting_id == meeting.id, MeetingAnswer.uid == uid
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such answer."))
    return found


def last_stamp(participant: Participant) -> MeetingAnswer | None:
    """The newest answer of somebody's own program."""
    wanted = select(MeetingAnswer).where(
        MeetingAnswer.participant_id == participant.id, MeetingAnswer.stamp.is_not(None)
    )
    return db.session.scalars(wanted.order_by(MeetingAnswer.stamp.desc()).limit(1)).first()


def copy_of(participant: Participant) -> CalendarCopy | None:
    """What his calendar was told last."""
    wanted = select(CalendarCopy).where(CalendarCopy.participant_id == participant.id)
    return db.session.scalars(wanted).first()


def live_feeds(person_id: int) -> list[CalendarFeed]:
    """The addresses under which a person's calendar can be fetched now."""
    wanted = select(CalendarFeed).where(
        CalendarFeed.person_id == person_id, CalendarFeed.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(CalendarFeed.id.desc())))


def feed_behind(secret: str) -> CalendarFeed:
    """The feed under a secret address; withdrawn and never made are one answer."""
    wanted = select(CalendarFeed).where(
        CalendarFeed.token_hash == hash_token(secret), CalendarFeed.withdrawn_at.is_(None)
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("Under this address there is no calendar, or not any more."))
    return found


def live_links(meeting: Meeting) -> dict[int, int]:
    """How many links of a guest open the invitation now, by participant."""
    counted = _links().where(GuestLink.meeting_id == meeting.id)
    rows = counted.with_only_columns(GuestLink.participant_id, func.count())
    grouped = db.session.execute(rows.group_by(GuestLink.participant_id))
    return {int(row[0]): int(row[1]) for row in grouped}


def link_behind(secret: str) -> GuestLink:
    """The link of a guest; run out, withdrawn, never made and taken off the list are one answer."""
    row = db.session.execute(
        _links()
        .join(Participant, Participant.id == GuestLink.participant_id)
        .where(GuestLink.token_hash == hash_token(secret), Participant.removed_at.is_(None))
    ).first()
    if row is None:
        raise NotFound(
            _("This link opens nothing, or not any more."),
            fix=_("Ask whoever invited you for a new one."),
        )
    found: GuestLink = row[0]
    return found


def _links() -> Select[GuestLink]:
    return select(GuestLink).where(
        GuestLink.withdrawn_at.is_(None), GuestLink.expires_at > clock.now()
    )


def copies_at(meeting_id: int, addresses: Sequence[str]) -> list[CalendarCopy]:
    """The calendars of a meeting under any of these addresses."""
    wanted = select(CalendarCopy).where(
        CalendarCopy.meeting_id == meeting_id,
        func.lower(CalendarCopy.address).in_([one.lower() for one in addresses]),
    )
    return list(db.session.scalars(wanted.order_by(CalendarCopy.id)))


def copies_of(meeting: Meeting) -> dict[int, CalendarCopy]:
    """What the calendars were told last, by participant."""
    rows = db.session.scalars(select(CalendarCopy).where(CalendarCopy.meeting_id == meeting.id))
    return {row.participant_id: row for row in rows}


def guest_papers(meeting: Meeting) -> dict[int, list[AgendaPaper]]:
    """The papers that a guest may read, by item; none that is about a person."""
    if meeting.is_classified:
        return {}
    kept = {one.id for one in agenda_of(meeting) if one.kind == ItemKind.PERSONNEL}
    return {item: papers for item, papers in papers_of(meeting).items() if item not in kept}
