"""A recording that no recorder of ours made: what it is by its bytes, and the film of it.

Its name and what a browser says of it count for nothing; the reader is told which format to expect,
so that a list of other places never passes for a film.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from meetings.media import films
from meetings.media.films import Film, NoFilm

HEAD = 16
LARGEST = 4 << 30
LONGEST = 24 * 3600.0  # seconds of one file
PLAYED_AS_WEBM = {"opus", "vorbis", "vp8", "vp9", "av1"}
PLAYED_AS_MP4 = {"aac", "mp3", "h264", "opus", "vp9", "av1"}
SPEECH = ("-map", "0:a:0", "-c:a", "libopus", "-b:a", "32k", "-f", "webm")
WHOLE = ("-map", "0:v:0?", "-map", "0:a?", "-c", "copy")


class Format(StrEnum):
    """What browsers, conference servers and telephones write; the value is the reader's name."""

    WEBM = "matroska"
    MP4 = "mov"
    OGG = "ogg"
    MP3 = "mp3"
    WAV = "wav"

    @property
    def ending(self) -> str:
        """How a copy is called."""
        return self.name.lower()

    def media_type(self, *, sort: str) -> str:
        """The media type of sound or picture in this format; `sort` is `audio` or `video`."""
        return f"{sort}/{'mpeg' if self is Format.MP3 else self.ending}"


def format_of(head: bytes) -> Format | None:
    """The format by the first bytes; what is none of them is not taken."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Format.WEBM
    if head[4:8] == b"ftyp":
        return Format.MP4
    if head.startswith(b"OggS"):
        return Format.OGG
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Format.WAV
    return Format.MP3 if _begins_mp3(head) else None


def _begins_mp3(head: bytes) -> bool:
    """A tag, or the sync word of a frame of layer III (ISO/IEC 11172-3, 2.4.2.3)."""
    return head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] in b"\xfb\xf3\xf2\xfa")


def format_in(path: Path) -> Format:
    """The format of a stored film; what our own recorder made is WebM."""
    with path.open("rb") as stream:
        return format_of(stream.read(HEAD)) or Format.WEBM


@dataclass(frozen=True)
class Told:
    """What a file says of itself: its length, the names of its codecs, whether it has pictures."""

    seconds: float
    codecs: frozenset[str]
    has_picture: bool


def told_by(source: Path, form: Format, *, room: Path) -> Told:
    """Ask the file; one without sound and length is no recording."""
    said = room / "said.json"
    wanted = "format=duration:stream=codec_type,codec_name"
    words = ("-v", "error", "-show_entries", wanted, "-of", "json", "-o", str(said))
    films.run("ffprobe", *words, *films.from_file(source, form), room=room)
    try:
        found = json.loads(said.read_bytes())
        seconds = float(found["format"].get("duration") or 0)
        streams = [(one["codec_type"], one["codec_name"]) for one in found["streams"]]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NoFilm("the file does not say what is in it") from fault
    own = [(sort, codec) for sort, codec in streams if sort in ("audio", "video")]
    if not any(sort == "audio" for sort, _codec in own) or seconds > LONGEST:
        raise NoFilm("the file holds no sound, or more than a day of it")
    pictures = any(sort == "video" and codec not in ("mjpeg", "png") for sort, codec in own)
    return Told(seconds, frozenset(codec for _sort, codec in own), pictures)


def film_of(source: Path, form: Format, told: Told, *, room: Path) -> Film:
    """A seekable film that browsers play; only sound that no browser plays is coded anew."""
    ending, shape = _shape(told)
    made = room / f"brought.{ending}"
    reads = (*films.QUIET, *films.from_file(source, form))
    films.run("ffmpeg", *reads, *shape, str(made), room=room)
    return Film(made, films.seconds_of(made, room=room))


def _shape(told: Told) -> tuple[str, tuple[str, ...]]:
    if told.codecs <= PLAYED_AS_WEBM:
        return "webm", (*WHOLE, "-cues_to_front", "1", "-f", "webm")
    if told.codecs <= PLAYED_AS_MP4:
        return "mp4", (*WHOLE, "-movflags", "+faststart", "-f", "mp4")
    if not told.has_picture:
        return "webm", SPEECH
    raise NoFilm("no browser plays this")
