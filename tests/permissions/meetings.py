"""Meetings in the table of permissions: one that was called and one in session."""

import io

from meetings import operations, queries
from meetings.media.chunks import EBML, Codec
from meetings.models import (
    AgendaItem,
    AsideState,
    BoxMode,
    Form,
    ItemKind,
    MeetingState,
    RecAside,
    Secrecy,
    SlipAnswer,
    Turn,
    TurnSource,
)
from meetings.operations import recording
from meetings.queries.slips import slip_papers
from office import blobs, clock
from office.db import db, transaction
from office.permissions import SYSTEM
from tests.meetings import house, slips, votes

DESTROYED = {"record_number": "12/BB", "basis": "Hết thời hạn bảo quản"}
JOIN, CAME, GIVE = {"act": "join"}, {"act": "came"}, {"act": "give"}
VOTE = {"question": "Thông qua phương án?", "seats": "1"}
SLIP = {
    "question": "Thống nhất?",
    "due_at": "2099-01-01T00:00:00Z",
    "members": [],
    "chair": "0190a0a0-0000-7000-8000-000000000000",
}


def _where():
    return {"source": "Camera của hội trường", "began_at": clock.now().isoformat()}


def _brought():
    return {**_where(), "file": (io.BytesIO(EBML + b"camera"), "a.webm")}


def questions():
    """What stands behind the question mark."""
    return {"api_meetings.bring_recording": _where()}


FORMS = {
    "meetings.draft_slip": lambda *_: {"question": "?"},
    "meetings.change_slip": lambda *_: {"question": "?"},
    "meetings.answer_slip": lambda *_: {"answer": "agree"},
    "meetings.withdraw_slip": lambda *_: {"reason": "Hỏi lại sau"},
    "meetings.prepare_vote": lambda *_: VOTE,
    "meetings.cast_vote": lambda *_: {"choice": "for"},
    "meetings.void_vote": lambda *_: {"reason": "Nhầm câu hỏi"},
    "meetings.give_half": lambda *_: {"pin": "hoa-sen-27"},
    "meetings.turn_text": lambda *_: {"text": "Đồng ý."},
    "meetings.destroy_recording": lambda *_: DESTROYED,
    "meetings.bring_recording": lambda *_: _brought(),
    "meetings.settle_aside": lambda *_: {"go": "again"},
    "meetings.move_session": lambda *_: {"move": "pause"},
    "meetings.move_item": lambda *_: {"move": "begin"},
    "meetings.be_present": lambda *_: JOIN,
    "meetings.note_presence": lambda *_: CAME,
    "meetings.ask_for_floor": lambda *_: {"kind": "speak"},
    "meetings.move_speech": lambda *_: GIVE,
    "meetings.say_opinion": lambda *_: {"stance": "agree", "text": ""},
    "meetings.keep_note": lambda *_: {"text": "một mình"},
    "meetings.show_page": lambda *_: {"page": "1"},
}
CALLS = {
    "api_meetings.draft_slip": lambda *_: SLIP,
    "api_meetings.change_slip": lambda *_: SLIP,
    "api_meetings.slip_course": lambda *_: {"move": "remind"},
    "api_meetings.answer_slip": lambda *_: {"answer": "agree"},
    "api_meetings.presence": lambda *_: JOIN,
    "api_meetings.person_presence": lambda *_: CAME,
    "api_meetings.speech": lambda *_: {"kind": "speak"},
    "api_meetings.floor": lambda *_: GIVE,
    "api_meetings.opinion": lambda *_: {"stance": "agree"},
    "api_meetings.note": lambda *_: {"text": "một mình"},
    "api_meetings.prepare_vote": lambda *_: {"question": VOTE["question"]},
    "api_meetings.vote_course": lambda *_: {"move": "close"},
    "api_meetings.show_page": lambda *_: {"page": 1},
    "api_meetings.hide_page": lambda *_: {},
    "api_meetings.vote_paper": lambda *_: {"choice": ["for"]},
    "api_meetings.name_board": lambda world, _: {
        name: world.parts[f"{name} teller"] for name in ("first", "second")
    },
    "api_meetings.session": lambda *_: {"move": "pause"},
    "api_meetings.item_course": lambda *_: {"move": "begin"},
    "api_meetings.add_source": lambda *_: {"codec": "audio/webm;codecs=opus"},
    "api_meetings.finish_segment": lambda *_: {"last_seq": 0, "stopped_ms": 4000},
    "api_meetings.turn_text": lambda *_: {"text": "Đồng ý."},
    "api_meetings.destroy_recording": lambda *_: DESTROYED,
    "api_meetings.settle_aside": lambda *_: {"move": "again"},
    "api_meetings.quote_turn": lambda *_: {},
    "api_meetings.begin_recording": lambda *_: {},
    "api_meetings.end_recording": lambda *_: {},
    "api_meetings.allow_transcribing": lambda *_: {},
    "api_meetings.forbid_transcribing": lambda *_: {},
}


def built(world, snv):
    """A meeting that is to come, and one that is in session with its agenda."""
    world.records["called meeting"] = str(house.called(snv).uid)
    opened = house.opened(snv, title="Họp đang diễn ra")
    world.records["meeting in session"] = str(opened.uid)
    world.items["meeting in session"] = str(queries.agenda_of(opened)[0].uid)
    _classified(world, snv)
    _recorded(world, snv)
    _room(world, snv)
    _voting(world, snv)
    _slips(world, snv)


def _classified(world, snv):
    """A classified meeting with what it can never have: a session and an item of an agenda."""
    meeting = house.called(snv, secrecy=Secrecy.SECRET, head_count=7)
    with transaction():
        meeting.state = MeetingState.OPEN
        item = AgendaItem(meeting_id=meeting.id, position=1, title="", planned_minutes=5)
        item.kind = ItemKind.DECIDE
        db.session.add(item)
    world.records["classified meeting"] = str(meeting.uid)
    for places in (world.items, world.parts):
        places["classified meeting"] = str(item.uid)


def _recorded(world, snv):
    """A meeting being recorded by its chair, with a turn; and one that was held."""
    meeting = house.opened(snv, title="Họp có ghi âm")
    recording.begin_recording(meeting, by=snv.leader)
    source = recording.add_source(meeting, Codec.AUDIO, by=snv.leader)
    now = clock.now()
    at = {"started_ms": round(now.timestamp() * 1000), "clock_offset_ms": 0}
    place = recording.Place(segment=0, seq=0, from_ms=0, to_ms=4000, **at)
    recording.keep_chunk(source, place, blobs.put(EBML), by=snv.leader)
    segment = recording.find_segment(source, 0)
    times = {"began_at": now, "ended_at": now, "source": TurnSource.VAD}
    with transaction():
        turn = Turn(meeting_id=meeting.id, segment_id=segment.id, **times)
        db.session.add(turn)
        aside = RecAside(
            meeting_id=meeting.id,
            sha256=blobs.put(EBML + b"brought").sha256,
            size=11,
            codec=Codec.SOUND_FILE,
            source="Camera",
            started_at=now,
            state=AsideState.UNREADABLE,
            received_at=now,
            received_by="",
        )
        db.session.add(aside)
    world.records["meeting being recorded"] = str(meeting.uid)
    world.parts["meeting being recorded"] = str(source.uid)
    world.records["beside a recording"] = str(meeting.uid)
    world.parts["beside a recording"] = str(aside.uid)
    world.records["turn of a meeting"] = str(meeting.uid)
    world.parts["turn of a meeting"] = str(turn.uid)
    world.records["held meeting"] = str(house.closed(snv, title="Họp đã xong").uid)


def _room(world, snv):
    """One that is held online too, at its item, with somebody who waits for the floor."""
    meeting = house.opened(snv, title="Họp có trực tuyến", form=Form.HYBRID)
    item = queries.agenda_of(meeting)[0]
    operations.begin_item(item, by=snv.leader)
    speech = operations.ask_to_speak(item, by=snv.other_head)
    kept = {
        "room at work": item,
        "paper in the hall": _on_screen(world, meeting, item, snv),
        "person in the room": queries.people_of(meeting)[0],
        "wish to speak": speech,
    }
    for name, record in kept.items():
        world.records[name] = str(meeting.uid)
        world.items[name] = str(record.uid)


def _on_screen(world, meeting, item, snv):
    """A paper of the item, its first page on the screen."""
    stored = blobs.put(b"%PDF-1.4 x")
    file = operations.Paper(name="a.pdf", media_type="application/pdf", stored=stored)
    paper = operations.lay_file(item, file, must_read=False, by=snv.official)
    operations.show_page(paper, 1, by=snv.leader)
    picture = blobs.put(b"RIFF").sha256
    operations.keep_page(paper, 1, pages=1, picture=picture, by=SYSTEM)
    world.numbers["paper in the hall"] = queries.last_event(meeting)
    return paper


def _voting(world, snv):
    """A session with an open vote, one that waits for its board, one that the board counts."""
    meeting = votes.in_session(snv, title="Họp có biểu quyết")
    question = operations.Question(text="Nhân sự", mode=BoxMode.SECRET)
    boxes = {
        "open vote": votes.opened(snv, meeting),
        "prepared vote": operations.prepare_box(
            meeting, operations.Question(text="?"), by=snv.leader
        ),
        "vote without a board": operations.prepare_box(meeting, question, by=snv.leader),
        "vote to be counted": votes.secret(snv, meeting),
    }
    operations.close_box(boxes["vote to be counted"], by=snv.leader)
    for name, place in zip(("first", "second"), votes.tellers(snv, meeting), strict=True):
        world.parts[f"{name} teller"] = str(place.uid)
    for relation, box in boxes.items():
        world.records[relation] = str(meeting.uid)
        world.items[relation] = str(box.uid)


def _slips(world, snv):
    """A slip being written, one that is out, one that was counted and has its sheet."""
    made = {
        "slip being written": slips.drafted(snv),
        "slip that is out": slips.sent(snv),
        "counted slip": slips.sent(snv),
    }
    for name in slips.MEMBERS:
        operations.answer_slip(made["counted slip"], SlipAnswer.AGREE, "", by=snv.people[name])
    operations.close_slip(made["counted slip"], by=snv.official)
    operations.keep_slip_sheet(made["counted slip"], blobs.put(slips.PAPER), by=SYSTEM)
    for relation, slip in made.items():
        world.records[relation] = str(slip.uid)
        world.items[relation] = str(slip_papers(slip)[0].uid)
