"""Papers that lie on the table."""

from datetime import datetime

import pypdfium2

from meetings.compose.facts import Attendant
from meetings.compose.printing import (
    Occasion,
    Seat,
    attendance_sheet,
    name_cards,
    seat_plan,
    seated,
)
from tests.meetings.compose.papers import text_of

OCCASION = Occasion("Sở Nội vụ", "Họp giao ban", datetime(2026, 4, 3, 8), "Phòng 1")  # noqa: DTZ001
PEOPLE = [Attendant(f"Người thứ {number}", "Trưởng phòng") for number in range(1, 6)]


def test_the_sheet_has_a_line_for_everybody_and_some_for_others():
    words = text_of(attendance_sheet(OCCASION, PEOPLE, empty=2))
    assert "08 giờ 00, ngày 03/04/2026, Phòng 1" in words
    assert "5 Người thứ 5 Trưởng phòng 6 7" in words


def test_a_card_bears_the_name_twice_and_two_fit_on_a_page():
    made = name_cards(OCCASION, PEOPLE)
    assert text_of(made).count("Người thứ 3") == 2
    with pypdfium2.PdfDocument(made) as opened:
        assert len(opened) == 3


def test_everybody_has_a_seat_of_his_own():
    seats = seated(PEOPLE, across=3)
    assert (seats[0].row, seats[0].place) == (1, 2)
    assert len({(seat.row, seat.place) for seat in seats}) == len(PEOPLE)
    words = text_of(seat_plan(OCCASION, seats))
    assert all(one.name in words for one in PEOPLE)


def test_an_empty_room_is_still_a_plan():
    assert "SƠ ĐỒ CHỖ NGỒI" in text_of(seat_plan(OCCASION, []))
    assert "A" in text_of(seat_plan(OCCASION, [Seat(1, 1, "A"), Seat(1, 99, "B")]))
