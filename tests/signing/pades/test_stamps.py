"""An agency's own picture of its seal stands on the document in its true size."""

from io import BytesIO

import pikepdf
import pypdfium2

from signing.pades.places import POINTS_PER_MM, Stamp, StampKind
from signing.pades.stamps import drawn
from tests.permissions.first_day import seal

SIDE = 38 * POINTS_PER_MM


def pictured(**more):
    given = {"diameter_mm": 38, "image": seal()} | more
    return drawn(Stamp(StampKind.SEAL, ("Sở Nội vụ",), **given), width=SIDE + 20, height=SIDE + 20)


def test_the_picture_takes_the_place_of_the_drawn_seal():
    page = pypdfium2.PdfDocument(pictured())[0]
    assert page.get_textpage().get_text_range() == ""
    (image,) = [one for one in page.get_objects() if one.type == 3]
    left, bottom, right, top = image.get_bounds()
    assert abs((right - left) / POINTS_PER_MM - 38) < 0.5
    assert abs((top - bottom) / POINTS_PER_MM - 38) < 0.5


def test_without_a_picture_the_name_is_drawn():
    words = pypdfium2.PdfDocument(pictured(image=b""))[0].get_textpage().get_text_range()
    assert words.strip()


def test_in_a_demo_the_picture_bears_the_mark():
    page = pypdfium2.PdfDocument(pictured(mark="BẢN THỬ"))[0]
    assert "BẢN THỬ" in page.get_textpage().get_text_range()
    with pikepdf.open(BytesIO(pictured())) as made:
        assert len(made.pages) == 1
