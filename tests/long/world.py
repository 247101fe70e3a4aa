"""The smallest demo folder in which the first matter can be played, and copies of it.

python -m tests.long.world FOLDER
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
LET = 300
STEPS = {"units", "people", "authority", "certificates", "connections", "first-matter"}


def make(folder: Path) -> Path:
    """Build the world in a process of its own, because it changes what the demo data say."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OFFICE_DATA_DIR": str(folder)}
    words = [sys.executable, "-m", "tests.long.world", str(folder)]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, timeout=LET)
    return folder


def copy(world: Path, folder: Path) -> Path:
    """A fresh world: nothing has happened yet but that the letter waits at the axis."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world, folder)
    return folder


def build(folder: Path) -> None:
    """Every step of the demo but its history, for the cast and the heads of their rooms."""
    from office.app import create_app
    from office.config import FolderKind, give_birth
    from office.migrations import migrate

    give_birth(folder, FolderKind.DEMO)
    app = create_app(data_dir=folder)
    migrate(app)
    with _small_data(), app.app_context(), _services(folder) as services:
        _take_steps(folder, services)


def _take_steps(folder: Path, services) -> None:
    from office import demo
    from office.demo import sheet
    from office.run import demo_of, load_steps

    load_steps()
    sheet.write_services(folder, services)
    for step in demo.open_steps(folder):
        if step.name not in STEPS:
            continue
        demo.take(step, lambda tell: demo_of(folder, tell))
        if step.name == "connections":
            _start_axis(folder, services)
            for act in demo.starts():
                act(demo_of(folder, lambda _count, _total: None))


@contextlib.contextmanager
def _services(folder: Path):
    from office.demo import Service
    from office.supervisor import free_port

    known = {
        name: Service("127.0.0.1", free_port(some_port()), secrets.token_urlsafe(24))
        for name in ("axis", "pki")
    }
    try:
        yield known
    finally:
        for child in _running:
            child.ask_to_end()
        for child in _running:
            child.end(0)


_running: list = []


def _start_axis(folder: Path, services) -> None:
    from office.supervisor import wait_for_port

    child = service_child(folder, "axis", services["axis"])
    child.start()
    _running.append(child)
    if not wait_for_port(services["axis"].port, seconds=60):
        raise RuntimeError("the axis did not come up")


def service_child(folder: Path, name: str, service):
    """The sandbox axis or the demonstration authority, as `office run` starts it."""
    from office.config import write_private
    from office.run import FOLDERS, PKI_TOKEN, PROGRAMS
    from office.supervisor import Child

    home = folder / FOLDERS[name]
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if name == "axis":
        write_private(home / "token", service.token)
    words = ["-m", PROGRAMS[name], "--port", str(service.port), "--data-dir", str(home)]
    return Child(name, words, folder / "log", environment={PKI_TOKEN: service.token})


def some_port() -> int:
    """Two campaigns at once shall not reach for the same ports."""
    return 20_000 + secrets.randbelow(20_000)


@contextlib.contextmanager
def _small_data():
    from office import demo_data

    matter = demo_data.first_matter()
    cast = matter.play
    rooms = {cast.lead, *cast.cooperating, *cast.informed}
    logins = {
        cast.clerk,
        cast.office_head,
        cast.leader,
        cast.unit_head,
        cast.official,
        cast.adviser,
    }
    people = [row for row in demo_data.people() if row.login in logins or _is_head(row, rooms)]
    logins = {row.login for row in people}
    wanted = {
        "people": people,
        "agencies": _with_parents(demo_data, matter.receiver),
        "signing_authorities": [r for r in demo_data.signing_authorities() if r.login in logins],
        "absences": [r for r in demo_data.absences() if r.login in logins],
        "delegations": [r for r in demo_data.delegations() if {r.by, r.to} <= logins],
    }
    keys = {row.key for row in wanted["agencies"]}
    wanted["units"] = [row for row in demo_data.units() if row.agency in keys]
    with contextlib.ExitStack() as stack:
        for name, rows in wanted.items():
            stack.enter_context(mock.patch.object(demo_data, name, lambda rows=rows: tuple(rows)))
        yield


def _is_head(person, rooms) -> bool:
    return any(post.unit in rooms and "unit_head" in post.roles for post in person.posts)


def _with_parents(demo_data, key: str) -> list:
    known = {row.key: row for row in demo_data.agencies()}
    found = []
    while key:
        found.insert(0, known[key])
        key = known[key].parent
    return found


if __name__ == "__main__":
    build(Path(sys.argv[1]))
