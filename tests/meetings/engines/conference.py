"""A conference in a network namespace of its own: Janus, two Chromium, known speech.

As a program (`unshare -rn python conference.py FOLDER ENDING MEDIA`) it plays one and prints JSON:
the first speaks at once, the second when the first has ended. The room is ended in order or the
server is killed, and then salvaged; both ways the film is composed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import sync_playwright

from meetings.engines.janus import mjr
from meetings.engines.janus.engine import JanusEngine
from meetings.engines.janus.film import compose
from meetings.engines.janus.growing import Growth
from meetings.engines.janus.place import Wishes
from meetings.engines.janus.reports import normalised
from meetings.engines.janus.rooms import Heard
from meetings.engines.janus.server import Server
from meetings.engines.port import Happened, Person, Room
from office import clock
from office.config import FolderKind, give_birth, load_settings
from tests.needs import chromium_program

ROOT = Path(__file__).parents[3]
CALLER = Path(__file__).with_name("caller.js")
PAGE = "http://localhost/room"
ROOM = Room("00000000-aaaa", "Phiên họp thử")
SPOKEN = {"p1": "Tôi xin khai mạc phiên họp", "p2": "Tôi xin báo cáo kế hoạch"}
SECOND_AFTER = 5.0
LAST_WORD = 6.0
PATIENCE = 20.0
LOUD = "silenceremove=start_periods=1:start_threshold=-45dB"


@dataclass
class Played:
    """What a conference came to."""

    tracks: list
    marks: list
    heard: dict
    film: str
    seconds: float
    grew: bool
    lost: int
    composed_in: float


def play(folder, *, ending, media):
    """Play one in a namespace; returns what it found."""
    say_it(folder, 0, SECOND_AFTER)
    words = ["unshare", "-rn", sys.executable, "-m", "tests.meetings.engines.conference"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*words, str(folder), ending, media],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return Played(**json.loads((folder / "played.json").read_text("utf-8")))


def say_it(folder, *pauses):
    """The voices as sound files, each after a silence."""
    for (key, text), pause in zip(SPOKEN.items(), pauses, strict=True):
        raw, made = folder / f"{key}-raw.wav", folder / f"{key}.wav"
        subprocess.run(["espeak-ng", "-v", "vi", "-w", raw, text], check=True)
        shape = f"{LOUD},adelay={pause * 1000:.0f},apad=pad_dur=60"
        words = ["ffmpeg", "-v", "error", "-i", raw, "-af", shape, "-ar", "48000", made]
        subprocess.run(words, check=True)


def silences(film):
    """The spans without sound in a film, in seconds."""
    words = ["ffmpeg", "-hide_banner", "-nostats", "-i", film, "-vn"]
    words += ["-af", "silencedetect=noise=-45dB:d=0.5", "-f", "null", "-"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stderr
    found = [line.split("silence_")[1].split() for line in told.splitlines() if "silence_" in line]
    starts = [float(row[1]) for row in found if row[0] == "start:"]
    ends = [float(row[1]) for row in found if row[0] == "end:"]
    return list(zip(starts, ends, strict=False))


def probe(film):
    """Codecs, size and length of a film, as another program reads them."""
    words = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", film]
    return json.loads(subprocess.run(words, capture_output=True, check=True).stdout)


# ------------------------------------------------------------------ inside the namespace


def main():
    folder, ending, media = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    lay_the_network()
    give_birth(folder, FolderKind.REAL)
    app = Flask("conference")
    app.extensions["office.settings"] = load_settings(data_dir=folder, testing=True)
    with app.app_context():
        played = conference(folder, ending=ending, with_video=media == "video")
    (folder / "played.json").write_text(json.dumps(asdict(played)), "utf-8")


def lay_the_network():
    """Loopback carries no media: a pair of interfaces does."""
    for words in (
        "link set lo up",
        "link add one type veth peer name two",
        "addr add 10.77.0.1/24 dev one",
        "link set one up",
        "link set two up",
    ):
        subprocess.run(["ip", *words.split()], check=True)


def conference(folder, *, ending, with_video):
    server = Server(folder, port=7188, wishes=Wishes())
    engine = JanusEngine(server.start(), folder)
    engine.create_room(ROOM)
    engine.create_room(ROOM)
    engine.start_recording(ROOM)
    watching = engine.janus.open()
    engine.rooms.watch(watching.attach(), ROOM.name)
    try:
        with callers(folder) as pages:
            heard = talk(engine, pages, with_video=with_video)
            marks, grew = listen(engine, watching)
            heard |= pages[1].evaluate("() => caller.heard()")
            lost = end(engine, server, ending)
    finally:
        server.stop()
    return composed(engine, folder, marks=marks, heard=heard, grew=grew, lost=lost)


def said_args(folder, key):
    """A browser whose microphone says what stands in a file."""
    return [
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        f"--use-file-for-fake-audio-capture={folder / key}.wav%noloop",
    ]


@contextmanager
def callers(folder):
    with ExitStack() as stack:
        driver = stack.enter_context(sync_playwright())
        pages = []
        for key in SPOKEN:
            program = chromium_program()
            browser = driver.chromium.launch(executable_path=program, args=said_args(folder, key))
            stack.callback(browser.close)
            page = browser.new_page()
            page.route("**", lambda route: route.fulfill(body="<p>", content_type="text/html"))
            page.goto(PAGE)
            page.evaluate(CALLER.read_text("utf-8"))
            pages.append(page)
        yield pages


def talk(engine, pages, *, with_video):
    """Both enter; the second hears the first."""
    offers = [page.evaluate("video => caller.offer(video)", with_video) for page in pages]
    seats = []
    for key, page, offer in zip(SPOKEN, pages, offers, strict=True):
        seat, answer = engine.publish(ROOM, Person(key, key), sdp=offer)
        page.evaluate("sdp => caller.agree(sdp)", answer)
        seats.append(seat)
    seat, offer = engine.subscribe(ROOM, seats[1], feeds=[Heard(seats[0].feed)])
    engine.start(seat, sdp=pages[1].evaluate("sdp => caller.receive(sdp)", offer.sdp))
    return {"feeds": sorted(one.shown for one in engine.keep(ROOM, seats[0]))}


def listen(engine, watching):
    """Who talks, until the second has ended; and whether the files grew all the time."""
    marks, growth, grew = [], Growth(), True
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (Happened.QUIET, "p2") not in [tuple(m[:2]) for m in marks]:
        for answer in watching.events():
            events = normalised(answer, now=clock.now())
            marks += [(one.what, one.who, one.at.timestamp()) for one in events]
        sizes = mjr.sizes(engine.rooms.rec_dir(ROOM.name))
        grew = growth.look(sizes, senders=2, now=time.monotonic()) and bool(sizes) and grew
    return marks, grew


def end(engine, server, ending):
    """End the room in order, or kill the server and salvage what it left; how many are lost."""
    if ending == "killed":
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        return len(mjr.salvage(engine.rooms.folder)[1])
    engine.stop_recording(ROOM)
    engine.end_room(ROOM)
    return 0


def composed(engine, folder, **more):
    tracks = engine.collect(ROOM)
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    begun = time.monotonic()
    film = compose(tracks, work=work)
    took = time.monotonic() - begun
    rows = [
        (one.who, one.medium, one.codec, one.began_at.timestamp(), one.seconds, one.is_salvaged)
        for one in tracks
    ]
    return Played(tracks=rows, film=str(film.path), seconds=film.seconds, composed_in=took, **more)


if __name__ == "__main__":
    main()
