"""A 250 is a promise: it outlives killed processes and power cuts. Small; `mailkills` is long."""

import random

import pytest

from tests.mail.smtp import falls, trace
from tests.needs import needs


def test_every_acknowledged_mail_outlives_a_killed_server(tmp_path):
    faults, _again = falls.run(tmp_path, mails=120, kills=2, seed=7)
    assert faults == []


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    """Thirty mails of all sizes, traced."""
    folder = tmp_path_factory.mktemp("traced")
    (folder / "intake").mkdir()
    return trace.record(folder / "intake", folder / "log", mails=30, seed=5)


@needs("strace")
def test_each_answer_leaves_after_the_sync_of_what_holds_its_mail(events):
    assert sum(b"taken as" in event.data for event in events) >= 20
    assert trace.answered_too_early(events) == []


@needs("strace")
def test_an_answer_before_its_sync_would_be_noticed(events):
    """The same calls without one sync in three."""
    fewer = [event for n, event in enumerate(events) if event.kind != "sync" or n % 3]
    assert trace.answered_too_early(fewer) != []


@needs("strace")
def test_after_a_power_cut_every_acknowledged_mail_is_there(events, tmp_path):
    chance = random.Random(3)  # noqa: S311 - the same cuts each time
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        cut = chance.randrange(1, len(events) + 1)
        trace.after_power_cut(events, cut, folder, chance)
        assert trace.lost(events, cut, folder) == [], f"cut {number} at {cut}"


@needs("strace")
def test_a_power_cut_that_forgets_syncs_would_be_noticed(events, tmp_path):
    never = [event for event in events if event.kind != "sync"]
    trace.after_power_cut(never, len(never), tmp_path, random.Random(3))  # noqa: S311
    assert trace.lost(never, len(never), tmp_path) != []
