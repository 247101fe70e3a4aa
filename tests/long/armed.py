"""A product process in which chosen functions end it the hard way; the product knows of nothing.

    python -m tests.long.armed worker|web PORT

The points are read from the file that `TESTS_LONG_ARMS` names; each strikes once in the life of
the file. The whole process group falls at once, as it would when the power goes.
"""

import functools
import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path

ARMS = "TESTS_LONG_ARMS"
LEASE = timedelta(seconds=6)


@dataclass(frozen=True)
class Point:
    """Where a process ends: at the n-th call of a function.

    `before` and `after` the call; `inside` means that an operation has done its work and has not
    committed. `given` narrows it to calls among whose arguments these words stand.
    """

    name: str
    process: str
    target: str
    when: str
    nth: int = 1
    given: str = ""


def write(folder: Path, points: list[Point]) -> Path:
    """Lay the points down for the processes of one house."""
    file = folder / "arms.json"
    file.write_text(json.dumps([asdict(point) for point in points]), encoding="utf-8")
    return file


def fired(folder: Path) -> list[str]:
    """The points that have struck so far."""
    return [path.name.removeprefix("fired-") for path in sorted(folder.glob("fired-*"))]


def arm(process: str) -> None:
    """Put every point of this process into place that has not struck yet."""
    if ARMS not in os.environ:
        return
    file = Path(os.environ[ARMS])
    for row in json.loads(file.read_text(encoding="utf-8")):
        point = Point(**row)
        flag = file.parent / f"fired-{point.name}"
        if point.process == process and not flag.exists():
            _place(point, flag)


def _place(point: Point, flag: Path) -> None:
    module, _colon, path = point.target.partition(":")
    owner = import_module(module)
    *parts, last = path.split(".")
    for part in parts:
        owner = getattr(owner, part)
    original = getattr(owner, last)
    replaced = _deadly(original, point, flag)
    setattr(owner, last, replaced)
    if not parts:
        _replace_everywhere(original, replaced)


def _replace_everywhere(original, replaced) -> None:
    """Functions travel by `from x import y` and in registers of handlers."""
    from office import outbox

    for module in list(sys.modules.values()):
        space = getattr(module, "__dict__", {})
        for name in [name for name, value in list(space.items()) if value is original]:
            space[name] = replaced
    for topic, handler in outbox._handlers.items():  # noqa: SLF001
        if handler is original:
            outbox._handlers[topic] = replaced  # noqa: SLF001


def _deadly(original, point: Point, flag: Path):
    from office.db import operation

    count, guard = [0], threading.Lock()
    inner = original.__wrapped__ if point.when == "inside" else original

    def is_it(args, kwargs) -> bool:
        if point.given and point.given not in repr((args, kwargs)):
            return False
        with guard:
            count[0] += 1
            return count[0] == point.nth

    @functools.wraps(inner)
    def deadly(*args, **kwargs):
        strikes = is_it(args, kwargs)
        if strikes and point.when == "before":
            _end(flag)
        try:
            answer = inner(*args, **kwargs)
        except Exception:
            count[0] -= strikes  # a refused act was none: the next one counts
            raise
        if strikes:
            _end(flag)
        return answer

    return operation(deadly) if point.when == "inside" else deadly


def _end(flag: Path) -> None:
    flag.touch()
    os.killpg(os.getpgid(0), signal.SIGKILL)
    signal.pause()


def work() -> int:
    """The worker, with leases short enough for a test."""
    from office import worker
    from office.app import create_app
    from office.config import current_settings

    app = create_app()
    arm("worker")
    with app.app_context():
        settings = current_settings()
    return worker.main(app, settings, lease=LEASE)


def serve(port: int) -> int:
    """The web process; its server starts our application in place of the usual one."""
    import granian

    from office import serve as web

    usual = granian.Granian
    granian.Granian = lambda _target, **settings: usual("tests.long.armed_web:app", **settings)
    return web.serve(host=web.LOOPBACK, port=port)


if __name__ == "__main__":
    sys.exit(work() if sys.argv[1] == "worker" else serve(int(sys.argv[2])))
