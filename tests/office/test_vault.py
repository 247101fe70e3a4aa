"""A sealed secret opens here, for its purpose and, where it says so, for a time."""

from datetime import timedelta

import pytest
import time_machine

from office import clock, vault

HOUR = timedelta(hours=1)


def test_a_secret_opens_under_its_purpose_alone(house):
    sealed = vault.lock("khóa", purpose="axis")
    assert "khóa" not in sealed
    assert vault.unlock(sealed, purpose="axis") == "khóa"
    for purpose in ("axis ", "second factor:1", ""):
        with pytest.raises(ValueError, match="sealed"):
            vault.unlock(sealed, purpose=purpose)


def test_a_secret_lasts_as_long_as_its_reader_says(house):
    sealed = vault.lock("khóa", purpose="axis")
    with time_machine.travel(clock.now() + HOUR - timedelta(seconds=5)):
        assert vault.unlock(sealed, purpose="axis", lasts=HOUR) == "khóa"
    with time_machine.travel(clock.now() + HOUR + timedelta(seconds=5)):
        with pytest.raises(ValueError, match="run out"):
            vault.unlock(sealed, purpose="axis", lasts=HOUR)
        assert vault.unlock(sealed, purpose="axis") == "khóa"
