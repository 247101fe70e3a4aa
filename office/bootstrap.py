"""Makes the program's own environment on a machine that has Python alone, then goes on inside it.

Standard library only, and readable by older Pythons, which it leaves for a newer one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MINIMUM = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).resolve().parent.parent
BASE = ("requirements.lock",)
DEMO = (*BASE, "requirements-demo.lock")
TEST = (*DEMO, "requirements-test.lock")
WITH_SANDBOXES = ("run", "demo", "demo-pki", "sandbox-axis", "sandbox-register")
WITH_TOOLS = ("test", "setup", "vendor")
LOCKS_OF = {**dict.fromkeys(WITH_SANDBOXES, DEMO), **dict.fromkeys(WITH_TOOLS, TEST)}
STAMP = "office.stamp"
GUARD = "office.lock"
PTH = "office-checkout.pth"
PYTHON = f"{sys.implementation.cache_tag} {sys.platform}"


class Stop(Exception):
    """Ends the start with one line that says what to do."""


def say(line: str) -> None:
    sys.stderr.write(f"office: {line}\n")
    sys.stderr.flush()


def leave_old_python(argv: list[str]) -> None:
    """Go on in a newer interpreter when this one is too old; Debian keeps several side by side."""
    if sys.version_info[:2] >= MINIMUM:
        return
    found = next(filter(None, map(shutil.which, NEWER_PYTHONS)), None)
    if found is None:
        version = ".".join(map(str, sys.version_info[:2]))
        raise Stop(f"Python 3.11 or newer is needed, this is {version}: apt install python3.11")
    os.execv(found, [found, "-m", "office", *argv])


def is_installed() -> bool:
    """Whether this interpreter was given the product on purpose, not merely a module of a name."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return bool(importlib.metadata.distribution("congvu").version)
    return False


def state_folder() -> Path:
    return Path(os.environ.get("OFFICE_VENV") or ROOT / ".venv").absolute()


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def digests(locks: tuple[str, ...]) -> dict[str, str]:
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}


def read_stamp(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads((folder / STAMP).read_text(encoding="ascii")))
    return {}


def write_stamp(folder: Path, locks: tuple[str, ...], state: str) -> None:
    stamp = {"state": state, "checkout": str(ROOT), "python": PYTHON, "locks": digests(locks)}
    fresh = folder / f"{STAMP}.new"
    fresh.write_text(json.dumps(stamp), encoding="ascii")
    fresh.replace(folder / STAMP)


def is_ready(folder: Path, locks: tuple[str, ...]) -> bool:
    """The stamp names the same Python, the same checkout and the same locks: nothing to do."""
    stamp = read_stamp(folder)
    found = [stamp.get(name) for name in ("state", "checkout", "python")]
    return (
        found == ["complete", str(ROOT), PYTHON]
        and digests(locks).items() <= stamp["locks"].items()
        and python_of(folder).exists()
    )


@contextlib.contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """One installation at a time; a second start waits for the first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        guard = (folder / GUARD).open("w")
    except OSError as error:
        why = f"cannot write to {folder} ({error.strerror})"
        raise Stop(f"{why}: set OFFICE_VENV to a folder of yours") from error
    with guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another start is installing here; waiting for it")
            fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def is_usable(folder: Path) -> bool:
    """An environment of this very Python that starts; a half-made one is made again."""
    question = "import sys; print(sys.implementation.cache_tag, sys.platform)"
    with contextlib.suppress(OSError):
        command = [str(python_of(folder)), "-c", question]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        return answer.stdout.strip() == PYTHON and (folder / "pyvenv.cfg").exists()
    return False


def make_empty(folder: Path) -> None:
    """A new environment without pip: this works on Debian even where python3-venv is missing."""
    entries = [entry for entry in folder.iterdir() if entry.name != GUARD]
    if entries and not {STAMP, "pyvenv.cfg"} & {entry.name for entry in entries}:
        raise Stop(f"{folder} holds something else: name an empty folder in OFFICE_VENV")
    for entry in sorted(entries, key=Path.is_file):  # the stamp, a file, goes after the folders
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    try:
        from venv import EnvBuilder
    except ImportError as error:
        raise Stop("this Python has no venv module: apt install python3-venv") from error
    EnvBuilder(with_pip=False, symlinks=True).create(folder)


def own_pip(folder: Path) -> list[str] | None:
    """The environment's own pip, put in by ensurepip when this Python has it."""
    python = str(python_of(folder))
    pip = [python, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0:
        return pip
    if importlib.util.find_spec("ensurepip") is None:
        return None
    made = subprocess.run([python, "-m", "ensurepip"], capture_output=True, check=False)
    return pip if made.returncode == 0 else None


def pip_for(folder: Path) -> list[str]:
    """Its own pip, else this machine's pip pointed at it, else a pip wheel the user names."""
    if wheel := os.environ.get("OFFICE_PIP_WHEEL"):
        return [str(python_of(folder)), f"{wheel}/pip"]
    if pip := own_pip(folder):
        return pip
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(python_of(folder))]
    raise Stop(
        "this Python has neither venv nor pip to install with: "
        "apt install python3-venv (or python3-pip), then start again"
    )


def installer(folder: Path) -> list[str]:
    """The tool uv when it is there and pip's own settings do not name another source."""
    uv = shutil.which("uv")
    names_source = {"PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_INDEX_URL"} & os.environ.keys()
    if uv and not names_source and not os.environ.get("OFFICE_PIP_WHEEL"):
        return [uv, "pip", "install", "--python", str(python_of(folder)), "--quiet"]
    quiet = ["--no-input", "--no-compile", "--disable-pip-version-check"]
    return [*pip_for(folder), "install", *quiet]


def run_shown(command: list[str], *, total: int) -> None:
    """Run pip or uv and show how far it is; on failure its last lines say why."""
    tail: list[str] = []
    count = 0
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            tail = [*tail[-14:], line.rstrip()]
            is_package = line.startswith(("Collecting ", "Processing "))
            count += is_package
            if is_package and count % 10 == 1:
                say(f"  {count} of about {total}: {Path(line.split()[1]).name}")
            elif line.startswith("Installing collected"):
                say("  unpacking")
    if process.returncode != 0:
        raise Stop("the installation failed:\n  " + "\n  ".join(tail) + "\nStart again to repair.")


def count_packages(locks: tuple[str, ...]) -> int:
    return sum((ROOT / name).read_text(encoding="utf-8").count("==") for name in locks)


def options_for(locks: tuple[str, ...]) -> list[str]:
    return [part for name in locks for part in ("-r", str(ROOT / name))]


def install(folder: Path, locks: tuple[str, ...]) -> None:
    """Every package exactly as locked: a wrong hash ends it."""
    total = count_packages(locks)
    started = time.monotonic()
    say(f"installing about {total} packages into {folder} (once; about one to three minutes)")
    tool = installer(folder)
    run_shown([*tool, "--require-hashes", *options_for(locks)], total=total)
    if "--no-compile" in tool:
        compile_packages(folder)
    link_checkout(folder)
    say(f"installed in {time.monotonic() - started:.0f} s")


def compile_packages(folder: Path) -> None:
    """On all processors, where pip uses one; what cannot be compiled here is so when it is read."""
    command = [str(python_of(folder)), "-m", "compileall", "-qq", "-j", "0", str(folder / "lib")]
    subprocess.run(command, capture_output=True, check=False)


def link_checkout(folder: Path) -> None:
    """The checkout becomes importable; an ASCII line, for a path with Vietnamese letters."""
    for site in folder.glob("lib/python3.*/site-packages"):
        (site / PTH).write_text(f"import sys; sys.path.append({str(ROOT)!a})\n", encoding="ascii")


def prepare(folder: Path, locks: tuple[str, ...]) -> None:
    """Bring the environment to the locks; one that a lost start left half-made is made anew."""
    with guarded(folder):
        if is_ready(folder, locks):
            return
        before = read_stamp(folder)
        wanted = tuple(name for name in TEST if name in {*locks, *before.get("locks", ())})
        if before.get("state") == "installing" or not is_usable(folder):
            make_empty(folder)
        write_stamp(folder, wanted, "installing")
        try:
            install(folder, wanted)
        except Stop:
            write_stamp(folder, wanted, "refused")
            raise
        write_stamp(folder, wanted, "complete")


def enter(argv: list[str]) -> None:
    """Returns inside the right environment; from any other it makes that one and goes on there."""
    leave_old_python(argv)
    if is_installed():
        return
    folder = state_folder()
    locks = LOCKS_OF.get(argv[0] if argv else "", BASE)
    if not is_ready(folder, locks):
        prepare(folder, locks)
    if Path(sys.prefix).resolve() != folder.resolve():
        os.execv(python_of(folder), [str(python_of(folder)), "-m", "office", *argv])
