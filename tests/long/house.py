"""A whole house on loopback: axis, authority, worker and web, restarted when they fall."""

import os
import secrets
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from office import demo
from office.app import create_app
from office.db import db
from office.demo import Service, sheet
from office.run import demo_of, load_steps
from office.supervisor import Child, free_port, wait_for_port
from tests.long import armed
from tests.long.world import ROOT, service_child, some_port

UP = 120.0


class House:
    """The processes of one copy of the world; `look` does what the supervisor does."""

    def __init__(self, folder: Path, points: list[armed.Point] = ()) -> None:
        self.folder = folder
        self.arms = armed.write(folder, list(points))
        self.children: list[Child] = []
        self.falls = 0
        load_steps()
        self.app = create_app(data_dir=folder)
        self.services: dict[str, Service] = {}

    def start(self) -> None:
        """Axis and authority first, as in `office run`."""
        with self.app.app_context():
            self.services = self._start_services()
            self._start_house()

    @property
    def axis(self) -> Service:
        return self.services["axis"]

    def look(self) -> None:
        """Start again what has fallen, without the growing pauses of the supervisor."""
        for child in self.children:
            was_up = child.process is not None
            child.look()
            if was_up and child.process is None:
                self.falls += 1
                child.next_start = time.monotonic() + 0.2

    def stop(self) -> None:
        """The folder is not needed any more: nobody need wind up."""
        for child in self.children:
            if child.process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _start_services(self) -> dict[str, Service]:
        found = {}
        for name in ("axis", "pki"):
            service = Service("127.0.0.1", free_port(some_port()), secrets.token_urlsafe(24))
            self._start(service_child(self.folder, name, service))
            found[name] = service
        sheet.write_services(self.folder, found)
        for service in found.values():
            _up(service.port)
        for act in demo.starts():
            act(demo_of(self.folder, lambda _count, _total: None))
        return found

    def _start_house(self) -> None:
        port = free_port(some_port())
        sheet.renew(self.folder, f"http://127.0.0.1:{port}")
        for name in ("worker", "web"):
            words = ["-m", "tests.long.armed", name, str(port)]
            given = {armed.ARMS: str(self.arms), "OFFICE_DATA_DIR": str(self.folder)}
            self._start(Child(name, words, self.folder / "log", environment=given))
        _up(port)

    def _start(self, child: Child) -> None:
        self.children.append(child)
        child.start()


def _up(port: int) -> None:
    if not wait_for_port(port, seconds=UP):
        raise RuntimeError(f"nobody answers at port {port}")


@contextmanager
def house(folder: Path, points: list[armed.Point] = ()):
    """A house that stands for the length of a block."""
    made = House(folder, points)
    try:
        made.start()
        yield made
    finally:
        made.stop()


__all__ = ["ROOT", "House", "house"]
