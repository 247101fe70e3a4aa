"""Chunks: by number and hash, and a segment begins as a film does."""

import pytest

from meetings.media import chunks
from meetings.media.chunks import Run
from tests.meetings.media import sound
from tests.needs import needs


def test_ranges_and_what_is_missing():
    assert chunks.runs([5, 0, 1, 2, 5]) == (Run(0, 2), Run(5, 5))
    assert chunks.missing([0, 1, 4], last=6) == (Run(2, 3), Run(5, 6))
    assert chunks.missing(range(7), last=6) == ()


@pytest.mark.parametrize("words", ["", "ab" * 31, "AB" * 32, "../" + "a" * 61, "a" * 64 + "\n"])
def test_only_a_hash_is_a_hash(words):
    assert not chunks.is_hash(words)
    assert chunks.is_hash("0a" * 32)


@needs("ffmpeg")
@needs("espeak-ng")
def test_a_film_is_known_by_its_first_chunk(tmp_path):
    film = sound.webm(tmp_path / "a.webm", sound=sound.said(tmp_path / "a.wav"))
    first, second = sound.chunks(film, 2)
    assert chunks.begins_film(first)
    assert not chunks.begins_film(second)
    assert not chunks.begins_film(b"<html>")
