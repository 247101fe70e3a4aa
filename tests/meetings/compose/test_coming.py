"""Notes beside the names of those who came late, were out, or left early."""

from datetime import datetime

import pytest

from meetings.compose.coming import coming_and_going

DAY = datetime(2026, 4, 3)  # noqa: DTZ001  # local time, as printed


def at(text):
    hour, _colon, minute = text.partition(":")
    return DAY.replace(hour=int(hour), minute=int(minute))


@pytest.mark.parametrize(
    ("spans", "note"),
    [
        ([("7:40", None)], ""),
        ([("8:04", "10:58")], ""),
        ([("8:20", None)], "đến lúc 08 giờ 20"),
        ([("8:00", "9:00"), ("9:03", "11:00")], ""),  # a line that was cut
        ([("8:00", "9:00"), ("9:30", None)], "vắng từ 09 giờ 00 đến 09 giờ 30"),
        ([("8:10", "10:05")], "đến lúc 08 giờ 10; về lúc 10 giờ 05"),
        ([("9:30", None), ("8:00", "9:00")], "vắng từ 09 giờ 00 đến 09 giờ 30"),
        ([("7:00", "7:50")], ""),
    ],
)
def test_minutes_tell_who_was_not_there_all_along(spans, note):
    given = [(at(came), at(left) if left else None) for came, left in spans]
    assert coming_and_going(given, began=at("8:00"), ended=at("11:00")) == note
