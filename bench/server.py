"""A PostgreSQL server for the data sets: kept in the bench folder, run by an ordinary user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=512MB",
    "maintenance_work_mem=512MB",
    "max_wal_size=8GB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=40",
    "autovacuum=off",
    "jit=off",
    "listen_addresses=''",
)


class NoServer(Exception):
    """PostgreSQL is not on this machine."""


def programs() -> Path:
    """The folder of the newest server; Debian keeps them out of PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        raise NoServer("PostgreSQL is not on this machine (apt install postgresql)")
    return max(found, key=lambda path: (len(path.parent.name), path.parent.name))


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run the server on the folder's cluster; yields its address with `{}` for the database."""
    given = os.environ.get("OFFICE_BENCH_POSTGRES")
    if given:
        yield given
        return
    user = _ordinary_user(folder)
    with tempfile.TemporaryDirectory(prefix="office-bench-") as runtime:
        sockets = Path(runtime)
        if user:
            shutil.chown(sockets, *_owner())
        data = folder / "data"
        if not (data / "PG_VERSION").exists():
            made = ["initdb", "-D", data, "-U", "office", "-A", "trust", "-E", "UTF8"]
            _run(user, sockets, [*made, "--locale=C.UTF-8", "--no-sync"])
        options = " ".join(
            f"-c {one}" for one in (*SETTINGS, f"unix_socket_directories='{sockets}'")
        )
        control = ["pg_ctl", "-D", data, "-w", "-t", "120"]
        _run(user, sockets, [*control, "-l", sockets / "log", "-o", options, "start"])
        try:
            yield f"postgresql+psycopg://office@/{{}}?host={sockets}"
        finally:
            _run(user, sockets, [*control, "-m", "fast", "stop"])


def _owner() -> tuple[int, int]:
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return user.pw_uid, user.pw_gid


def _ordinary_user(folder: Path) -> list[str]:
    """The server refuses to run as root: then the folder goes to another user, who runs it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return []
    number, group = _owner()
    os.chown(folder, number, group)
    return ["setpriv", f"--reuid={number}", f"--regid={group}", "--clear-groups"]


def _run(user: list[str], home: Path, command: list[object]) -> None:
    program, *words = command
    line = [*user, str(programs() / str(program)), *map(str, words)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    # pg_ctl leaves the server behind with its streams: a pipe would never end.
    with (home / "said").open("a+") as said:
        done = subprocess.run(  # noqa: S603  # the programs of the server
            line, env=environment, cwd=home, stdout=said, stderr=said, check=False
        )
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(said.read())
