"""Acts of the register stand whole or not at all though its process falls; more in `make long`."""

import pytest

from tests.long import dossiers

POINTS = (
    "settle-decision-uncommitted",
    "row-written",
    "accept-declaration-uncommitted",
    "dossiers-opened",
    "run-piece-unanswered",
    "sent-unheard",
    "settle-events-uncommitted",
)


@pytest.mark.slow
def test_decision_declaration_import_and_line_survive_falls(lasting_app, tmp_path):
    points = [one for one in dossiers.every() if one.name in POINTS]
    outcome = dossiers.run(lasting_app, tmp_path / "run", points, seed=5)
    assert outcome.faults == []
    assert set(outcome.fired) == set(POINTS)
