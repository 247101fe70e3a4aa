"""The sandbox axis as a real process, and a plain HTTP client to reach it."""

import http.client
import io
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from documents.axis.client import VxpTransport
from office.fetch import FetchFailed

TOKEN = "token-of-the-test"
SECRET = "secret-of-the-test"
CONFIG = {
    "connections": [
        {"system_id": "ours", "secret": SECRET, "organ_ids": ["H99.3.12", "000.00.12.H99"]},
        {"system_id": "neighbours", "secret": "another", "organ_ids": ["H98", "H98.*"]},
    ],
    "scripts": {"*": {"document": [], "recall": []}},
}


@dataclass
class Answered:
    """What an HTTP call gave."""

    status: int
    headers: dict
    body: bytes


def plain_http(
    url, *, purpose, method="GET", data=None, headers=None, timeout=5, limit=1 << 20, sink=None
):
    """The shape of ``office.fetch.fetch`` over one plain connection."""
    assert purpose == "axis"
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        body = data.read() if hasattr(data, "read") else data
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        connection.close()
    if sink:
        sink.write(content)
        content = b""
    return Answered(answer.status, dict(answer.getheaders()), content)


class Sandbox:
    """One process with its data folder; it can be killed and started again."""

    def __init__(self, folder: Path, config=CONFIG):
        self.folder = folder
        self.config = folder / "wanted.json"
        self.config.write_text(json.dumps(config))
        self.start()

    def start(self, port=0):
        command = [sys.executable, "-m", "documents.axis.sandbox", "--port", str(port)]
        command += ["--data-dir", self.folder, "--config", self.config, "--token", TOKEN]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    @property
    def port(self):
        return urlsplit(self.url).port

    def kill(self):
        self._end(signal.SIGKILL)

    def stop(self):
        self._end(signal.SIGTERM)
        return self.process.returncode

    def _end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def call(self, path, body=None, *, token=TOKEN, **headers):
        """A call of the operator; JSON both ways where it is JSON."""
        if isinstance(body, dict):
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        method = "GET" if body is None else "POST"
        answer = plain_http(
            self.url + path, purpose="axis", method=method, data=body, headers=headers
        )
        is_json = answer.headers["Content-Type"] == "application/json"
        return answer.status, json.loads(answer.body) if is_json else answer.body

    def inject(self, data, to="H99.3.12"):
        status, answer = self.call(f"/inject?to={to}", data)
        assert status == 200
        return answer["docIds"]

    def faults(self, **rules):
        assert self.call("/faults", rules)[0] == 200

    def log(self):
        return self.call("/log")[1]

    def transport(self, system_id="ours", secret=SECRET, http=plain_http):
        return VxpTransport(self.url, system_id=system_id, secret=secret, http=http)


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    made = Sandbox(tmp_path_factory.mktemp("axis"))
    yield made
    made.stop()


@pytest.fixture
def sandbox(running_sandbox):
    """The running sandbox without faults and with an emptied inbox."""
    running_sandbox.faults()
    yield running_sandbox
    running_sandbox.faults()
    for system_id, secret in (("ours", SECRET), ("neighbours", "another")):
        transport = running_sandbox.transport(system_id, secret)
        for kind in ("edoc", "status"):
            for item in transport.list_inbox(kind):
                transport.confirm(item.doc_id, "done")


@pytest.fixture
def own_sandbox(tmp_path):
    """A sandbox that the test may kill."""
    made = Sandbox(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def fetched():
    def fetch(transport, doc_id):
        into = io.BytesIO()
        assert transport.fetch(doc_id, into=into) == len(into.getvalue())
        return into.getvalue()

    return fetch


@pytest.fixture
def eventually():
    """Waits for a condition that another process brings about."""

    def wait(condition, seconds=6.0):
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if found := condition():
                return found
            time.sleep(0.05)
        pytest.fail("it never happened")

    return wait
