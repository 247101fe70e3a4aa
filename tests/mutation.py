"""Takes each guard, edge and rule away in turn, and says where no test notices.

`python -m tests.mutation` tries all of them, `python -m tests.mutation numbers "may_sign says"`
those that fit one of the words. The tests are read once. A first round tells which of them reach
which lines; then each change is put into a fork of this process, where the tests that reach it
run until one fails.
"""

import gc
import json
import os
import pickle
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
import typst
from _pytest.runner import runtestprotocol
from flask import Flask

from tests.mutants import ROOT, Mutant, functions_of, mutants, put_in

JOBS = int(os.environ.get("MUTATION_JOBS", "2"))
PATIENCE = 120
MARKS = "not long and not browser and not slow"
OUT = os.dup(1)
NOTICED, SPOILT = 1, 3


def say(line: str) -> None:
    """A line for who waits, past what pytest keeps back."""
    os.write(OUT, f"{line}\n".encode())


def ended(number: int) -> int:
    """How a child ended: its code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def forked(work: Callable[[], int]) -> int:
    """A child that does some work; its code is what the work gives back."""
    if child := os.fork():
        return child
    code = SPOILT
    try:
        code = work()
    except BaseException as error:  # noqa: BLE001 - the child tells its parent by its status
        say(f"stopped by {error!r}")
    os._exit(code)


def in_a_child(call: Callable[[], Any]) -> Any:
    """What a call gives back, from a child that ends with it."""
    reading, writing = os.pipe()

    def told() -> int:
        os.close(reading)
        with os.fdopen(writing, "wb") as out:
            try:
                out.write(pickle.dumps((call(), None)))
            except typst.TypstError as error:
                out.write(pickle.dumps((None, (str(error), error.message, error.diagnostic))))
        return 0

    child = forked(told)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        found = said.read()
    ended(child)
    made, fault = pickle.loads(found)  # noqa: S301 - said by our own child
    if fault:
        error = typst.TypstError(fault[0])
        error.message, error.diagnostic = fault[1:]
        raise error
    return made


class Typesetter:
    """typst's compiler, each time in a child: a fork of ours would miss the threads it starts."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self._make = partial(COMPILER, *given, **named)

    def compile(self, *given: Any, **named: Any) -> Any:
        return in_a_child(lambda: self._make().compile(*given, **named))

    def query(self, *given: Any, **named: Any) -> Any:
        return in_a_child(lambda: self._make().query(*given, **named))


COMPILER, COMPILE = typst.Compiler, typst.compile


def typeset_in_children() -> None:
    """From here on no process of ours holds typst's threads."""
    typst.Compiler = Typesetter
    typst.compile = lambda *given, **named: in_a_child(lambda: COMPILE(*given, **named))


def failed(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; whether any part of it fails."""
    return any(part.failed for part in runtestprotocol(item, log=False, nextitem=following))


class Unfit(Exception):
    """The tests that should notice fail by themselves: nothing could be learnt."""


class Reach:
    """Which tests come to which lines of the files, and how long each takes."""

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        self.folder, self.paths = folder, sorted(paths)
        self.lines: dict[str, dict[int, set[str]]] = {path: {} for path in self.paths}
        self.seconds: dict[str, float] = {}

    def look(self, items: Sequence[pytest.Item], number: int) -> int:
        """Run tests and keep what they reach in a file; what a fixture does belongs to its node."""
        from coverage import Coverage

        self.coverage = Coverage(data_file=None, config_file=False, include=self._files())
        self.coverage.set_option("run:disable_warnings", ["no-data-collected"])
        self.coverage.start()
        for item, following in zip(items, [*items[1:], None], strict=True):
            begun = time.process_time()
            self.name = item.nodeid
            self.coverage.switch_context(self.name)
            if failed(item, following):
                say(f"fails by itself: {item.nodeid}")
                return NOTICED
            self.seconds[item.nodeid] = time.process_time() - begun
        self.coverage.stop()
        told = {path: self._told(path) for path in self.paths}
        kept = self.folder / f"reach-{number}.json"
        kept.write_text(json.dumps([told, self.seconds]), encoding="utf-8")
        return 0

    def _files(self) -> list[str]:
        return [str(ROOT / path) for path in self.paths]

    def _told(self, path: str) -> dict[int, list[str]]:
        return dict(self.coverage.get_data().contexts_by_lineno(str(ROOT / path)))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, request):  # type: ignore[no-untyped-def]
        """What is made for a whole file is reached by each of its tests."""
        coverage = getattr(self, "coverage", None)
        if coverage is None or request.scope == "function":
            return (yield)
        coverage.switch_context(request.node.nodeid)
        try:
            return (yield)
        finally:
            coverage.switch_context(self.name)

    def read(self) -> None:
        """Take together what the children have kept."""
        for kept in self.folder.glob("reach-*.json"):
            told, seconds = json.loads(kept.read_text(encoding="utf-8"))
            self.seconds |= seconds
            for path, lines in told.items():
                for line, names in lines.items():
                    self.lines[path].setdefault(int(line), set()).update(names)

    def fitting(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests that run what is changed; what is read at import belongs to named tests."""
        if mutant.is_read_at_import:
            return [item for item in items if item.nodeid.startswith(mutant.tests)]
        lines = self.lines[mutant.path]
        names = set().union(*(lines.get(line, ()) for line in mutant.lines))
        return [item for item in items if names & {item.nodeid, _file(item.nodeid)}]


class Campaign:
    """All wanted changes, tried with the tests that pytest has read."""

    def __init__(self, wanted: Sequence[Mutant], folder: Path) -> None:
        self.wanted, self.folder = wanted, folder
        self.reach = Reach(folder, {one.path for one in wanted})
        self.noticing: Counter[str] = Counter()
        self.survived: list[str] = []
        self.app: Flask | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        typeset_in_children()
        files = sorted({item.path for item in session.items})
        shares = [set(files[number::JOBS]) for number in range(JOBS)]
        rounds = [[item for item in session.items if item.path in share] for share in shares]
        _together([partial(self.reach.look, share, n) for n, share in enumerate(rounds) if share])
        self.reach.read()
        _together([partial(self.try_all, session.items, number) for number in range(JOBS)])
        for kept in sorted(self.folder.glob("passed-*")):
            self.survived += kept.read_text(encoding="utf-8").splitlines()
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):  # type: ignore[no-untyped-def]
        """Keep the application: what it holds open no child may inherit."""
        made = yield
        if fixturedef.argname == "app":
            self.app = made
        return made

    def try_all(self, items: Sequence[pytest.Item], number: int) -> int:
        """One child's share: first with the file of tests that each belongs to, then with all."""
        asking = [item for item in items if "house" in getattr(item, "fixturenames", ())]
        others = [item for item in items if asking and item.path != asking[0].path]
        self._warm_up([*asking[:1], *others[:1]])
        survived = []
        for file, group in groupby(sorted(self.wanted[number::JOBS], key=_home), key=_home):
            inside = [item for item in items if _file(item.nodeid) == file]
            left = self._left_at_home(list(group), inside)
            survived += [one for one in left if not self._is_noticed(one, items)]
        text = "".join(f"{one}\n" for one in survived)
        (self.folder / f"passed-{number}").write_text(text, encoding="utf-8")
        return 0

    def _warm_up(self, items: Sequence[pytest.Item]) -> None:
        """Make what lasts longer than the first test does, so that no child has to."""
        from office.db import db

        if len(items) > 1:
            failed(items[0], items[1])
        if self.app:
            with self.app.app_context():
                db.engine.engine.dispose()  # of a file that holds a connection, too
        functions_of("")  # before the collector forgets them
        gc.freeze()

    def _left_at_home(self, group: list[Mutant], inside: Sequence[pytest.Item]) -> list[Mutant]:
        """Try what belongs to one file upon what that file makes once for all its tests.

        That was made before the change: what passes here is tried again from the beginning.
        """
        if len(inside) < 2:
            return group
        kept = self.folder / f"left-{os.getpid()}"
        if ended(forked(partial(self._try_at_home, group, inside, kept))):
            raise Unfit
        return [group[int(place)] for place in kept.read_text(encoding="utf-8").split()]

    def _try_at_home(
        self, group: Sequence[Mutant], inside: Sequence[pytest.Item], kept: Path
    ) -> int:
        self._warm_up(inside)
        noticed = [self._is_noticed(mutant, inside, at_home=inside) for mutant in group]
        left = [str(place) for place, is_done in enumerate(noticed) if not is_done]
        kept.write_text(" ".join(left), encoding="utf-8")
        return 0

    def _is_noticed(
        self,
        mutant: Mutant,
        items: Sequence[pytest.Item],
        *,
        at_home: Sequence[pytest.Item] = (),
    ) -> bool:
        fitting = self.reach.fitting(mutant, items)
        fitting.sort(key=lambda item: self._place(item.nodeid))
        staying = next((item for item in at_home if item not in fitting[-1:]), None)
        reading, writing = os.pipe()
        child = forked(partial(_tried, mutant, [*fitting, staying], writing))
        code = ended(child)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGTERM)  # what its tests have begun and not ended
        os.close(writing)
        with os.fdopen(reading) as told:
            self.noticing[told.read()] += 1
        if code in {SPOILT, -signal.SIGKILL}:  # nothing was learnt
            raise RuntimeError(f"{mutant} could not be tried")
        if code or not at_home:
            say(f"{'noticed' if code else 'passed '} {mutant}")
        return bool(code)

    def _place(self, name: str) -> tuple[int, float]:
        """Those that noticed before come first, then the quick ones."""
        return -self.noticing[name], self.reach.seconds.get(name, 0)


def _file(name: str) -> str:
    return name.split("::", maxsplit=1)[0]


def _home(mutant: Mutant) -> str:
    return _file(mutant.tests[0])


def _together(works: Sequence[Callable[[], int]]) -> None:
    children = [forked(work) for work in works]
    codes = [ended(child) for child in children]
    if any(codes):
        raise Unfit


def _tried(mutant: Mutant, items: Sequence[pytest.Item | None], telling: int) -> int:
    """Put the change in and run tests until one fails; one that hangs ends us: noticed as well."""
    os.setpgrp()
    put_in(mutant)
    for item, following in pairwise(items):
        signal.alarm(PATIENCE)
        if item and failed(item, following):
            os.write(telling, item.nodeid.encode())
            return NOTICED
    return 0


def survivors(wanted: Sequence[Mutant]) -> list[str]:
    """Those that no test notices; `Unfit` where tests fail before anything is taken away."""
    named = {name for one in wanted for name in one.tests}
    files = sorted(name for name in named if "::" not in name or _file(name) not in named)
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        campaign = Campaign(wanted, Path(folder))
        chosen = ["-q", "--assert=plain", "-p", "no:cacheprovider", "-m", MARKS]
        code = pytest.main([*chosen, *files], plugins=[campaign, campaign.reach])
    if code:
        raise Unfit
    return campaign.survived


def main(words: Sequence[str]) -> int:
    """Try what fits one of the words; the closing line counts."""
    wanted = [one for one in mutants() if not words or any(word in str(one) for word in words)]
    try:
        found = survivors(wanted)
    except Unfit:
        say("A test fails before anything is taken away.")
        return 2
    say(f"{len(wanted)} tried, {len(found) or 'none'} survived")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
