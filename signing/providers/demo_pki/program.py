"""The demonstration authority as a program on loopback, with switches for its faults."""

import argparse
import hmac
import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType

from flask import Flask, Response, abort, request
from werkzeug.serving import make_server

from signing.providers.codes import ADDRESS, BASE, FOLDER, TOKEN
from signing.providers.demo_pki import services
from signing.providers.demo_pki.authority import Authority

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 64 * 1024
PATIENCE = 60  # seconds that a silent service keeps its callers waiting
FAULTS = {"tsa": ("none", "silent", "error", "garbage"), "ocsp": ("none", "silent", "error")}


class Faults:
    """What goes wrong on purpose."""

    def __init__(self) -> None:
        self.now = {"tsa": "none", "ocsp": "none"}
        self._changed = threading.Condition()

    def switch(self, service: str, fault: str) -> None:
        if fault not in FAULTS.get(service, ()):
            abort(422)
        with self._changed:
            self.now[service] = fault
            self._changed.notify_all()

    def happen(self, service: str) -> Response | None:
        if self.now[service] == "silent":
            with self._changed:
                self._changed.wait_for(lambda: self.now[service] != "silent", PATIENCE)
            abort(503)
        if self.now[service] == "error":
            abort(500)
        return Response(b"\x00garbage") if self.now[service] == "garbage" else None


def create_app(authority: Authority, *, token: str) -> Flask:
    """The services, open to loopback; the switches, open to the holder of the token."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["TRUSTED_HOSTS"] = [LOOPBACK, "localhost", "[::1]"]
    faults = Faults()
    _add_services(app, authority, faults)
    _add_switches(app, authority, faults, token)
    return app


def _add_services(app: Flask, authority: Authority, faults: Faults) -> None:
    @app.post("/tsa")
    def tsa() -> Response:
        fault = faults.happen("tsa")
        answer = fault or Response(services.timestamp(authority, request.get_data()))
        answer.content_type = "application/timestamp-reply"
        return answer

    @app.post("/ocsp")
    def ocsp() -> Response:
        faults.happen("ocsp")
        answer = services.status(authority, request.get_data())
        return Response(answer, content_type="application/ocsp-response")

    @app.get("/crl/<name>.crl")
    def revocation_list(name: str) -> Response:
        if name not in authority.authorities:
            abort(404)
        answer = services.revocation_list(authority, name)
        return Response(answer, content_type="application/pkix-crl")

    @app.get("/certificates/<name>.der")
    def certificate(name: str) -> Response:
        if name not in authority.authorities:
            abort(404)
        answer = authority.authorities[name].der
        return Response(answer, content_type="application/pkix-cert")


def _add_switches(app: Flask, authority: Authority, faults: Faults, token: str) -> None:
    def guard() -> dict[str, str]:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(403)
        body = request.get_json()
        if not isinstance(body, dict):
            abort(422)
        return body

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"service": "demo-pki", "shape": authority.shape.value}

    @app.post("/faults")
    def switch() -> dict[str, str]:
        for service, fault in guard().items():
            faults.switch(service, fault)
        return faults.now

    @app.post("/revocations")
    def revoke() -> dict[str, str]:
        body = guard()
        at = datetime.fromisoformat(body["at"]) if "at" in body else None
        authority.revoke(int(body["serial"], 16), at=at)
        return {"revoked": body["serial"]}


def serve(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; the first line printed is the address as JSON."""
    given = _arguments(argv)
    folder = given.data_dir / FOLDER
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    app = create_app(Authority(folder, base=BASE), token=token)
    server = make_server(LOOPBACK, given.port, app, threaded=True)
    where = json.dumps({"url": f"http://{LOOPBACK}:{server.port}", "port": server.port})
    _tell_address(folder / ADDRESS, where)
    signal.signal(signal.SIGTERM, _stop)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        sys.stdout.write(where + "\n")
        sys.stdout.flush()
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="office demo-pki", description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--port", type=int, default=0)
    return parser.parse_args(argv)


def _tell_address(path: Path, where: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(where, encoding="utf-8")
    part.replace(path)


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
