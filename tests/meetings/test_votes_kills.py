"""A secret vote comes to its right totals although the process falls; `make long` has many more."""

import pytest

from meetings.voting import sealed
from tests.long import ballots

POINTS = (
    "cast-2-uncommitted",
    "cast-4-untold",
    "close-uncommitted",
    "settled-uncommitted",
    "erased-uncommitted",
    "counted-untold",
)


@pytest.mark.slow
def test_no_ballot_is_lost_between_any_two_steps(lasting_app, tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "COST", 2**8)
    points = [one for one in ballots.every() if one.name in POINTS]
    outcome = ballots.run(lasting_app, tmp_path / "run", points, seed=7)
    assert outcome.faults == []
    assert set(outcome.fired) == set(POINTS)
