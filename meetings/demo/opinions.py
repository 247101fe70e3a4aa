"""An opinion slip that waits for answers, and a vote in the meeting that is in session."""

from datetime import timedelta

from sqlalchemy import select

from meetings import operations, queries
from meetings.demo.people import People
from meetings.demo.texts import briefings
from meetings.models import (
    BallotBox,
    ItemKind,
    Meeting,
    MeetingState,
    OpinionSlip,
    Participant,
    SlipAnswer,
)
from office import clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l

ANSWERS = timedelta(days=3)


@demo_step(172, "opinion-slip", label=_l("An opinion slip that waits for answers"))
def ask_by_slip(demo: Demo) -> None:
    """The secretary asks whoever votes at the briefings; one has answered."""
    people, said = People(demo), briefings()
    secretary, meeting = people.actor(said["secretary"]), _in_session()
    if meeting is None or db.session.scalars(select(OpinionSlip.id)).first():
        return
    chair = people.actor(said["chair"])
    members = [one for one in queries.people_of(meeting) if one.is_voting and one.desk_id]
    words = operations.SlipWords(
        question=said["slip"]["question"],
        background=said["slip"]["explanation"],
        due_at=clock.now() + ANSWERS,
        members=list(dict.fromkeys([chair.desk_id or 0, *(one.desk_id or 0 for one in members)])),
        chair=chair.desk_id or 0,
    )
    slip = operations.draft_slip(words, by=secretary)
    operations.send_slip(slip, by=secretary)
    operations.answer_slip(slip, SlipAnswer.CHANGE, "Đề nghị rút còn một ngày.", by=chair)


@demo_step(173, "vote-open", label=_l("A vote that is open"))
def put_to_the_vote(demo: Demo) -> None:
    """The item for decision is put to an open vote in the meeting that is in session."""
    people, said, meeting = People(demo), briefings(), _in_session()
    if meeting is None or db.session.scalars(select(BallotBox.id)).first():
        return
    secretary = people.actor(said["secretary"])
    for one in queries.people_of(meeting):
        if one.is_admitted and one.is_voting:
            operations.mark_present(one, by=secretary)
    item = next(one for one in queries.agenda_of(meeting) if one.kind is ItemKind.DECIDE)
    question = operations.Question(text=f"Thông qua: {item.title}?", item=item)
    box = operations.prepare_box(meeting, question, by=secretary)
    operations.open_box(box, by=secretary)


def _in_session() -> Meeting | None:
    open_now = select(Meeting).where(Meeting.state == MeetingState.OPEN)
    voting = open_now.join(Participant, Participant.meeting_id == Meeting.id)
    return db.session.scalars(voting.where(Participant.is_voting)).first()
