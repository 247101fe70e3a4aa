"""Interleaved rounds, and changes that are taken back outside the clock."""

import time

from bench.timing import Times, Undone, measure


def test_every_round_runs_every_case_in_an_order_of_its_own():
    order = []
    cases = {name: (lambda name=name: order.append(name)) for name in "abc"}
    times = measure(cases, rounds=5)
    rounds = ["".join(order[at : at + 3]) for at in range(len(order) - 15, len(order), 3)]
    assert {"".join(sorted(one)) for one in rounds} == {"abc"}
    assert len(set(rounds)) > 1
    assert {name: len(times.cpu[name]) for name in cases} == {"a": 5, "b": 5, "c": 5}


def test_taking_back_is_not_measured():
    undone = []
    case = Undone(lambda: None, lambda: undone.append(time.sleep(0.02)))
    times = measure({"change": case}, rounds=3)
    assert len(undone) == 3 + 4  # four to warm up
    assert times.on_the_wall("change") < 20


def test_slow_cases_take_part_in_fewer_rounds():
    times = measure({"slow": lambda: time.sleep(0.06), "quick": lambda: None}, rounds=20)
    assert len(times.wall["slow"]) == 2
    assert len(times.wall["quick"]) == 20


def test_the_median_is_what_counts():
    times = Times()
    for spent in (0.001, 0.002, 0.9):
        times.note("page", spent, spent)
    assert times.of("page") == 2
