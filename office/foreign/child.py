"""Starts the child that works on a foreign file, and takes back what it made.

The parent reads a small JSON result and plain files; it never parses a foreign byte itself.
"""

import json
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from office.foreign import nursery
from office.foreign.inside.jail import NO_WALL, Network
from office.foreign.inside.main import RESULT
from office.foreign.refusals import ForeignFileRefused, Reason

ROOT = Path(__file__).parents[2]
START = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "from office.foreign.inside.main import main; main()"
)
ERRORS = "errors.txt"
RESULT_LIMIT = 8 * 1024 * 1024
FILES_LIMIT = 256 * 1024 * 1024
OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "memory allocation of")
OUT_OF_TIME = {signal.SIGXCPU, signal.SIGKILL}

log = structlog.get_logger()


@dataclass(frozen=True)
class Limits:
    """What a child may use; `seconds` is the wall clock, `file_mb` the largest file written."""

    seconds: float = 20
    cpu_seconds: int = 15
    memory_mb: int = 1024
    file_mb: int = 64
    open_files: int = 64


@dataclass(frozen=True)
class Result:
    """The facts a task found and the files it made, by their plain names."""

    facts: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


DEFAULT_LIMITS = Limits()


def run_child(
    task: str, source: Path, *, limits: Limits = DEFAULT_LIMITS, **options: Any
) -> Result:
    """Do one task of `inside.main` on a file; every trouble is a `ForeignFileRefused`."""
    with TemporaryDirectory(prefix="foreign-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        order = {"task": task, "source": str(source.absolute()), "options": options}
        code = run_jailed(order, out=out, limits=limits)
        return _taken(task, out, code)


def run_jailed(
    order: Mapping[str, Any],
    *,
    out: Path,
    limits: Limits,
    environment: Mapping[str, str] | None = None,
    network: Network = Network.ANY,
) -> int:
    """Run an order (a task, a call of ours, a program) inside the walls; returns the exit code.

    A program that is not ours asks for `Network.OUT_OF_REACH`, and ends as `NO_WALL` without it.
    """
    told = {
        "out": str(out),
        "errors": str(out / ERRORS),
        "environment": dict(environment or {}),
        "limits": _whole(limits),
        "network": network,
    }
    code = nursery.run(START, {**order, **told}, seconds=limits.seconds)
    if code is None:
        raise ForeignFileRefused(Reason.TIME)
    return code


def is_network_out_of_reach() -> bool:
    """Whether this kernel gives a child a network namespace; some containers forbid it."""
    with TemporaryDirectory(prefix="foreign-") as folder:
        order = {"command": [sys.executable, "-I", "-c", ""]}
        needed = Network.OUT_OF_REACH
        code = run_jailed(order, out=Path(folder), limits=DEFAULT_LIMITS, network=needed)
    return code != NO_WALL


def _whole(limits: Limits) -> dict[str, int]:
    return {name: int(value) for name, value in asdict(limits).items()}


def _taken(task: str, out: Path, code: int) -> Result:
    answer = _answer(out)
    if answer is None:
        log.warning("foreign_child_failed", task=task, code=code, errors=last_errors(out))
        raise ForeignFileRefused(reason_of(code, last_errors(out)))
    if reason := answer.get("reason"):
        raise ForeignFileRefused(Reason(reason))
    return Result(answer["facts"], _files(out))


def reason_of(code: int, errors: str) -> Reason:
    """What an end without an answer means."""
    if code < 0 and -code in OUT_OF_TIME:
        return Reason.TIME
    return Reason.MEMORY if any(sign in errors for sign in OUT_OF_MEMORY) else Reason.CRASHED


def last_errors(out: Path) -> str:
    """The end of what the child complained about, for operators."""
    told = out / ERRORS
    return told.read_bytes()[-2000:].decode(errors="replace") if told.is_file() else ""


def _answer(out: Path) -> dict[str, Any] | None:
    path = out / RESULT
    if path.is_symlink() or not path.is_file() or path.stat().st_size > RESULT_LIMIT:
        return None
    try:
        answer = json.loads(path.read_bytes())
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _files(out: Path) -> dict[str, bytes]:
    plain = [path for path in sorted(out.iterdir()) if path.is_file() and not path.is_symlink()]
    if sum(path.stat().st_size for path in plain) > FILES_LIMIT:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    return {path.name: path.read_bytes() for path in plain if path.name not in (RESULT, ERRORS)}
