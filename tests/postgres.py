"""A PostgreSQL cluster of our own for the length of a run, started by an ordinary user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import postgres_programs

QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100")


def _as_ordinary_user(folder: Path) -> list[str]:
    """The server refuses to run as root: the folder goes to another user, who runs it."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def cluster() -> Iterator[str]:
    """Yields the address of the server without a database name; nothing of it remains."""
    programs = postgres_programs()
    if programs is None:
        raise LookupError("PostgreSQL is not on this machine")
    folder = Path(tempfile.mkdtemp(prefix="office-pg-"))
    folder.chmod(0o711)  # its socket is also for Dovecot, which runs as another user
    user = _as_ordinary_user(folder)
    data, log = folder / "data", folder / "log"
    create = [programs / "initdb", "-D", data, "-U", "office", "-A", "trust", "-E", "UTF8"]
    _run(user, [*create, "--locale=C.UTF-8", "--no-sync"], folder)
    options = " ".join(f"-c {option}" for option in (*QUICK, "listen_addresses=''"))
    options += f" -c unix_socket_directories='{folder}'"
    control = [programs / "pg_ctl", "-D", data, "-w"]
    try:
        _run(user, [*control, "-l", log, "-o", options, "start"], folder)
        yield f"postgresql+psycopg://office@/{{}}?host={folder}"
        _run(user, [*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: list[str], command: list[object], folder: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    words = [*user, *map(str, command)]
    # pg_ctl leaves the server behind with its streams: a pipe would never end.
    with (folder / "said").open("a+") as said:
        done = subprocess.run(
            words, env=environment, cwd=folder, stdout=said, stderr=said, check=False
        )
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(said.read())
