"""What people type or paste, freed of what no paper can bear."""

import pytest

from office.typed import HouseRequest, whole


def test_a_form_is_read_without_control_signs_and_with_the_breaks_of_word():
    request = HouseRequest.from_values(
        "/?q=c%00ây", method="POST", data={"text": "Dòng\x0bhai\x07", "many": ["a", "b\0"]}
    )
    assert request.args["q"] == "cây"
    assert request.form["text"] == "Dòng\nhai"
    assert request.form.getlist("many") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "number"), [(" 7 ", 7), ("٧", 7), ("-1", None), ("²", None), ("9" * 5000, None)]
)
def test_a_whole_number_is_read_or_is_none(text, number):
    assert whole(text) == number
