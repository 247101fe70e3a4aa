"""Rectangles of fields."""

import pytest

from documents.compose.places import POINTS_A_MM, Place, seal_on, text_field_box


@pytest.mark.parametrize("diameter", [30, 36, 42])
def test_the_seal_has_its_true_size_and_covers_the_left_third_of_the_signature(diameter):
    signature = Place(1, 300, 100, 420, 160)
    seal = seal_on(signature, diameter)
    assert seal.width == pytest.approx(diameter * POINTS_A_MM)
    assert seal.height == pytest.approx(seal.width)
    assert seal.x1 - signature.x0 == pytest.approx(signature.width / 3)
    assert (seal.y0 + seal.y1) / 2 == pytest.approx(130)
    assert seal.page == 1


def test_a_text_field_stands_on_its_baseline():
    box = text_field_box(page=0, left=10, baseline=100, width=36, size=12)
    assert (box.x0, box.y0, box.x1, box.font_size) == (10, 97, 46, 12)
    assert box.y1 > 100 + 0.7 * 12
