"""Two acts on one meeting at once: the second waits, looks again, and finds what the first left."""

import threading
import time
from datetime import timedelta

import time_machine
from sqlalchemy import func, select, text

from meetings import operations, queries
from meetings.models import (
    AgendaItem,
    BallotBox,
    Meeting,
    MeetingSeries,
    MeetingState,
    MinutePaper,
    MinuteSection,
    PaperState,
    Part,
    Participant,
    RecGap,
    Recording,
    RecordingSpan,
    RecSegment,
    SectionPlace,
    WeekSchedule,
)
from meetings.operations import recorded, recording
from meetings.queries.votes import boxes_of
from office import blobs, clock
from office.db import db, is_sqlite, transaction
from office.errors import Refusal
from office.permissions import SYSTEM
from tests import build
from tests.meetings import house as meetings
from tests.meetings.recording.device import SOUND

WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class Second:
    """An act in another session; `told` is what came of it."""

    def __init__(self, app, act):
        self.app, self.act, self.told = app, act, None
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        with self.app.app_context():
            self.begun.set()
            try:
                self.told = self.act() or "done"
            except Refusal as refusal:
                self.told = refusal.status
            except Exception as fault:  # noqa: BLE001 - the comparison shows it
                self.told = repr(fault)
            finally:
                db.session.remove()


def meanwhile(app, first, **seconds):
    """Begin acts while another one is not committed yet; gives by name what each was told."""
    made = {name: Second(app, act) for name, act in seconds.items()}
    with transaction():
        first()
        db.session.flush()
        for one in made.values():
            one.thread.start()
        let_wait(made.values())
    for one in made.values():
        one.thread.join(30)
    db.session.expire_all()
    return {name: one.told for name, one in made.items()}


def let_wait(others):
    """Until each has come as far as it can: PostgreSQL tells who waits for a lock."""
    until = time.monotonic() + 10
    for one in others:
        assert one.begun.wait(10)
    while not is_sqlite() and time.monotonic() < until:
        alive = sum(one.thread.is_alive() for one in others)
        if db.session.scalar(WAITS) >= alive:
            return
        time.sleep(0.01)


def of(model, row):
    """The same row in the session of whoever asks."""
    key = row.id
    return lambda: db.session.get_one(model, key)


def test_nothing_enters_a_session_that_is_being_closed(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        meeting = meetings.called(snv)
        other = operations.add_item(meeting, operations.Point(title="Khác"), by=snv.official)
        operations.open_session(meeting, by=snv.leader)
        item = queries.agenda_of(meeting)[0]
        operations.begin_item(item, by=snv.leader)
        box = operations.prepare_box(meeting, operations.Question(text="Thông qua?"), by=snv.leader)
        for one in queries.people_of(meeting):
            if one.person_id != snv.head.person_id:
                operations.mark_present(one, by=snv.official)
        here, code = of(Meeting, meeting), queries.code_at(meeting, clock.now())
        at, vote, head = of(AgendaItem, item), of(BallotBox, box), snv.head
        told = meanwhile(
            lasting_app,
            lambda: operations.close_session(meeting, by=snv.leader),
            come=lambda: operations.check_in(here(), code, by=head),
            vote=lambda: operations.open_box(vote(), by=snv.leader),
            record=lambda: recording.begin_recording(here(), by=snv.leader),
            speak=lambda: operations.ask_to_speak(at(), by=snv.other_head),
            item=lambda: operations.begin_item(of(AgendaItem, other)(), by=snv.leader),
            ask=lambda: operations.add_item(
                here(), operations.Point(title="Thêm"), by=snv.official
            ),
        )
        assert told == dict.fromkeys(told, 409)
        assert meeting.state is MeetingState.CLOSED
        assert queries.present_at(meeting) == []
        assert [one.state.value for one in boxes_of(meeting)] == ["prepared"]
        kinds = [line.kind for line in queries.events_of(meeting)]
        assert kinds[-1] == "closed"


def test_the_room_is_at_one_item_under_one_chair(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        meeting = meetings.planned(snv)
        people = {one.person_id: one for one in queries.people_of(meeting)}
        first, second = people[snv.head.person_id], people[snv.other_head.person_id]
        operations.remove_person(people[snv.leader.person_id], by=snv.official)
        seat = {"votes": True, "by": snv.official}
        place = of(Participant, second)
        told = meanwhile(
            lasting_app,
            lambda: operations.change_seat(first, Part.CHAIR, **seat),
            chair=lambda: operations.change_seat(place(), Part.CHAIR, **seat),
        )
        assert told == {"chair": 409}
        for title in ("Một", "Hai"):
            operations.add_item(meeting, operations.Point(title=title), by=snv.official)
        operations.call(meeting, by=snv.official)
        operations.open_session(meeting, by=snv.head)
        one, other = queries.agenda_of(meeting)
        at = of(AgendaItem, other)
        told = meanwhile(
            lasting_app,
            lambda: operations.begin_item(one, by=snv.head),
            item=lambda: operations.begin_item(at(), by=snv.official),
        )
        assert told == {"item": "done"}
        assert (one.ended_at is not None, other.ended_at) == (True, None)


def in_review(snv, state):
    """The minutes of a closed meeting are read; their paper is as far as `state`."""
    meeting = meetings.closed(snv)
    operations.send_for_reading(meeting, by=snv.official)
    operations.end_reading(meeting, by=snv.official)
    paper = queries.present_paper(meeting)
    if state is not PaperState.COMPOSING:
        operations.keep_paper(paper, made(), by=SYSTEM)
    if state is PaperState.SIGNED_BY_SECRETARY:
        stored = blobs.put(b"%PDF-1.7 first")
        operations.note_signed(paper, paper.sha256, stored, step="secretary", by=SYSTEM)
    return meeting, paper


def made():
    """What the worker would have made of the minutes."""
    one = blobs.put(b"%PDF-1.7 minutes")
    return operations.MadePaper(one, one, one)


def test_a_signature_and_a_new_text_do_not_both_hold(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        stored = blobs.put(b"%PDF-1.7 signed")

        def written(meeting):
            found = queries.sections_of(meeting)
            return next(one for one in found if one.place is SectionPlace.HEAD)

        meeting, paper = in_review(snv, PaperState.READY)
        section, this, base = written(meeting), of(MinutePaper, paper), paper.sha256
        told = meanwhile(
            lasting_app,
            lambda: operations.save_section(section, "Khác.", base=0, by=snv.official),
            sign=lambda: operations.note_signed(this(), base, stored, step="secretary", by=SYSTEM),
            ink=lambda: operations.keep_ink(of(Meeting, meeting)(), stored, by=snv.clerk),
        )
        assert told["sign"] == 409
        assert (paper.state, paper.sha256) == (PaperState.VOID, base)
        assert (told["ink"], meeting.state) == (409, MeetingState.MINUTES_REVIEW)

        meeting, paper = in_review(snv, PaperState.SIGNED_BY_SECRETARY)
        section = of(MinuteSection, written(meeting))
        told = meanwhile(
            lasting_app,
            lambda: operations.note_signed(paper, paper.sha256, stored, step="chair", by=SYSTEM),
            write=lambda: operations.save_section(section(), "Khác.", base=0, by=snv.official),
            again=lambda: operations.ask_paper(of(Meeting, meeting)(), by=snv.official),
        )
        assert told == {"write": 409, "again": 409}
        assert (written(meeting).body, paper.state) == ("", PaperState.SIGNED)

        meeting, paper = in_review(snv, PaperState.COMPOSING)
        this = of(MinutePaper, paper)
        meanwhile(
            lasting_app,
            lambda: operations.ask_paper(meeting, by=snv.official),
            make=lambda: operations.keep_paper(this(), made(), by=SYSTEM),
        )
        assert (paper.state, paper.sha256) == (PaperState.VOID, "")


def recorders(meeting):
    """Two devices that have sent nothing while a recording was ordered."""
    began = clock.now() - timedelta(minutes=1)
    order = {"began_at": began, "ended_at": clock.now(), "began_by": "a", "ended_by": "a"}
    own = {"meeting_id": meeting.id, "source": "chair", "codec": SOUND, "begun_at": began}
    segments = []
    with transaction():
        db.session.add(RecordingSpan(meeting_id=meeting.id, **order))
        for _ in range(2):
            source = Recording(**own)
            db.session.add(source)
            db.session.flush()
            at = {"started_at": began, "received_at": began, "number": 0}
            segments.append(RecSegment(recording_id=source.id, **at))
        db.session.add_all(segments)
    return segments


def test_gaps_are_counted_once_and_a_week_is_published_once(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        meeting = meetings.opened(snv)
        first, second = recorders(meeting)
        late = of(RecSegment, second)
        meanwhile(
            lasting_app,
            lambda: recorded.note_no_film(first, "Hỏng", chunks=0, by=SYSTEM),
            film=lambda: recorded.note_no_film(late(), "Hỏng", chunks=0, by=SYSTEM),
        )
        assert db.session.scalar(select(func.count()).select_from(RecGap)) == 1
        monday = queries.monday_of(clock.today())
        told = meanwhile(
            lasting_app,
            lambda: operations.publish_week(monday, by=snv.clerk),
            week=lambda: operations.publish_week(monday, by=snv.office_head).revision,
        )
        assert told == {"week": 2}
        assert db.session.scalars(select(WeekSchedule.revision)).all() == [2]


def test_a_series_is_laid_out_once(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        meeting = meetings.planned(snv)
        wish = operations.Repeating(rrule="FREQ=WEEKLY")
        series = operations.begin_series(meeting, wish, by=snv.official)
        own = select(func.count()).where(Meeting.series_id == series.id)
        before = db.session.scalar(own)
        with time_machine.travel(clock.now() + timedelta(days=7)):
            again = of(MeetingSeries, series)
            told = meanwhile(
                lasting_app,
                lambda: operations.lay_out_ahead(series, by=SYSTEM),
                lay=lambda: len(operations.lay_out_ahead(again(), by=SYSTEM)),
            )
        assert told == {"lay": "done"}
        assert db.session.scalar(own) == before + 1
