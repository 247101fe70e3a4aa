"""A slow line to a port of this machine, which is cut where it was said: no farewell, no rest."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence

PIECE = 16 * 1024
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent is thrown away


class SlowLine:
    """So many bytes a second towards the port; answers come as fast as they like."""

    def __init__(self, target: int, *, rate: int, cuts: Sequence[int] = ()) -> None:
        self.rate = rate
        self.sent = 0
        self.struck = 0
        self._cuts = list(cuts)
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]

    def open(self) -> None:
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * PIECE)
                for pair, slow in (((near, far), True), ((far, near), False)):
                    threading.Thread(target=self._carry, args=(*pair, slow), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, slow: object) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                sink.sendall(piece)
                if slow and self._is_cut_after(len(piece)):
                    break
            else:
                sink.shutdown(socket.SHUT_WR)
                return
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_cut_after(self, count: int) -> bool:
        time.sleep(count / self.rate)
        self.sent += count
        if not self._cuts or self.sent < self._cuts[0]:
            return False
        self._cuts.pop(0)
        self.struck += 1
        return True


@contextlib.contextmanager
def slow_line(target: int, *, rate: int, cuts: Sequence[int] = ()) -> Iterator[SlowLine]:
    """A line for the length of a block."""
    made = SlowLine(target, rate=rate, cuts=cuts)
    made.open()
    try:
        yield made
    finally:
        made.close()
