"""Meetings of the world of browser tests: planned, called, in session, recorded, read, asked."""

from datetime import datetime, timedelta

from sqlalchemy import select

from meetings import operations, queries
from meetings.media.chunks import EBML, Codec
from meetings.media.timeline import Span
from meetings.models import (
    BoxMode,
    Form,
    ItemKind,
    Kind,
    LeadAnswer,
    Meeting,
    Part,
    RoomKind,
    Rsvp,
    SectionPlace,
    SlipAnswer,
    Stance,
)
from meetings.operations import HandOut, StandIn, recorded
from office import blobs, clock
from office.db import db
from office.permissions import SYSTEM
from signing.models import StoredVerdict
from tests.meetings import house as meetings
from tests.meetings import slips, votes
from tests.meetings.invited import place_of

BRIEFING = "Họp giao ban công tác tháng và triển khai kế hoạch cải cách hành chính quý IV"
KEPT = "Họp thống nhất phương án sắp xếp kho lưu trữ"
PURPOSE = "Đánh giá kết quả tháng, thống nhất nhiệm vụ trọng tâm."
POINTS = (
    ("Báo cáo kết quả công tác tháng, nhiệm vụ trọng tâm tháng tới", ItemKind.INFORM, 20),
    ("Dự thảo Kế hoạch cải cách hành chính quý IV", ItemKind.DECIDE, 30),
    ("Giới thiệu nhân sự quy hoạch cấp phòng", ItemKind.PERSONNEL, 25),
)
TEXT = "Phòng Công chức báo cáo: *đã rà soát 12/15 đơn vị*.\n\n- Còn ba đơn vị chưa gửi số liệu."
PDF = b"%PDF-1.7 bien ban"
FILM = b"\x1a\x45\xdf\xa3 no film"


def built(house):
    """A meeting for each page."""
    room = rooms(house)
    called(house, room)
    planned(house, room)
    repeated(house)
    read(house)
    at_work(house)
    asked(house)
    operations.publish_week(next_week(), by=house.clerk)


def next_week():
    """The Monday of the week after this one."""
    return queries.monday_of(clock.today()) + timedelta(days=7)


def at(day, hour, minute=0):
    """An hour of the next working week."""
    return datetime.combine(
        next_week() + timedelta(days=day), datetime.min.time(), clock.LOCAL
    ) + timedelta(hours=hour, minutes=minute)


def given(title, starts, kind=Kind.BRIEFING, **more):
    """What is planned for two hours."""
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    return {"title": title, "purpose": PURPOSE, "kind": kind} | times | more


def rooms(house):
    """The hall of the agency, and a device."""
    facts = operations.RoomFacts(
        name="Hội trường tầng 2",
        place="Nhà A, tầng 2",
        capacity=60,
        equipment="Màn chiếu, 8 micro, camera",
    )
    room = operations.add_room(facts, by=house.clerk)
    device = operations.RoomFacts(name="Máy chiếu di động", kind=RoomKind.DEVICE)
    operations.add_room(device, by=house.clerk)
    return room


def agenda(house, meeting):
    """Three items, the first with papers that are to be read."""
    made = []
    for title, kind, minutes in POINTS:
        point = operations.Point(
            title=title, kind=kind, planned_minutes=minutes, presenter=house.head.name
        )
        made.append(operations.add_item(meeting, point, by=house.official))
    for name in ("Báo cáo kết quả công tác tháng.pdf", "Phụ lục số liệu.pdf"):
        stored = blobs.put(b"%PDF-1.7 " + name.encode())
        paper = operations.Paper(name=name, media_type="application/pdf", stored=stored)
        operations.lay_file(made[0], paper, must_read=True, by=house.official)
    return made


def planned(house, room):
    """A plan with its agenda that is not called yet; another meeting takes an hour of it."""
    meeting = meetings.planned(house, **given(BRIEFING, at(2, 8), rooms=(room.uid,)))
    agenda(house, meeting)


def called(house, room):
    """Called, with a guest, a stand-in, somebody who does not come, an answer in doubt."""
    starts = {"form": Form.HYBRID, "rooms": (room.uid,), "urgent_reason": "Theo yêu cầu của tỉnh"}
    title = "Họp triển khai chuyển đổi số trong công tác văn thư, lưu trữ"
    meeting = meetings.planned(
        house, **given(title, at(2, 9), kind=Kind.WORK) | starts | {"rooms": ()}
    )
    agenda(house, meeting)
    seat = operations.Seat(
        part=Part.INVITED,
        name="Trần Văn Khách",
        title="Phó Giám đốc",
        organisation="Sở Tài chính",
        address="khach@h98.example",
    )
    operations.invite_person(meeting, seat, by=house.official)
    operations.call(meeting, by=house.official)
    operations.answer(place_of(meeting, house.head), Rsvp.ACCEPTED, by=house.head)
    other = StandIn(tenure_id=house.colleague.tenure_id)
    mine = place_of(meeting, house.other_head)
    operations.send_stand_in(mine, other, reason="Đi công tác", by=house.other_head)


def repeated(house):
    """The weekly briefing."""
    first = meetings.planned(house, **given("Giao ban tuần", at(0, 14)))
    agenda(house, first)
    operations.begin_series(
        first, operations.Repeating(rrule="FREQ=WEEKLY;BYDAY=MO"), by=house.official
    )
    operations.call(first, by=house.official)


def written(house, meeting):
    """Its minutes with a conclusion and a task."""
    operations.begin_minutes(meeting, by=house.official)
    found = queries.sections_of(meeting)
    section = next(one for one in found if one.place is SectionPlace.ITEM)
    operations.save_section(section, TEXT, base=0, by=house.official)
    item = queries.agenda_of(meeting)[0]
    operations.conclude_item(item, "Giao Phòng Công chức đôn đốc.", "01", by=house.official)
    asked = HandOut(
        text="Đôn đốc ba đơn vị chưa gửi số liệu",
        lead_unit_id=house.rooms["staff"].id,
        helper_ids=[house.rooms["finance"].id],
        due_on=clock.today() + timedelta(days=20),
        product="Báo cáo tổng hợp",
        item=item,
    )
    task = operations.hand_out(meeting, asked, by=house.official)
    return section, task


def read(house):
    """Held; its minutes lie with those who were there, one of whom suggests a change."""
    meeting = meetings.opened(house, **given(KEPT, at(0, 8), kind=Kind.WORK))
    section, task = written(house, meeting)
    operations.answer_hand_out(task, LeadAnswer.AGREES, by=house.head)
    operations.confirm_hand_out(task, by=house.leader)
    for one in queries.people_of(meeting):
        operations.mark_present(one, by=house.official)
    operations.close_session(meeting, by=house.leader)
    operations.send_for_reading(meeting, by=house.official)
    words = "- Còn hai đơn vị chưa gửi số liệu."
    operations.suggest(section, words, paragraph=1, base=1, by=house.head)
    return meeting


def at_work(house):
    """In session, online too: at its second item, with speakers, opinions, votes, a recording."""
    held = {"form": Form.HYBRID, "engine": "janus", **given(BRIEFING, at(3, 8))}
    meeting = votes.in_session(house, **held)
    agenda(house, meeting)
    written(house, meeting)
    items = queries.agenda_of(meeting)
    operations.begin_item(items[0], by=house.leader)
    operations.begin_item(items[2], by=house.leader)
    speech = operations.ask_to_speak(items[2], by=house.head)
    operations.give_floor(speech, by=house.leader)
    operations.ask_to_speak(items[2], by=house.other_head)
    operations.give_opinion(items[2], Stance.AGREE, "Nhất trí với dự thảo.", by=house.head)
    words = "Cần làm rõ nguồn kinh phí."
    operations.give_opinion(items[2], Stance.DISAGREE, words, by=house.other_head)
    votings(house, meeting, items)
    recording(house, meeting)


def votings(house, meeting, items):
    """One that runs, one that was counted, secret ones before their board and before the count."""
    done = votes.opened(house, meeting, text="Thông qua báo cáo tháng?", item=items[0])
    for name in ("head", "other_head", "leader"):
        operations.cast(done, ["for"], by=house.people[name])
    operations.close_box(done, by=house.leader)
    secret = votes.secret(house, meeting, text="Quy hoạch cấp phòng", item=items[3])
    operations.cast(secret, ["for"], by=house.head)
    operations.close_box(secret, by=house.leader)
    question = operations.Question(text="Giới thiệu nhân sự bổ sung?", mode=BoxMode.SECRET)
    operations.prepare_box(meeting, question, by=house.leader)
    running = votes.opened(house, meeting, text="Thông qua Kế hoạch quý IV?", item=items[2])
    operations.cast(running, ["for"], by=house.head)


def recording(house, meeting):
    """What a conference server recorded of the head, with two turns."""
    turns = [Span(2.0, 9.5), Span(12.0, 31.0)]
    made = recorded.Made(stored=blobs.put(FILM), seconds=40.0, chunks=1, turns=turns)
    recorded.keep_track(
        meeting,
        Codec.AUDIO,
        made,
        source="head",
        participant=place_of(meeting, house.head),
        started_at=meeting.opened_at,
        raw=blobs.put(EBML + b"raw"),
        by=SYSTEM,
    )


def asked(house):
    """A slip being written and one that is out; a file of minutes that was checked."""
    slips.drafted(house)
    slip = slips.sent(house, question="Thống nhất danh mục tài liệu hết giá trị?")
    operations.answer_slip(slip, SlipAnswer.AGREE, "", by=house.head)
    checked(house)


def checked(house):
    """A file of minutes in which one paper is not the one that lay before the meeting."""
    known = db.session.scalars(select(StoredVerdict.sha256)).first()
    stored = blobs.Stored(known, blobs.size_of(known)) if known else blobs.put(PDF)
    check = operations.ask_check(stored, "bien-ban.pdf", by=house.official)
    lines = [
        {"part": "recording", "state": "good", "name": house.head.name, "pieces": 12},
        {"part": "course", "state": "good", "name": ""},
        {"part": "attendance", "state": "good", "name": ""},
        {"part": "vote", "state": "good", "name": "Thông qua báo cáo tháng?"},
        {"part": "paper", "state": "bad", "name": "Phụ lục số liệu.pdf"},
    ]
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.id)).first()
    report = {"found": "ours", "fingerprint": "ab" * 32, "meeting": meeting.code}
    report |= {"paper": 1, "state": "signed", "lines": lines}
    operations.keep_check(check, report, by=SYSTEM)
