"""Every number has a name."""

from documents.axis import labels
from documents.axis.codes import BusinessKind, Priority, StatusCode


def test_every_code_has_a_name():
    assert set(labels.STATUS_LABELS) == set(StatusCode)
    assert set(labels.BUSINESS_LABELS) == set(BusinessKind)
    assert set(labels.PRIORITY_LABELS) == set(Priority)


def test_an_unknown_status_is_shown_with_its_number():
    assert labels.status_label("07") == "Status 07"
    assert labels.status_label("03") == "Received and registered"
