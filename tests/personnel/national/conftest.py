"""The sandbox register as a real process, and clients of two bodies that connect to it."""

import http.client
import json
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from office.fetch import FetchFailed
from personnel.national.client import Register, RestChannel
from personnel.national.client.channel import Credentials, Line
from personnel.national.codes import REGISTERED
from personnel.national.envelope import Envelope, GroupRow, Sender, Subject
from personnel.national.jws import Signer

TOKEN = "token-of-the-test"
OURS, COMMUNE, NEIGHBOUR, CENTRE = "H99", "H99.3.12", "H98", "G99"
SIGNERS = {"ours": Signer.generated("ours-1"), "neighbour": Signer.generated("neighbour-1")}
AGENCIES = {"ours": ["H99", "H99.*"], "neighbour": ["H98", "H98.*"]}
SECRET = "secret-of-the-test"


def config(**more):
    """Two connections, each with its key."""
    clients = [
        {
            "client_id": name,
            "secret": SECRET,
            "agencies": AGENCIES[name],
            "keys": [SIGNERS[name].public],
        }
        for name in SIGNERS
    ]
    return {"clients": clients, **more}


@dataclass
class Answered:
    """What an HTTP call gave."""

    status: int
    headers: dict
    body: bytes


def plain_http(url, *, purpose, method="GET", data=None, headers=None, timeout=5, limit=0):
    """The shape of ``office.fetch.fetch`` over one plain connection."""
    assert purpose == "register"
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body=data, headers=dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        connection.close()
    return Answered(answer.status, dict(answer.getheaders()), content)


class Sandbox:
    """One process with its data folder; it can be killed and started again."""

    def __init__(self, folder: Path, **more):
        self.folder = folder
        self.config = folder / "wanted.json"
        self.config.write_text(json.dumps(config(**more)))
        self.start()

    def start(self, port=0):
        command = [sys.executable, "-m", "personnel.national.sandbox", "--port", str(port)]
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

    def call(self, path, body=None, *, method="", token=TOKEN, **headers):
        """A call of any kind; JSON both ways where it is JSON."""
        if isinstance(body, dict | list):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            headers.setdefault("Authorization", f"Bearer {token}")
        method = method or ("GET" if body is None else "POST")
        return plain_http(
            self.url + path, purpose="register", method=method, data=body, headers=headers
        )

    def control(self, name, body=None):
        """What the operator asks."""
        answer = self.call(f"/control/{name}", body)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def faults(self, **rules):
        self.control("faults", rules)

    def line(self, name="ours", *, http=plain_http, **more):
        credentials = Credentials(client_id=name, secret=SECRET, **more)
        return Line(self.url, credentials=credentials, http=http)

    def bearer(self, name="ours"):
        """A token with all scopes."""
        form = f"grant_type=client_credentials&client_id={name}&client_secret={SECRET}"
        kind = "application/x-www-form-urlencoded"
        answer = self.call("/token", form.encode(), token=None, Content_Type=kind)
        return json.loads(answer.body)["access_token"]

    def register(self, agency=OURS, *, name="", http=plain_http, **more):
        """A client that speaks for a body."""
        name = name or ("neighbour" if agency.startswith(NEIGHBOUR) else "ours")
        line = self.line(name, http=http, **more)
        return Register(RestChannel(line, agency=agency, signer=SIGNERS[name]))


@pytest.fixture(scope="session")
def running_register(tmp_path_factory):
    made = Sandbox(tmp_path_factory.mktemp("register"))
    yield made
    made.stop()


@pytest.fixture
def sandbox(running_register):
    """The running sandbox without faults."""
    running_register.faults()
    yield running_register
    running_register.faults()


@pytest.fixture(scope="session")
def other_register(tmp_path_factory):
    """A second one, for tests that change what all others rely on."""
    made = Sandbox(tmp_path_factory.mktemp("other"))
    yield made
    made.stop()


@pytest.fixture
def own_sandbox(tmp_path):
    """A sandbox that the test may kill."""
    made = Sandbox(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def ours(sandbox):
    return sandbox.register()


@pytest.fixture
def neighbour(sandbox):
    return sandbox.register(NEIGHBOUR)


_numbers = iter(range(1, 10**6))


def new_citizen():
    """A number that no other test uses: of a woman born in 1985, as the builders make them."""
    return f"001185{next(_numbers):06d}"


def key():
    return uuid.uuid4().hex


def row(order=1, *, slot="", valid_from=date(2026, 1, 1), **values):
    """One row of a group."""
    own_id = str(uuid.uuid4())
    return GroupRow(
        row_id=own_id,
        line_id=own_id,
        slot=slot,
        valid_from=valid_from,
        order=order,
        recorded_at=datetime(2026, 1, 1, 2, tzinfo=UTC),
        values=values,
    )


def event(citizen, sequence=1, *, base=None, group="identity", rows=None, body=OURS, **more):
    """An event of a person; the first one registers him."""
    if rows is None:
        rows = [row(full_name="Nguyễn Văn Mẫu", birth_date="1985-03-14")]
    said = {
        "type": REGISTERED if sequence == 1 else "personnel.person.corrected",
        "group": group,
        "sender": Sender(agency_code=body),
        "receiver": CENTRE,
        "subject": Subject(citizen_id=citizen, staff_no="CB-1", unit=COMMUNE),
        "sequence": sequence,
        "base_version": sequence - 1 if base is None else base,
        "effective_from": date(2026, 7, 1),
        "recorded_at": datetime(2026, 6, 20, 2, 11, 9, tzinfo=UTC),
        "rows": rows,
    }
    return Envelope(**(said | more))


@pytest.fixture
def person(ours):
    """Somebody whom the register holds in his first version."""
    citizen = new_citizen()
    ours.push([event(citizen)], key=key())
    return citizen
