"""Both ends of the line to the national database fall; `make long` has 50,000 people."""

import pytest

from tests.long import national


@pytest.mark.slow
def test_nothing_is_lost_or_told_twice_though_both_ends_fall(lasting_app, tmp_path, monkeypatch):
    monkeypatch.setattr(national, "PIECE", 20)
    outcome = national.Outcome(seed=11, people=60, changes=30)
    national.run(lasting_app, tmp_path / "run", outcome, kills=2)
    assert outcome.faults == []
    assert outcome.falls == {"worker": 2, "register": 2}
    assert outcome.events == outcome.applied > 120
    assert outcome.digests == 60
