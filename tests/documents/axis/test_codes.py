"""The numbers of the exchange standard and the order in which they may come."""

import pytest

from documents.axis import codes
from documents.axis.codes import StatusCode


def test_identifiers_are_compared_without_case_and_blanks():
    assert codes.same_organ(" h99.3.12 ", "H99.3.12")
    assert not codes.same_organ("H99.3.12", "H99.3.1")


def test_an_unknown_status_stays_as_text():
    assert codes.status_code("07") == "07"
    assert codes.status_code("x") == "x"
    assert codes.status_code("3") is StatusCode.RECEIVED


@pytest.mark.parametrize(
    ("code", "current", "applies"),
    [
        ("01", None, True),
        ("03", "01", True),
        ("06", "03", True),
        ("03", "02", True),
        ("01", "03", False),
        ("04", "06", False),
        ("15", "03", False),
        ("09", "01", False),
        ("03", "09", True),
    ],
)
def test_a_sender_never_steps_back(code, current, applies):
    assert codes.moves_forward(code, current=current) is applies
