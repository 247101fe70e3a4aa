"""A server on loopback that answers JSON as told and keeps what it was asked."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flask import Flask

from office import fetch
from office.config import load_settings


class Stub(ThreadingHTTPServer):
    """`answers` maps a path to a function of the words, or to what is answered."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers = {}
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Talk(BaseHTTPRequestHandler):
    """One question."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        words = json.loads(body or b"{}")
        self.server.asked.append((self.path, words, dict(self.headers)))
        self.answer(self.server.answers.get(self.path, {}), words)

    def do_GET(self):
        self.answer(self.server.answers.get(self.path.partition("?")[0], {}), {})

    def answer(self, told, words):
        found = told(words) if callable(told) else told
        status, found = found if isinstance(found, tuple) else (200, found)
        data = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        """Nothing."""


@contextmanager
def standing(purpose):
    """A stub that this process may reach for a purpose, within an application."""
    stub = Stub()
    threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
    app = Flask("stub")
    app.extensions["office.settings"] = load_settings(testing=True)
    fetch.allow(purpose, *stub.server_address)
    try:
        with app.app_context():
            yield stub
    finally:
        stub.shutdown()
        stub.server_close()
