"""Many listeners in one thread: each has a line of its own and notes when an event came."""

import selectors
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event, Thread

LARGEST = 1 << 16


@dataclass
class Line:
    """One listener; `came` holds the moment of each event by its id."""

    socket: socket.socket
    unread: bytes = b""
    status: int = 0
    came: dict[int, float] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    is_open: bool = True

    def hear(self, moment: float) -> None:
        """Take in what has arrived; the line is closed when the server closed it."""
        got = self.socket.recv(LARGEST)
        if not got:
            self.is_open = False
            return
        self.unread += got
        if not self.status and b"\r\n\r\n" in self.unread:
            head, _rule, self.unread = self.unread.partition(b"\r\n\r\n")
            self.status = int(head.split(b" ", 2)[1])
        if self.status:
            *parts, self.unread = self.unread.split(b"\n\n")
            for part in parts:
                self._note(part.decode(), moment)

    def _note(self, part: str, moment: float) -> None:
        """The sizes of chunks stand on lines of their own, which say nothing."""
        said = (line.partition(":") for line in part.split("\n") if ":" in line)
        words = {name.strip(): word.strip() for name, _colon, word in said}
        if "event" in words:
            self.names.append(words["event"])
        elif words.get("data"):
            self.came[int(words["id"])] = moment


class Crowd:
    """Listeners of one address; they listen in a thread until the end of the block."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        self._port, self._path, self._headers = port, path, dict(headers)
        self._selector = selectors.DefaultSelector()
        self._over = Event()
        self._thread = Thread(target=self._listen, daemon=True)
        self.lines: list[Line] = []

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._thread.join()
        for line in self.lines:
            line.socket.close()

    def add(self, count: int, **headers: str) -> list[Line]:
        """Connect so many more."""
        made = [self._connect(self._headers | headers) for _ in range(count)]
        self.lines += made
        return made

    def _connect(self, headers: Mapping[str, str]) -> Line:
        line = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        asked = "".join(f"{name.replace('_', '-')}: {word}\r\n" for name, word in headers.items())
        head = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{asked}\r\n"
        line.sendall(head.encode())
        line.settimeout(0)
        made = Line(line)
        self._selector.register(line, selectors.EVENT_READ, made)
        return made

    def _listen(self) -> None:
        while not self._over.is_set():
            for key, _events in self._selector.select(0.1):
                line: Line = key.data
                try:
                    line.hear(time.monotonic())
                except OSError:
                    line.is_open = False
                if not line.is_open:
                    self._selector.unregister(line.socket)

    def wait(self, is_so: Callable[[Line], bool], *, seconds: float = 20) -> float:
        """Until it is so for every line; the seconds that took. Raises TimeoutError."""
        begun = time.monotonic()
        while not all(map(is_so, list(self.lines))):
            if time.monotonic() - begun > seconds:
                missing = sum(not is_so(line) for line in self.lines)
                raise TimeoutError(f"{missing} of {len(self.lines)} listeners still wait")
            self._over.wait(0.01)
        return time.monotonic() - begun
