"""Occasions for the tests of calendars."""

from dataclasses import replace
from datetime import UTC, datetime

from meetings.ical.values import Attendee, Caller, Occasion, Part, Room

AN, BINH = "an@h99.example", "binh@h98.example"
BEGIN = datetime(2026, 12, 1, 1, tzinfo=UTC)
MEETING = Occasion(
    uid="0190f1aa-7c11-7b2a-9d55-5e6f00aa1101@h99.example",
    sequence=2,
    made_at=datetime(2026, 11, 23, 2, 30, tzinfo=UTC),
    starts_at=BEGIN,
    ends_at=datetime(2026, 12, 1, 3, 30, tzinfo=UTC),
    zone="Asia/Ho_Chi_Minh",
    title="Họp giao ban tháng 12; công tác quý IV, nhiệm vụ trọng tâm",
    text="1. Báo cáo công việc\n2. Kế hoạch, kinh phí\\vốn",
    place="Tầng 2, trụ sở",
    rooms=(Room("Phòng họp A"),),
    url="https://office.h99.example/meetings/0190f1aa",
    caller=Caller("vanphong+m.k7q2@h99.example", "Văn phòng: UBND", "lan@h99.example"),
    attendees=(
        Attendee(address=AN, name='Nguyễn "Văn" An, PCT', part=Part.CHAIR),
        Attendee(address=BINH, name="Bình"),
    ),
)


def meeting(**changes):
    """A meeting of an agency with two people."""
    return replace(MEETING, **changes)
