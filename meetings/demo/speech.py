"""What is heard at the demo's meetings: known words, spoken by espeak-ng and kept as slices.

Without espeak-ng or ffmpeg on the machine the meetings are held without a recording.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from meetings.media.chunks import Codec
from meetings.models import Meeting
from meetings.operations import recording
from office import blobs, clock
from office.permissions import Actor

VOICE, RATE, SLICES = "vi", "32k", 3
LONGEST = 60  # seconds that a program may take
BETWEEN = 0.4  # seconds of silence after a sentence


def spoken(sentences: Sequence[str]) -> bytes:
    """Sound and container as a browser records them; nothing where a program is missing."""
    speaks, films = shutil.which("espeak-ng"), shutil.which("ffmpeg")
    if not (speaks and films):
        return b""
    with tempfile.TemporaryDirectory() as folder:
        wav, webm = Path(folder) / "words.wav", Path(folder) / "words.webm"
        pause = str(round(BETWEEN * 100))
        _run([speaks, "-v", VOICE, "-g", pause, "-w", str(wav), " ".join(sentences)])
        _run([films, "-nostdin", "-i", str(wav), "-c:a", "libopus", "-b:a", RATE, str(webm)])
        return webm.read_bytes()


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603 - our words


def record(meeting: Meeting, sound: bytes, *, at: datetime, chair: Actor) -> None:
    """Let the chair's device have recorded this sound from a moment on, slice by slice."""
    if not sound:
        return
    length = timedelta(seconds=_seconds(sound))
    with clock.standing_at(at):
        recording.begin_recording(meeting, by=chair)
        source = recording.add_source(meeting, Codec.AUDIO, by=chair)
    with clock.standing_at(at + length):
        step = -(-len(sound) // SLICES)
        whole = round(length.total_seconds() * 1000)
        for seq in range(SLICES):
            place = recording.Place(
                segment=0,
                seq=seq,
                from_ms=whole * seq // SLICES,
                to_ms=whole * (seq + 1) // SLICES,
                started_ms=round(at.astimezone(UTC).timestamp() * 1000),
                clock_offset_ms=0,
            )
            kept = blobs.put(BytesIO(sound[seq * step : (seq + 1) * step]))
            recording.keep_chunk(source, place, kept, by=chair)
        recording.finish_segment(source, 0, last_seq=SLICES - 1, stopped_ms=whole, by=chair)
        recording.end_recording(meeting, by=chair)


def _seconds(sound: bytes) -> float:
    probe = shutil.which("ffprobe")
    if not probe:
        return len(sound) * 8 / 32_000
    asked = [probe, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", "-"]
    said = subprocess.run(asked, input=sound, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603 - our words
    return float(said.stdout)
