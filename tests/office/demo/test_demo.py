"""Steps of a demo folder: in their order, once, with progress that everybody sees."""

import pytest

from office import demo
from office.config import Settings
from office.demo import Demo, Service, demo_step, in_turn
from office.i18n import _l, force_locale


@pytest.fixture(autouse=True)
def own_steps(monkeypatch):
    monkeypatch.setattr(demo, "_steps", {})
    monkeypatch.setattr(demo, "_starts", {})


@pytest.fixture
def folder(house, monkeypatch, tmp_path):
    monkeypatch.setitem(house.extensions, "office.settings", Settings(data_dir=tmp_path))
    return tmp_path


def demo_for(folder):
    return lambda tell: Demo(folder, (), {}, tell)


def take_all(folder):
    for step in demo.open_steps(folder):
        demo.take(step, demo_for(folder))


def test_steps_are_taken_in_their_order_and_once(folder):
    taken = []
    for order, name in ((200, "c"), (20, "b"), (10, "a")):
        demo_step(order, name)(lambda _demo, name=name: taken.append(name))
    take_all(folder)
    take_all(folder)
    assert taken == ["a", "b", "c"]


def test_what_came_with_a_newer_program_is_still_built(folder):
    demo_step(10, "a")(lambda _demo: None)
    take_all(folder)
    demo_step(20, "new")(lambda _demo: None)
    assert [step.name for step in demo.open_steps(folder)] == ["new"]


def test_long_steps_are_for_the_background(folder):
    demo_step(99, "quick")(lambda _demo: None)
    demo_step(100, "long")(lambda _demo: None)
    assert [step.is_background for step in demo.open_steps(folder)] == [False, True]


def test_what_was_begun_before_the_building_was_cut_off_does_not_stand_twice(folder):
    made = []

    def act(given):
        for item in in_turn("abcd", given.tell):
            made.append(item)
            if made == ["a", "b"]:
                raise KeyboardInterrupt

    demo_step(10, "papers")(act)
    with pytest.raises(KeyboardInterrupt):
        take_all(folder)
    take_all(folder)
    assert made == ["a", "b", "c", "d"]
    assert demo.open_steps(folder) == []


def test_progress_is_seen_while_a_step_runs_and_gone_afterwards(folder):
    seen = []

    def act(given):
        seen.append(demo.progress())
        given.tell(3, 10)
        given.tell(10, 10)
        seen.append(demo.progress())

    demo_step(10, "papers", label="Papers")(act)
    assert demo.progress() is None
    take_all(folder)
    first, last = seen
    assert (first.label, first.done, first.total) == ("Papers", 0, 0)
    assert (last.done, last.total) == (10, 10)
    assert demo.progress() is None


def test_a_step_that_fell_is_begun_anew(folder):
    falls = ["once"]

    def act(_demo):
        if falls:
            raise RuntimeError(falls.pop())

    demo_step(10, "a")(act)
    with pytest.raises(RuntimeError):
        take_all(folder)
    assert demo.open_steps(folder)
    take_all(folder)
    assert not demo.open_steps(folder)


def test_progress_is_told_in_the_readers_language_by_who_does_not_know_the_step(folder):
    demo_step(10, "gone", label=_l("Agencies and rooms"))(lambda _demo: pytest.fail("told"))
    with pytest.raises(pytest.fail.Exception):
        take_all(folder)
    demo._steps.clear()  # noqa: SLF001 - a web process loads no builders
    with force_locale("vi"):
        assert demo.progress().label == "Cơ quan và phòng"
    with force_locale("en"):
        assert demo.progress().label == "Agencies and rooms"


def test_starts_are_for_every_start(folder):
    demo.at_demo_start("ports")(lambda _demo: None)
    assert len(demo.starts()) == 1


def test_pieces_are_played_in_their_order(monkeypatch):
    monkeypatch.setattr(demo, "_players", {})
    for order, piece in ((20, len), (10, str)):
        demo.plays(order)(piece)
    assert demo.players() == [str, len]


def test_a_service_has_an_address():
    assert Service("127.0.0.1", 8090, "t").url == "http://127.0.0.1:8090"
