"""Minutes in the table of permissions: being written, read, signed; tasks and checks."""

import base64
import io
from datetime import timedelta

import pikepdf

from meetings import operations, queries
from meetings.jobs import minutes as jobs
from meetings.models import SectionPlace
from meetings.operations import HandOut
from office import blobs, clock
from tests.meetings import house

TEXT = {"body": "Nội dung.", "base": "0"}
SECTION = {"body": "Nội dung.", "base_version": 0}
OTHER = {"body": "Nội dung khác.", "paragraph": 0}


def _in_ten_days():
    return (clock.today() + timedelta(days=10)).isoformat()


def _pdf():
    made, file = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(file)
    return file.getvalue()


def _task(*_):
    return {"text": "Lập danh sách", "lead": "", "due_on": _in_ten_days()}


def _task_called(world, _relation):
    unit = world.records["room of the head"]
    return {"text": "Lập danh sách", "lead_unit": unit, "due_on": _in_ten_days()}


def _file(*_):
    return {"name": "a.pdf", "content": base64.b64encode(_pdf()).decode()}


FILING = {"title": "Hồ sơ họp", "notation": "77.HOP", "retention": "years-20"}
FORMS = {
    "meetings.save_section": lambda *_: TEXT,
    "meetings.suggest": lambda *_: {**OTHER, "base": "1"},
    "meetings.decide_suggestion": lambda *_: {"take": "1"},
    "meetings.hand_out": _task,
    "meetings.answer_task": lambda *_: {"answer": "agrees"},
    "meetings.withdraw_task": lambda *_: {"reason": "Nhầm"},
    "meetings.conclude_item": lambda *_: {"conclusion": "Thống nhất.", "number": "1"},
    "meetings.send_for_reading": lambda *_: {"hours": "24"},
    "meetings.file_meeting": lambda *_: FILING,
    "meetings.keep_ink": lambda *_: {"scan": (io.BytesIO(_pdf()), "a.pdf")},
    "meetings.ask_check": lambda *_: {"file": (io.BytesIO(_pdf()), "a.pdf")},
}
CALLS = {
    "api_meetings.minutes_begun": lambda *_: {},
    "api_meetings.section": lambda *_: SECTION,
    "api_meetings.section_lease": lambda *_: {"move": "hold"},
    "api_meetings.section_proposal": lambda *_: {"body": "Bản khác.", "base_version": 0},
    "api_meetings.section_suggestion": lambda *_: {**OTHER, "base_version": 1},
    "api_meetings.suggestion_decision": lambda *_: {"decision": "take_in"},
    "api_meetings.conclusion": lambda *_: {"conclusion": "Thống nhất."},
    "api_meetings.meeting_task": _task_called,
    "api_meetings.meeting_task_answer": lambda *_: {"answer": "agrees"},
    "api_meetings.meeting_task_confirmation": lambda *_: {},
    "api_meetings.meeting_task_withdrawal": lambda *_: {"reason": "Nhầm"},
    "api_meetings.reading": lambda *_: {"move": "send"},
    "api_meetings.notice": lambda *_: {},
    "api_meetings.minutes_registration": lambda *_: {},
    "api_meetings.work_file": lambda *_: FILING,
    "api_meetings.ink": _file,
    "api_meetings.minutes_check": _file,
}


def built(world, snv):
    """A meeting being written with a task, a closed one, one being read, a signed one, a check."""
    world.records["room of the head"] = str(snv.rooms["staff"].uid)
    _written(world, snv)
    _closed(world, snv)
    _read(world, snv)
    _signed(world, snv)
    stored = blobs.put(_pdf())
    check = operations.ask_check(stored, "a.pdf", by=snv.official)
    world.records["check of minutes"] = str(check.uid)


def _named(world, name, meeting, item):
    world.records[name], world.items[name] = str(meeting.uid), str(item.uid)


def _section(meeting):
    sections = queries.sections_of(meeting)
    return next(one for one in sections if one.place is SectionPlace.ITEM)


def _written(world, snv):
    meeting = house.opened(snv, title="Họp đang ghi biên bản")
    operations.begin_minutes(meeting, by=snv.official)
    _named(world, "minutes being written", meeting, _section(meeting))
    given = HandOut(
        text="Lập danh sách",
        lead_unit_id=snv.rooms["staff"].id,
        due_on=clock.today() + timedelta(days=10),
    )
    task = operations.hand_out(meeting, given, by=snv.official)
    _named(world, "task of a meeting", meeting, task)
    _named(world, "item of a meeting", meeting, queries.agenda_of(meeting)[0])


def _closed(world, snv):
    meeting = house.closed(snv, title="Họp đã kết thúc")
    world.records["closed meeting"] = str(meeting.uid)


def _sent(snv, title):
    meeting = house.opened(snv, title=title)
    operations.begin_minutes(meeting, by=snv.official)
    operations.save_section(_section(meeting), "Nội dung.", base=0, by=snv.official)
    operations.close_session(meeting, by=snv.leader)
    operations.send_for_reading(meeting, by=snv.official)
    jobs.compose({"paper_id": queries.present_paper(meeting).id})
    return meeting


def _read(world, snv):
    meeting = _sent(snv, "Họp đang lấy ý kiến")
    _named(world, "minutes being read", meeting, _section(meeting))
    made = operations.suggest(_section(meeting), "Khác.", paragraph=0, base=1, by=snv.head)
    _named(world, "suggestion on minutes", meeting, made)
    ready = _sent(snv, "Họp chờ ký")
    operations.end_reading(ready, by=snv.official)
    world.records["minutes to sign"] = str(ready.uid)


def _signed(world, snv):
    meeting = _sent(snv, "Họp đã ký")
    operations.end_reading(meeting, by=snv.official)
    operations.keep_ink(meeting, blobs.put(_pdf()), by=snv.clerk)
    world.records["signed minutes"] = str(meeting.uid)
