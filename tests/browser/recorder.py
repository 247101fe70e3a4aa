"""A chair's browser that records: its profile outlives it, and its server can fail."""

import os
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error

from meetings.media import chunks
from meetings.queries import recordings
from office.accounts import operations as accounts
from office.accounts.models import Account, AuthLevel
from office.actor import cookie_name
from office.db import db, transaction
from tests import needs
from tests.browser_checks import ARGS, console_errors

NEAR = 0.2  # seconds
SLICE = 400  # milliseconds; pages ask for 4,000, which would only make tests long


def slices(length):
    """A recorder whose slices are so many milliseconds long."""
    return f"""const begin = MediaRecorder.prototype.start;
MediaRecorder.prototype.start = function () {{ return begin.call(this, {length}); }};"""


SHORT = slices(SLICE)
WAITING = """() => new Promise((done, fail) => {
  const open = indexedDB.open('recordings', 1);
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const base = open.result, all = base.transaction('chunks').objectStore('chunks').getAllKeys();
    all.onsuccess = () => { base.close(); done(all.result); };
  };
})"""


class Switch:
    """The application, or 503 to every chunk while it is down."""

    def __init__(self, app):
        self.app, self.is_down, self.refused = app, False, 0

    def __call__(self, environ, start_response):
        if self.is_down and environ["REQUEST_METHOD"] == "PUT":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            self.refused += 1
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return self.app(environ, start_response)


@contextmanager
def recording_browser(kind, profile, address, token, *, sound, script=SHORT, **device):
    """Chromium with a microphone that plays a file, on a profile of its own, on some device."""
    context = kind.launch_persistent_context(
        str(profile),
        executable_path=needs.COMPONENTS["chromium"][0](),
        args=[
            *ARGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={sound}",
        ],
        base_url=address,
        locale="en",
        permissions=["microphone", "camera"],
        **device,
    )
    try:
        context.add_init_script(script)
        context.add_cookies([{"name": "sid", "value": token, "url": address}])
        page = context.new_page()
        page.errors = console_errors(page)
        yield page
    finally:
        with suppress(Error):  # it was killed, and that is only now noticed
            context.close()


def signed_in(actor):
    """The token of a session of its own."""
    account = db.session.get_one(Account, actor.account_id)
    with transaction():
        accounts.give_factor(account)
    opened = accounts.open_session(account, level=AuthLevel.SECOND_FACTOR)
    assert cookie_name() == "sid"
    return opened.token


NARROW = {"offline": False, "latency": 300, "downloadThroughput": 5e4, "uploadThroughput": 5e4}


def narrowed(page):
    """A line of 400 kbit/s with 300 ms."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", NARROW)
    return line


def widened(line):
    """The line as it was."""
    wide = NARROW | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", wide)
    line.detach()


def queued(page):
    """The chunks that lie on the device, as [recording, segment, number]."""
    return page.evaluate(WAITING)


def kill(profile):
    """End every process of the browser on this profile at once, as a power cut would."""
    needle = f"--user-data-dir={profile}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if needle in words:
                found.append(int(folder.name))
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def until(holds, *, seconds=20):
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)


def seconds(stretches):
    """How long they are together."""
    return sum((one.ended_at - one.began_at).total_seconds() for one in stretches)


def faults(meeting):
    """Each film as long as its chunks; all of them and the gaps as long as the order held."""
    found, played = [], 0.0
    for _source, segment in recordings.segments_of(meeting):
        rows = recordings.chunks_of(segment)
        lost = chunks.missing((row.seq for row in rows), last=segment.last_seq or 0)
        found += [f"segment {segment.number} lacks {run.first} to {run.last}" for run in lost]
        told = sum(row.to_ms - row.from_ms for row in rows)
        if abs((segment.film_ms or 0) - told) > 1000 * NEAR:
            found.append(f"film {segment.number}: {segment.film_ms} ms of chunks of {told} ms")
        played += (segment.film_ms or 0) / 1000
    ordered, gaps = map(seconds, (recordings.orders(meeting), recordings.gaps_of(meeting)))
    told = ordered - gaps
    if abs(played - told) > NEAR:
        found.append(f"{played:.2f} s are played, {told:.2f} s are said to be there")
    return found
