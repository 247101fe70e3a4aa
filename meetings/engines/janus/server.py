"""The program itself as a child of ours: started, waited for, watched, ended."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

from meetings.engines.janus import place as places
from meetings.engines.janus.api import Janus
from meetings.engines.janus.place import Place, Wishes
from meetings.engines.port import EngineGone
from office.supervisor import LARGEST_LOG, free_port

PATIENCE = 10.0
PR_SET_PDEATHSIG = 1


class Server:
    """One Janus for one data folder; it dies with its parent."""

    def __init__(self, data_dir: Path, *, port: int, wishes: Wishes) -> None:
        self.data_dir = data_dir
        self.wanted_port = port
        self.wishes = wishes
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Place:
        """Start it with new settings and wait until it answers; raises `EngineGone`."""
        place = places.prepare(self.data_dir, port=free_port(self.wanted_port), wishes=self.wishes)
        log = self.data_dir / "log" / "janus.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as file:
            self.process = subprocess.Popen(  # noqa: S603 - the program of the machine
                places.command(),
                cwd=places.home(self.data_dir),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing is locked here yet
            )
        self._wait(Janus(place))
        return place

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, then insist; open files are closed by it."""
        process, self.process = self.process, None
        places.forget(self.data_dir)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _wait(self, janus: Janus) -> None:
        until = time.monotonic() + PATIENCE
        while self.is_alive() and time.monotonic() < until:
            try:
                janus.info()
            except EngineGone:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise EngineGone("janus did not come up; see log/janus.log")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
