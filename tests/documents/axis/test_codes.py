"""The numbers of the exchange standard and the order in which they may come."""

import pytest

from documents.axis import codes
from documents.axis.codes import OrganForm, StatusCode


@pytest.mark.parametrize(
    ("organ_id", "form"),
    [
        ("000.00.00.G22", OrganForm.OLD),
        ("002.00.20.H13", OrganForm.OLD),
        ("000.00.00.K99", OrganForm.OLD),
        ("H29.3.12", OrganForm.NEW),
        ("H37.DN.001", OrganForm.NEW),
        ("G98", OrganForm.NEW),
        ("28.22.H17", OrganForm.OPAQUE),
        ("00.22.W00", OrganForm.OPAQUE),
        ("vxp_test", OrganForm.OPAQUE),
        ("H99." + "1" * 40, OrganForm.OPAQUE),
    ],
)
def test_an_identifier_shows_its_form(organ_id, form):
    assert codes.organ_form(organ_id) is form


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


@pytest.mark.parametrize(
    ("code", "current", "allowed"),
    [
        ("01", None, True),
        ("02", "01", True),
        ("05", "03", True),
        ("03", "02", False),
        ("06", "02", False),
        ("03", "03", False),
        ("15", "06", True),
        ("16", None, False),
        ("13", "01", False),
    ],
)
def test_a_receiver_reports_in_order_and_may_skip(code, current, allowed):
    assert codes.may_report(code, current=current) is allowed
