"""Clients of two web processes at once: consecutive numbers; `make long` has ten times as many."""

import pytest

from tests.long import numbers


@pytest.mark.postgres
@pytest.mark.slow
def test_twenty_clients_at_once_get_a_hundred_consecutive_numbers(new_postgres, tmp_path):
    outcome = numbers.measure(new_postgres(), tmp_path, clients=20, each=5, processes=2)
    assert outcome.faults() == []
