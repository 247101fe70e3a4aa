"""The way out: only configured hosts, checked addresses, and an end to everything."""

import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from office import fetch as fetching
from office.config import FolderKind, Settings, give_birth
from office.db import transaction
from office.fetch import FetchFailed, allow, allows, fetch


class Answers(BaseHTTPRequestHandler):
    """Another machine with good and bad manners."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_"))()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, body))
        self.say(201, b"kept")

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hello(self):
        self.say(200, b"hello", **{"X-Word": "one"})

    def large(self):
        self.say(200, b"x" * 3000)

    def broken_off(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def dripping(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for _drop in range(40):
            try:
                self.wfile.write(b".")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def near(self):
        self.say(302, b"elsewhere", Location="/hello")

    def round_and_round(self):
        self.say(302, b"", Location="/round-and-round")

    def away(self):
        self.say(302, b"", Location="http://localhost:1/hello")


@pytest.fixture
def machine():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    server.asked = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_hosts(monkeypatch, house):
    monkeypatch.setattr(fetching, "_sources", {})


@pytest.fixture
def url(machine):
    port = machine.server_address[1]
    allow("axis", "127.0.0.1", port)
    return f"http://127.0.0.1:{port}"


def test_a_configured_host_answers(url):
    answer = fetch(f"{url}/hello?a=1", purpose="axis")
    assert (answer.status, answer.body, answer.headers["x-word"]) == (200, b"hello", "one")


def test_bytes_and_files_are_sent_whole(url, machine):
    assert fetch(f"{url}/keep", purpose="axis", method="POST", data=b"abc").status == 201
    file = io.BytesIO(b"headbody")
    file.seek(4)
    fetch(f"{url}/keep", purpose="axis", method="POST", data=file)
    assert [body for _path, body in machine.asked] == [b"abc", b"body"]


def test_a_host_of_another_purpose_is_not_asked(url, machine):
    with pytest.raises(FetchFailed, match="not configured for ocsp"):
        fetch(f"{url}/hello", purpose="ocsp")
    assert machine.asked == []


def test_another_port_of_a_configured_host_is_not_asked(url, machine):
    with pytest.raises(FetchFailed, match="not configured"):
        fetch("http://127.0.0.1:9/hello", purpose="axis")


def test_hosts_are_read_from_the_configuration_at_each_call(machine):
    rows = []
    allows("axis")(lambda: rows)
    address = f"http://127.0.0.1:{machine.server_address[1]}/hello"
    with pytest.raises(FetchFailed):
        fetch(address, purpose="axis")
    rows.append(("127.0.0.1", machine.server_address[1]))
    assert fetch(address, purpose="axis").status == 200


def named(monkeypatch, name, *addresses):
    known = fetching.socket.getaddrinfo

    def look_up(host, port, *words, **kind):
        found = addresses if host == name else (host,)
        return [entry for one in found for entry in known(one, port, *words, **kind)]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_a_configured_name_does_not_open_an_inner_address(monkeypatch, machine, address):
    port = machine.server_address[1]
    allow("axis", "axis.example", port)
    named(monkeypatch, "axis.example", address)
    with pytest.raises(FetchFailed, match="not open to us"):
        fetch(f"http://axis.example:{port}/hello", purpose="axis")
    assert machine.asked == []


def test_an_inner_network_is_opened_by_naming_it(monkeypatch, house, machine):
    port = machine.server_address[1]
    allow("axis", "axis.example", port)
    named(monkeypatch, "axis.example", "127.0.0.1")
    settings = Settings(allowed_fetch=("127.0.0.0/8",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    assert fetch(f"http://axis.example:{port}/hello", purpose="axis").body == b"hello"
    assert machine.asked[0][1]["Host"] == f"axis.example:{port}"


def test_the_operator_lists_hosts_for_every_purpose(monkeypatch, house, machine):
    port = machine.server_address[1]
    settings = Settings(allowed_fetch=(f"127.0.0.1:{port}",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    assert fetch(f"http://127.0.0.1:{port}/hello", purpose="anything").status == 200


def test_a_demo_folder_calls_nobody_outside(monkeypatch, house, tmp_path):
    give_birth(tmp_path, FolderKind.DEMO)
    settings = Settings(data_dir=tmp_path, allowed_fetch=("192.0.2.1",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    with pytest.raises(FetchFailed, match="not open to us"):
        fetch("http://192.0.2.1/", purpose="axis")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user@127.0.0.1/", "http:///x"]
)
def test_only_plain_web_addresses(address):
    with pytest.raises(FetchFailed):
        fetch(address, purpose="axis")


def test_an_answer_over_the_limit_is_dropped(url):
    with pytest.raises(FetchFailed, match="more than 2000"):
        fetch(f"{url}/large", purpose="axis", limit=2000)


def test_half_an_answer_is_none(url):
    with pytest.raises(FetchFailed):
        fetch(f"{url}/broken-off", purpose="axis")


def test_a_dripping_answer_ends_with_the_time_of_the_whole_call(url):
    started = time.monotonic()
    with pytest.raises(FetchFailed):
        fetch(f"{url}/dripping", purpose="axis", timeout=0.3)
    assert time.monotonic() - started < 1.5


def test_a_large_answer_goes_into_the_sink(url):
    sink = io.BytesIO()
    answer = fetch(f"{url}/large", purpose="axis", sink=sink)
    assert (len(sink.getvalue()), answer.body) == (3000, b"")


def test_a_redirect_on_the_same_host_is_followed_without_a_trace_in_the_sink(url):
    sink = io.BytesIO()
    fetch(f"{url}/near", purpose="axis", sink=sink)
    assert sink.getvalue() == b"hello"


@pytest.mark.parametrize("path", ["away", "round-and-round"])
def test_other_redirects_are_refused(url, path):
    with pytest.raises(FetchFailed):
        fetch(f"{url}/{path}", purpose="axis")


def test_nobody_at_home(machine):
    allow("axis", "127.0.0.1", 9)
    with pytest.raises(FetchFailed, match="did not answer"):
        fetch("http://127.0.0.1:9/", purpose="axis")


def test_a_proxy_of_the_environment_is_not_used(url, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch(f"{url}/hello", purpose="axis").status == 200


def test_never_inside_a_transaction(url):
    with transaction(), pytest.raises(RuntimeError, match="outside of any transaction"):
        fetch(f"{url}/hello", purpose="axis")


# ------------------------------------------------------------------- any public host


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe"])
def test_mail_goes_to_any_public_host_on_its_port(house, address):
    assert fetching.open_address(address, 25, purpose="mx") == address


@pytest.mark.parametrize("port", [24, 80, 465, 587])
def test_mail_knows_no_other_port(house, port):
    with pytest.raises(FetchFailed, match="not configured for mx"):
        fetching.open_address("9.9.9.9", port, purpose="mx")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
    ],
)
def test_mail_goes_to_no_inner_address(house, address):
    with pytest.raises(FetchFailed, match="not open to us"):
        fetching.open_address(address, 25, purpose="mx")


def test_mail_goes_to_an_inner_address_that_the_operator_listed(monkeypatch, house):
    settings = Settings(allowed_fetch=("10.1.2.3",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    assert fetching.open_address("10.1.2.3", 25, purpose="mx") == "10.1.2.3"


def test_other_purposes_do_not_reach_any_host(house):
    with pytest.raises(FetchFailed, match="not configured for mail"):
        fetching.open_address("9.9.9.9", 25, purpose="mail")


def test_what_any_host_may_answer_is_not_followed(monkeypatch, house, machine):
    port = machine.server_address[1]
    settings = Settings(allowed_fetch=(f"127.0.0.1:{port}",))
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    assert fetch(f"http://127.0.0.1:{port}/near", purpose="mta-sts").status == 302
