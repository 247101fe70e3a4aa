"""Invitations in the table of permissions: a stand-in, a guest, a doubtful answer, calendars."""

from base64 import b64encode
from io import BytesIO

from meetings import operations
from meetings.models import Part, Rsvp, Via
from meetings.operations import Said, StandIn
from meetings.operations.answering import take
from office.db import db, transaction
from office.permissions import SYSTEM
from office.units.models import Tenure
from tests.meetings import house
from tests.meetings.invited import guest_of, place_of

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
ACCEPTED = {"rsvp": "accepted"}
ADMIT, COUNT = {"verdict": "admit"}, {"verdict": "count"}


def _post(world, _relation):
    """A post of the agency whose holder is on no list yet."""
    return {"stand_in": world.records["post on no list"], "reason_sent": "Ốm"}


def _post_called(world, _relation):
    return {"stand_in": world.records["post on no list"], "reason": "Ốm"}


FORMS = {
    "meetings.keep_outside": lambda *_: {"file": (BytesIO(ICS), "lich.ics")},
    "meetings.drop_outside": lambda *_: {},
    "meetings.answer": lambda *_: ACCEPTED,
    "meetings.send_stand_in": _post,
    "meetings.decide_stand_in": lambda *_: ADMIT,
    "meetings.settle_answer": lambda *_: COUNT,
}
CALLS = {
    "api_meetings.keep_outside": lambda *_: {"content": b64encode(ICS).decode()},
    "api_meetings.drop_outside": lambda *_: {},
    "api_meetings.answer": lambda *_: ACCEPTED,
    "api_meetings.send_stand_in": _post_called,
    "api_meetings.decide_stand_in": lambda *_: ADMIT,
    "api_meetings.settle_answer": lambda *_: COUNT,
    "api_meetings.make_link": lambda *_: {},
    "api_meetings.withdraw_links": lambda *_: {},
    "api_meetings.withdraw_feed": lambda *_: {},
}
FRAME = {"begin": "2026-12-01T00:00:00Z", "end": "2026-12-08T00:00:00Z"}


def questions(world):
    """What stands behind the question mark."""
    posts = {"posts": [world.records["post on no list"]]}
    return {"api_meetings.my_calendar": FRAME, "api_meetings.free_busy": FRAME | posts}


def built(world, snv):
    """Meetings whose invited have answered in each way that somebody must look at."""
    free = db.session.get_one(Tenure, snv.other_official.tenure_id)
    world.records["post on no list"] = str(free.uid)
    _with_stand_in(world, snv)
    _with_guest(world, snv)


def _with_stand_in(world, snv):
    meeting = house.called(snv, title="Họp có người dự thay")
    other = StandIn(tenure_id=snv.colleague.tenure_id)
    mine = place_of(meeting, snv.other_head)
    made = operations.send_stand_in(mine, other, reason="Ốm", by=snv.other_head)
    world.records["meeting with a stand-in"] = str(meeting.uid)
    world.items["meeting with a stand-in"] = str(made.uid)


def _with_guest(world, snv):
    meeting = house.called(snv, title="Họp có khách")
    seat = operations.Seat(part=Part.INVITED, name="Khách", address="khach@h98.example")
    operations.invite_person(meeting, seat, by=snv.official)
    guest = guest_of(meeting)
    with transaction():
        said = Said(Rsvp.ACCEPTED, Via.MAIL, is_verified=False)
        row = take(guest, said, by=SYSTEM)
    for name, item in (("meeting with a guest", guest), ("meeting with a doubtful answer", row)):
        world.records[name], world.items[name] = str(meeting.uid), str(item.uid)
