"""Films by the real ffmpeg inside the walls: length, seeking, gaps, hostile bytes."""

import wave
from io import BytesIO

import pytest

from meetings.media import films, speech
from tests.meetings.media import sound
from tests.needs import needs

pytestmark = [needs("ffmpeg"), needs("espeak-ng")]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Two speakers with four seconds of silence between them, as chunks."""
    folder = tmp_path_factory.mktemp("recorded")
    first, second, end = sound.two_speakers(folder / "talk.wav")
    film = sound.webm(folder / "talk.webm", sound=folder / "talk.wav", picture=True)
    return sound.chunks(film, 9), first, second, end


@pytest.fixture(scope="module")
def film(recorded, tmp_path_factory):
    room = tmp_path_factory.mktemp("film")
    return films.remuxed(films.joined(recorded[0], room=room), room=room)


def test_chunks_become_a_film_with_its_length(recorded, film, tmp_path):
    pieces, _first, _second, end = recorded
    with pytest.raises(films.NoFilm):
        films.seconds_of(films.joined(pieces, room=tmp_path), room=tmp_path)
    assert film.seconds == pytest.approx(end, abs=0.2)
    assert film.path.read_bytes().find(b"\x1c\x53\xbb\x6b") < 2000  # the index stands in front


def test_turns_lie_where_somebody_speaks(recorded, film, tmp_path):
    _pieces, first, second, end = recorded
    one, other = speech.turns_of(films.sound_of(film.path, room=tmp_path))
    assert (one.t0, one.t1) == pytest.approx((0, first), abs=0.35)
    assert (other.t0, other.t1) == pytest.approx((second, end), abs=0.35)


def test_a_lost_chunk_moves_nothing_behind_it(recorded, tmp_path):
    pieces, _first, second, end = recorded
    left = [piece for place, piece in enumerate(pieces) if place != 2]
    film = films.remuxed(films.joined(left, room=tmp_path), room=tmp_path)
    assert film.seconds == pytest.approx(end, abs=0.2)
    last = speech.turns_of(films.sound_of(film.path, room=tmp_path))[-1]
    assert (last.t0, last.t1) == pytest.approx((second, end), abs=0.4)


def test_a_cut_tail_is_a_shorter_film(recorded, tmp_path):
    pieces = recorded[0]
    whole = b"".join(pieces)
    film = films.remuxed(films.joined([whole[: len(whole) - 300]], room=tmp_path), room=tmp_path)
    assert film.seconds > 3


def test_a_turn_is_cut_out_as_small_sound(film, tmp_path):
    with wave.open(BytesIO(films.clip(film.path, t0=0.5, t1=2.0, room=tmp_path))) as clip:
        assert clip.getframerate() == 16_000
        assert clip.getnframes() / 16_000 == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"\x1a\x45\xdf\xa3" + b"\xff" * 500,
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    ],
    ids=["empty", "page", "broken", "list of addresses", "list of files"],
)
def test_what_is_no_film_is_said_plainly(data, tmp_path):
    with pytest.raises(films.NoFilm):
        films.remuxed(films.joined([data], room=tmp_path), room=tmp_path)


def test_without_the_program_there_is_no_film(monkeypatch, tmp_path):
    monkeypatch.setattr(films.shutil, "which", lambda _name: None)
    assert not films.has_programs()
    film = tmp_path / "film"
    film.write_bytes(b"\x1aE\xdf\xa3")
    with pytest.raises(films.NoFilm):
        films.seconds_of(film, room=tmp_path)
