"""The speaking queue, how long each has spoken, opinions on items, and notes of one's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, case, select

from meetings.models import (
    AgendaItem,
    ItemNote,
    ItemOpinion,
    Meeting,
    Participant,
    Speech,
    SpeechKind,
    SpeechState,
)
from meetings.queries.seeing import visible_to
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

Saying = Row[Speech, Participant]
TURNS = {kind: turn for turn, kind in enumerate(SpeechKind)}


def queue_of(meeting: Meeting) -> Sequence[Saying]:
    """Who speaks, then who waits: points of order first, replies before speeches, then by time."""
    speaks_first = case((Speech.state == SpeechState.SPEAKING, 0), else_=1)
    turn = case(TURNS, value=Speech.kind)
    wanted = (
        select(Speech, Participant)
        .join(Participant, Participant.id == Speech.participant_id)
        .where(Speech.meeting_id == meeting.id)
        .where(Speech.state.in_([SpeechState.WAITING, SpeechState.SPEAKING]))
        .order_by(speaks_first, turn, Speech.asked_at, Speech.id)
    )
    return db.session.execute(wanted).all()


def open_speeches(participant: Participant) -> list[Speech]:
    """What somebody says or waits to say now."""
    wanted = select(Speech).where(
        Speech.participant_id == participant.id,
        Speech.state.in_([SpeechState.WAITING, SpeechState.SPEAKING]),
    )
    return list(db.session.scalars(wanted.order_by(Speech.id)))


def speaking_times(meeting: Meeting) -> dict[int, timedelta]:
    """How long each participant has had the floor in all."""
    wanted = select(Speech.participant_id, Speech.began_at, Speech.ended_at).where(
        Speech.meeting_id == meeting.id, Speech.began_at.is_not(None)
    )
    now, found = clock.now(), dict[int, timedelta]()
    for participant, began, ended in db.session.execute(wanted):
        lasted = (ended or now) - (began or now)
        found[participant] = found.get(participant, timedelta()) + lasted
    return found


def floor_of(meeting: Meeting) -> dict[int, list[tuple[str, datetime, datetime | None]]]:
    """Who had the floor from when to when, by item, in the order of the speeches."""
    wanted = (
        select(Speech.item_id, Participant.name, Speech.began_at, Speech.ended_at)
        .join(Participant, Participant.id == Speech.participant_id)
        .where(Speech.meeting_id == meeting.id, Speech.began_at.is_not(None))
        .order_by(Speech.began_at, Speech.id)
    )
    found: dict[int, list[tuple[str, datetime, datetime | None]]] = {}
    for item, name, began, ended in db.session.execute(wanted):
        if began is not None:
            found.setdefault(item, []).append((name, began, ended))
    return found


def visible_speech(uid: UUID, actor: Actor) -> tuple[Meeting, Speech]:
    """A wish to speak with its meeting, or 404."""
    wanted = (
        select(Meeting, Speech)
        .join(Speech, Speech.meeting_id == Meeting.id)
        .where(Speech.uid == uid, visible_to(actor))
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound(_("There is no such wish to speak at a meeting of yours."))
    return found[0], found[1]


def opinions_on(meeting: Meeting) -> dict[int, list[Row[ItemOpinion, Participant]]]:
    """The opinion of each who gave one, the latest of a person, by item."""
    wanted = (
        select(ItemOpinion, Participant)
        .join(Participant, Participant.id == ItemOpinion.participant_id)
        .where(Participant.meeting_id == meeting.id, ItemOpinion.replaced_at.is_(None))
        .order_by(Participant.position, ItemOpinion.id)
    )
    found: dict[int, list[Row[ItemOpinion, Participant]]] = {}
    for row in db.session.execute(wanted):
        found.setdefault(row[0].item_id, []).append(row)
    return found


def notes_of(meeting: Meeting, actor: Actor) -> dict[int, str]:
    """The actor's own notes by item; nobody reads those of another."""
    wanted = (
        select(ItemNote.item_id, ItemNote.text)
        .join(AgendaItem, AgendaItem.id == ItemNote.item_id)
        .where(AgendaItem.meeting_id == meeting.id, ItemNote.person_id == actor.person_id)
    )
    return dict(db.session.execute(wanted).all())
