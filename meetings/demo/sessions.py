"""What happened in a session of the demo: who came and when, who spoke, how it was decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meetings import operations, queries
from meetings.models import AgendaItem, BoxMode, Meeting, Stance
from office import clock
from office.db import db
from office.permissions import Actor

SPEAKS = timedelta(minutes=3)
OPINION = "Bổ sung nguồn kinh phí và thời hạn từng việc."
QUESTION = "Thông qua nội dung “{title}”"


def come_in(meeting: Meeting, *, late: Actor, secretary: Actor) -> None:
    """The secretary notes who is there at the opening; one comes for the decisions only."""
    for one in queries.people_of(meeting):
        if one.person_id != late.person_id:
            operations.mark_present(one, by=secretary)


def decide(item: AgendaItem, *, at: datetime, chair: Actor, members: Sequence[Actor]) -> None:
    """The last member comes, one speaks, one asks for a change, then all vote by name."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    with clock.standing_at(at):
        for one in queries.people_of(meeting):
            if one.person_id == members[-1].person_id:
                operations.mark_present(one, by=chair)
        speech = operations.ask_to_speak(item, by=members[0])
        operations.give_floor(speech, by=chair)
    with clock.standing_at(at + SPEAKS):
        operations.end_speech(speech, by=chair)
        operations.give_opinion(item, Stance.WITH_CHANGE, OPINION, by=members[1])
        text = QUESTION.format(title=item.title)
        asked = operations.Question(text=text, mode=BoxMode.NAMED, item=item)
        box = operations.prepare_box(meeting, asked, by=chair)
        operations.open_box(box, by=chair)
        for actor in (chair, *members):
            operations.cast(box, ["for"], by=actor)
        operations.close_box(box, by=chair)
