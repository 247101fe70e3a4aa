"""The matter comes to its end although six times a process falls; `make long` has many more."""

import os

import pytest

from tests.long import campaign, points, world

POINTS = (
    "kept-unacknowledged",
    "ask_copy-unanswered",
    "start_reply-uncommitted",
    "finished-unkept",
    "status-sent",
    "letter-unsettled",
)


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("OFFICE_TEST_DB") == "postgres", reason="plays in a demo folder of its own"
)
def test_the_matter_survives_six_falls(tmp_path):
    base = world.make(tmp_path / "world")
    outcome = campaign.run(base, tmp_path / "house", points.named(*POINTS))
    assert outcome.faults == []
    assert set(outcome.fired) == set(POINTS)
