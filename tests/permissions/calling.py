"""Meetings being planned in the table of permissions: people, agenda, papers, rooms, series."""

from datetime import timedelta
from io import BytesIO

from meetings import operations, queries
from office import blobs, clock
from tests.meetings import house

REASON = "Chủ trì bận"
RULE = {"rrule": "FREQ=WEEKLY;BYDAY=MO"}
ROOM = {"name": "Phòng họp 2", "opens": "07:00", "closes": "18:00", "days": "12345"}
ITEM = {"title": "Việc khác", "planned_minutes": 15}
GUEST = {"name": "Trần Khách", "part": "invited"}
PLAN = {"title": "Họp mới", "day": "2099-03-02", "starts": "08:00", "ends": "10:00"}
TIMES = {"starts_at": "2099-03-02T01:00:00Z", "ends_at": "2099-03-02T03:00:00Z"}


def built(world, snv):
    """A meeting being planned, one to be put off, a series and a room."""
    planned = house.planned(snv, title="Họp đang chuẩn bị")
    point = operations.Point(title="Kế hoạch quý")
    item = operations.add_item(planned, point, by=snv.official)
    kept = blobs.put(b"%PDF-1.4 x")
    file = operations.Paper(name="a.pdf", media_type="application/pdf", stored=kept)
    paper = operations.lay_file(item, file, must_read=False, by=snv.official)
    head = next(one for one in queries.people_of(planned) if one.person_id == snv.head.person_id)
    items = {
        "planned meeting": item,
        "paper of a meeting": paper,
        "place at a meeting": head,
    }
    for name, one in items.items():
        world.records[name] = str(planned.uid)
        world.items[name] = str(one.uid)
    room = operations.add_room(operations.RoomFacts(name="Phòng họp 1"), by=snv.clerk)
    world.records["room of the agency"] = str(room.uid)
    _repeated(world, snv)


def _repeated(world, snv):
    starts = clock.now() + timedelta(days=20)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    first = house.planned(snv, title="Họp hằng quý", **times)
    rule = operations.Repeating(rrule="FREQ=MONTHLY;INTERVAL=3")
    series = operations.begin_series(first, rule, by=snv.official)
    world.records["series of meetings"] = str(series.uid)
    world.records["meeting of a series"] = str(first.uid)


def _json(made):
    return lambda *_: dict(made)


FORMS = {
    "meetings.plan": _json(PLAN),
    "meetings.change_plan": _json(PLAN),
    "meetings.invite": _json({}),
    "meetings.invite_guest": _json(GUEST),
    "meetings.change_seat": _json({"part": "observer"}),
    "meetings.move_person": _json({"to": "up"}),
    "meetings.add_item": _json(ITEM),
    "meetings.change_item": _json(ITEM),
    "meetings.place_item": _json({"to": "up"}),
    "meetings.lay_paper": lambda *_: {"file": (BytesIO(b"Xin ch\xc3\xa0o"), "a.txt")},
    "meetings.postpone": _json({"text": REASON}),
    "meetings.cancel": _json({"text": REASON}),
    "meetings.add_room": _json(ROOM),
    "meetings.change_room": _json(ROOM),
    "meetings.begin_series": _json(RULE),
    "meetings.change_series": _json(RULE),
    "meetings.publish_week": _json({}),
}


def _monday():
    return queries.monday_of(clock.today()).isoformat()


CALLS = {
    "api_meetings.plan_meeting": _json(TIMES | {"title": "Họp mới"}),
    "api_meetings.change_plan": _json(TIMES | {"title": "Họp mới"}),
    "api_meetings.call": _json({}),
    "api_meetings.postpone": _json({"reason": REASON}),
    "api_meetings.cancel": _json({"reason": REASON}),
    "api_meetings.draft_letter": _json({}),
    "api_meetings.invite_person": _json(GUEST),
    "api_meetings.invite_desks": lambda world, _: {"desks": [world.desks["colleague"]]},
    "api_meetings.change_seat": _json({"part": "observer"}),
    "api_meetings.move_person": _json({"up": True}),
    "api_meetings.remove_person": _json({}),
    "api_meetings.add_item": _json({"title": "Việc khác"}),
    "api_meetings.change_item": _json({"title": "Việc khác"}),
    "api_meetings.move_item": _json({"up": True}),
    "api_meetings.remove_item": _json({}),
    "api_meetings.lay_paper": _json({"name": "a.txt", "content": "WGluIGNow6Bv"}),
    "api_meetings.take_paper_back": _json({}),
    "api_meetings.add_room": _json(ROOM),
    "api_meetings.change_room": _json(ROOM),
    "api_meetings.end_room": _json({}),
    "api_meetings.begin_series": _json(RULE),
    "api_meetings.change_series": _json(RULE),
    "api_meetings.end_series": _json({}),
    "api_meetings.follow_meeting": _json({}),
    "api_meetings.publish_week": lambda *_: {"monday": _monday()},
}
