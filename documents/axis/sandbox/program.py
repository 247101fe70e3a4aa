"""The process: arguments, listening socket, one thread per call, one for the scripts."""

import argparse
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit

from documents.axis.sandbox import config, control, wire
from documents.axis.sandbox.axis import Axis
from documents.axis.sandbox.replies import Problem, Reply, Request, as_json

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_LARGE = frozenset({"sendEdoc", "inject"})
_LARGE_BODY = 384 * 1024 * 1024
_SMALL_BODY = 1024 * 1024
_BLOCK = 64 * 1024
_THROWN_AWAY = 16 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Carries what every call needs."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], axis: Axis, token: str) -> None:
        super().__init__(address, Handler)
        self.axis = axis
        self.token = token


class Handler(BaseHTTPRequestHandler):
    """Reads one request, applies the faults that are switched on, writes one reply."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "axis-sandbox"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """The log is in the store; the terminal stays quiet."""

    def _serve(self) -> None:
        name = self.path.strip("/").partition("?")[0].partition("/")[0]
        try:
            self._check_host()
            request = self._request(name)
            if name in wire.CALLS:
                self._call(name, request)
                return
            if name != "health" and name not in control.PAGES:
                raise Problem(404, "no such call")
            self._write(control.carry_out(self.server.axis, name, request, token=self.server.token))
        except Problem as problem:
            self.close_connection = True
            self._write(as_json({"detail": problem.detail}, status=problem.status))

    def _check_host(self) -> None:
        """A page of another site must not reach the sandbox by a rebound name."""
        host = self.headers.get("Host", "")
        bare = host if host.endswith("]") else host.rpartition(":")[0] or host
        if bare not in _LOOPBACK:
            raise Problem(403, "only loopback names are served")

    def _request(self, name: str) -> Request:
        length = self.headers.get("Content-Length", "0")
        most = _LARGE_BODY if name in _LARGE else _SMALL_BODY
        if self.headers.get("Transfer-Encoding") or not length.isdigit():
            raise Problem(411, "send a Content-Length")
        if int(length) > most:
            self._throw_away(int(length))
            raise Problem(413, f"at most {most} bytes")
        address = urlsplit(self.path)
        return Request(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query)),
            headers={key.lower(): value for key, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )

    def _call(self, name: str, request: Request) -> None:
        """A dropped call was carried out: only its answer is lost."""
        faults = self.server.axis.faults
        time.sleep(faults.delay(name))
        if faults.strikes("error_500", name):
            raise Problem(500, "a fault that was switched on")
        reply = wire.carry_out(self.server.axis, name, request)
        if faults.strikes("drop", name):
            self._hang_up()
        elif faults.strikes("truncate", name):
            self._write(reply, upto=len(reply.body) // 2)
            self._hang_up()
        else:
            self._write(reply)

    def _write(self, reply: Reply, *, upto: int | None = None) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body[:upto])

    def _throw_away(self, length: int) -> None:
        """Read on for a while: who is cut off while sending never hears the answer."""
        left = min(length, _THROWN_AWAY)
        while left > 0 and (block := self.rfile.read(min(left, _BLOCK))):
            left -= len(block)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    options = _options(argv)
    options.data_dir.mkdir(parents=True, exist_ok=True)
    token = _token(options)
    axis = Axis(config.load(options.config or options.data_dir / "config.json"), options.data_dir)
    signal.signal(signal.SIGTERM, _stop)
    with Server((options.host, options.port), axis, token) as server:
        host, port = server.server_address[:2]
        print(f"sandbox axis: http://{host!s}:{port}", flush=True)  # noqa: T201  # told to the parent
        threading.Thread(target=axis.run, daemon=True).start()
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            pass
        finally:
            axis.stop()
    return 0


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="office sandbox-axis", description="A stand-in for the national document axis."
    )
    parser.add_argument("--host", default="127.0.0.1", choices=sorted(_LOOPBACK))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--config", type=Path, help="connections and address book (JSON)")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--token", default="")
    secret.add_argument("--token-file", type=Path)
    return parser.parse_args(argv)


def _token(options: argparse.Namespace) -> str:
    """Given, or in a file; a new one is written where only the owner reads it."""
    if options.token:
        return str(options.token)
    path: Path = options.token_file or options.data_dir / "token"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
