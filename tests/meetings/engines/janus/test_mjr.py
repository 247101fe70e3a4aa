"""Raw tracks: whole ones, torn ones, and files that are none."""

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.engines.janus import mjr
from meetings.engines.port import Medium
from tests.needs import needs

NAME = "videoroom-m-1-user-p7-0a1b2c3d-1795450850264103-audio-0.mjr"
BEGAN = 1_795_450_850_000_000
HEADING = {"t": "a", "c": "opus", "s": BEGAN - 50_000, "u": BEGAN}


def packet(number):
    """One RTP packet (RFC 3550) of Opus silence."""
    head = bytes([0x80, 111]) + number.to_bytes(2, "big") + (number * 960).to_bytes(4, "big")
    return head + bytes(4) + b"\xf8\xff\xfe"


def written(path, *, frames=50, heading=HEADING):
    told = json.dumps(heading).encode()
    parts = [mjr.MAGIC, len(told).to_bytes(2, "big"), told]
    for number in range(frames):
        body = packet(number)
        parts += [mjr.FRAME, (number * 20).to_bytes(4, "big"), len(body).to_bytes(2, "big"), body]
    path.write_bytes(b"".join(parts))
    return path


def test_a_track_begins_with_its_first_frame_and_not_with_its_file(tmp_path):
    track = mjr.track(written(tmp_path / NAME))
    assert (track.who, track.medium, track.codec) == ("p7", Medium.AUDIO, "opus")
    assert track.began_at == datetime.fromtimestamp(BEGAN / 1e6, UTC)
    assert track.seconds == pytest.approx(0.98)
    assert not track.is_salvaged


def test_tracks_stand_in_the_order_they_began_and_strangers_are_left_out(tmp_path):
    later = HEADING | {"u": BEGAN + 5_000_000, "t": "v", "c": "vp8"}
    written(tmp_path / NAME.replace("p7-0a", "p1-0a"), heading=later)
    written(tmp_path / NAME)
    written(tmp_path / "notes.mjr")
    (tmp_path / NAME.replace("p7-0a", "p9-0a")).write_bytes(b"")
    assert [(one.who, one.medium) for one in mjr.tracks(tmp_path)] == [
        ("p7", Medium.AUDIO),
        ("p1", Medium.VIDEO),
    ]


def test_what_a_fallen_server_left_is_cut_behind_its_last_whole_frame(tmp_path):
    torn = written(tmp_path / f"{NAME}.tmp")
    torn.write_bytes(torn.read_bytes()[:-5])
    empty = tmp_path / f"{NAME.replace('p7-', 'p8-')}.tmp"
    empty.write_bytes(b"")

    saved, lost = mjr.salvage(tmp_path)

    assert ([path.name for path in saved], lost) == ([f"salvaged-{NAME}"], [empty])
    (track,) = mjr.tracks(tmp_path)
    assert track.is_salvaged
    assert track.seconds == pytest.approx(0.96)
    assert mjr.salvage(tmp_path) == ([], [])


@needs("janus")
def test_the_tool_of_janus_takes_out_what_was_salvaged(tmp_path):
    torn = written(tmp_path / f"{NAME}.tmp")
    torn.write_bytes(torn.read_bytes()[:-5])
    (saved,), _lost = mjr.salvage(tmp_path)
    made = tmp_path / "out.opus"
    tool = shutil.which("janus-pp-rec")
    subprocess.run([tool, saved, made], check=True, capture_output=True)
    assert made.read_bytes().startswith(b"OggS")


def test_open_files_are_seen_growing(tmp_path):
    path = written(tmp_path / f"{NAME}.tmp", frames=1)
    before = mjr.sizes(tmp_path)
    written(path, frames=2)
    assert mjr.sizes(tmp_path)[path.name] > before[path.name]


@settings(max_examples=25)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_bring_the_reader_down(tmp_path_factory, data, has_magic):
    path = tmp_path_factory.mktemp("any") / f"{NAME}.tmp"
    path.write_bytes((mjr.MAGIC if has_magic else b"") + data)
    try:
        mjr.read_heading(path)
    except mjr.BadTrack:
        saved, _lost = mjr.salvage(path.parent)
        assert saved == []
