"""A meeting in session whose chair has ordered a recording, and his device."""

import pytest

from meetings.operations import recording
from tests import build
from tests.meetings import house as meetings
from tests.meetings.recording.device import device


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    return meetings.opened(snv)


@pytest.fixture
def ordered(snv, meeting):
    """The meeting, being recorded."""
    recording.begin_recording(meeting, by=snv.leader)
    return meeting


@pytest.fixture
def chair(house, snv, ordered):
    """The chair's device, with a source of its own."""
    made = device(house, ordered, snv.leader)
    assert made.add().status_code == 201
    return made
