"""The process: arguments, listening socket, one thread per call, one for the jobs."""

import argparse
import secrets
import signal
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

from personnel.national.codes import (
    BASE,
    CORRELATION_HEADER,
    LGSP_BASE,
    MOST_BYTES,
    Code,
)
from personnel.national.sandbox import (
    config,
    control,
    document,
    door,
    jobs,
    lgsp,
    signatures,
    tokens,
)
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, Request, as_json
from personnel.national.sandbox.routes import Route

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_BLOCK = 64 * 1024
_THROWN_AWAY = 4 * MOST_BYTES


class Server(ThreadingHTTPServer):
    """Carries what every call needs."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], register: Register, token: str) -> None:
        super().__init__(address, Handler)
        self.register = register
        self.token = token

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that falls in the middle of a call is none of our faults."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _HangUp(Exception):
    """The line falls without a word."""


class Handler(BaseHTTPRequestHandler):
    """Reads one request, applies the faults that are switched on, writes one reply."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "register-sandbox"
    sys_version = ""
    timeout = 30
    wbufsize = -1
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method is answered, most of them with a refusal."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """The log is in the store; the terminal stays quiet."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses is a problem like any other."""
        del explain
        self.close_connection = True
        problem = Problem(Code.DATA_INVALID, message or "not HTTP", status=code)
        self.request_version = "HTTP/1.1"
        self.command = self.command or "GET"
        self._write(problem.reply(str(uuid.uuid4())), "")

    def _serve(self) -> None:
        correlation = _plain(self.headers.get(CORRELATION_HEADER, "")) or str(uuid.uuid4())
        try:
            self._check_host()
            reply = self._answer(self._request())
        except Problem as problem:
            reply = problem.reply(correlation)
        except _HangUp:
            self._hang_up()
            return
        self._write(reply, correlation)

    def _check_host(self) -> None:
        """A page of another site must not reach the sandbox by a rebound name."""
        host = self.headers.get("Host", "")
        bare = host if host.endswith("]") else host.rpartition(":")[0] or host
        if bare not in _LOOPBACK:
            self.close_connection = True
            raise Problem(Code.IP_NOT_ALLOWED, "only loopback names are served")

    def _request(self) -> Request:
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdigit()):
            self.close_connection = True
            raise Problem(Code.DATA_INVALID, "send a Content-Length", status=411)
        if int(length) > MOST_BYTES:
            self._throw_away(int(length))
            raise Problem(Code.DATA_INVALID, f"at most {MOST_BYTES} bytes", status=413)
        address = urlsplit(self.path)
        return Request(
            method=self.command,
            path=address.path,
            query=parse_qsl(address.query, keep_blank_values=True),
            headers={key.lower(): value.strip() for key, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )

    def _answer(self, request: Request) -> Reply:
        register = self.server.register
        if request.path.startswith(f"{BASE}/"):
            route, path = door.find(request)
            return self._faulty(route.name, lambda: self._psx(request, route, path))
        if request.path.startswith(f"{LGSP_BASE}/"):
            name = lgsp.call_of(request)
            return self._faulty(name, lambda: lgsp.carry_out(register, request))
        if request.path.startswith(control.PREFIX):
            return control.carry_out(register, request, token=self.server.token)
        return _open(register, request)

    def _psx(self, request: Request, route: Route, path: dict[str, str]) -> Reply:
        register = self.server.register
        reply = door.carry_out(register, request, route, path)
        if not reply.body:
            return reply
        return reply.also(**signatures.sign(register.key, reply.body))

    def _faulty(self, name: str, work: Callable[[], Reply]) -> Reply:
        """A lost call was carried out: only its answer is missing; a silent one was not."""
        faults = self.server.register.faults
        time.sleep(faults.delay(name))
        if faults.strikes("silent", name):
            raise _HangUp
        wait = {"Retry-After": "1"}
        if faults.strikes("error_500", name):
            raise Problem(Code.MAINTENANCE, "a fault that was switched on", status=500)
        if faults.strikes("slow_down", name):
            raise Problem(Code.RATE_LIMITED, "too many calls", headers=wait)
        if faults.strikes("maintenance", name):
            raise Problem(Code.MAINTENANCE, "closed for a while", headers=wait)
        if self.command != "GET" and faults.strikes("duplicate", name):
            work()
        reply = work()
        if faults.strikes("loss", name):
            raise _HangUp
        return reply

    def _write(self, reply: Reply, correlation: str) -> None:
        self.send_response(reply.status)
        if reply.status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header(CORRELATION_HEADER, correlation)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.wfile.flush()

    def _throw_away(self, length: int) -> None:
        """Read on for a while: who is cut off while sending never hears the answer."""
        self.close_connection = True
        left = min(length, _THROWN_AWAY)
        while left > 0 and (block := self.rfile.read(min(left, _BLOCK))):
            left -= len(block)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _open(register: Register, request: Request) -> Reply:
    """What needs no token."""
    if request.path == "/token":
        if request.method != "POST":
            headers = {"Allow": "POST"}
            raise Problem(Code.DATA_INVALID, "not with this method", status=405, headers=headers)
        return tokens.issue(register, request)
    pages = {"/health": lambda: as_json({"status": "ok"}), "/openapi.json": document.reply}
    if request.path not in pages:
        raise Problem(Code.NOT_FOUND, "no such call")
    if request.method not in {"GET", "HEAD"}:
        headers = {"Allow": "GET, HEAD"}
        raise Problem(Code.DATA_INVALID, "not with this method", status=405, headers=headers)
    return pages[request.path]()


def _plain(text: str) -> str:
    """A correlation of the caller as far as it can stand in a header of ours."""
    return "".join(letter for letter in text if letter.isascii() and letter.isprintable())[:64]


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    options = _options(argv)
    options.data_dir.mkdir(parents=True, exist_ok=True)
    token = _token(options)
    wanted = options.config or options.data_dir / "config.json"
    register = Register(config.load(wanted), options.data_dir)
    door.forget(register)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, _stop)
    with Server((options.host, options.port), register, token) as server:
        host, port = server.server_address[:2]
        print(f"sandbox register: http://{host!s}:{port}", flush=True)  # noqa: T201  # told to the parent
        threading.Thread(target=jobs.run, args=(register, stopped), daemon=True).start()
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            pass
        finally:
            stopped.set()
    return 0


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="office sandbox-register",
        description="A stand-in for the national database of officials.",
    )
    parser.add_argument("--host", default="127.0.0.1", choices=sorted(_LOOPBACK))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--config", type=Path, help="connections, units and code lists (JSON)")
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
