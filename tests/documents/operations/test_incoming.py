"""A paper that is not ours goes back by the table of states, with its reason."""

import pytest

from documents import operations, queries
from documents.models import DocumentState
from office.errors import Forbidden, Invalid, Refusal
from tests import build


@pytest.fixture
def snv(house):
    return build.agency()


def test_a_refused_paper_is_closed_with_its_reason(snv):
    document = build.arrived(snv)
    operations.refuse(document, "Gửi nhầm nơi nhận", by=snv.clerk)
    assert document.state is DocumentState.REFUSED
    assert "Gửi nhầm nơi nhận" in [line.text for line in queries.progress_of(document)]
    assert queries.work_of_desk(snv.desks["clerk"].id) == []


def test_a_refusal_needs_its_reason_and_comes_before_registration(snv):
    with pytest.raises(Invalid):
        operations.refuse(build.arrived(snv), " ", by=snv.clerk)
    registered = build.registered(snv)
    with pytest.raises((Refusal, Forbidden)):
        operations.refuse(registered, "Gửi nhầm nơi nhận", by=snv.clerk)
    assert registered.arrival_no == 1
