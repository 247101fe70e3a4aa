"""Files by their hash: whole or not there, the same twice, never changed unseen."""

import hashlib
import io
import os
from contextlib import suppress

import pytest

from office import blobs
from office.config import current_settings

DATA = b"%PDF-1.7 an official paper"
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def empty_store(house):
    yield
    blobs.remove(NAME)


def files():
    return [path for path in current_settings().blob_dir.rglob("*") if path.is_file()]


def test_what_was_put_is_read_back():
    stored = blobs.put(DATA)
    assert (stored.sha256, stored.size) == (NAME, len(DATA))
    assert blobs.read(NAME) == DATA
    assert blobs.size_of(NAME) == len(DATA)
    with blobs.open_blob(NAME) as file:
        assert file.read() == DATA


def test_a_stream_is_stored_in_pieces(monkeypatch):
    monkeypatch.setattr(blobs, "CHUNK", 7)
    assert blobs.put(io.BytesIO(DATA)).sha256 == NAME


def test_the_same_bytes_are_kept_once():
    before = len(files())
    blobs.put(DATA)
    blobs.put(DATA)
    assert len(files()) == before + 1


def test_an_empty_file_is_a_file():
    stored = blobs.put(b"")
    assert stored.size == 0
    assert blobs.read(stored.sha256) == b""


def test_a_stored_file_is_not_writable():
    blobs.put(DATA)
    assert blobs.path_of(NAME).stat().st_mode & 0o222 == 0


def test_a_file_that_broke_off_leaves_nothing():
    before = files()
    with suppress(RuntimeError), blobs.writer() as new:
        new.write(b"half")
        raise RuntimeError
    with blobs.writer() as new:
        new.write(b"given up")
    assert files() == before


def test_a_file_changed_on_the_disk_is_not_read_as_the_old_one():
    blobs.put(DATA)
    path = blobs.path_of(NAME)
    path.chmod(0o600)
    path.write_bytes(b"forged")
    with pytest.raises(OSError, match="has changed"):
        blobs.read(NAME)


def test_what_is_not_there_is_not_found():
    assert not blobs.exists(NAME)
    for ask in (blobs.read, blobs.open_blob, blobs.size_of, blobs.path_of):
        with pytest.raises(FileNotFoundError):
            ask(NAME)
    blobs.remove(NAME)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", NAME.upper(), NAME + "0", "g" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(name):
    with pytest.raises(FileNotFoundError):
        blobs.path_of(name)
    with pytest.raises(FileNotFoundError):
        blobs.exists(name)


def test_removed_bytes_are_gone():
    blobs.put(DATA)
    assert blobs.exists(NAME)
    blobs.remove(NAME)
    assert not blobs.exists(NAME)


def test_a_file_lies_in_folders_of_its_first_letters():
    blobs.put(DATA)
    path = blobs.path_of(NAME)
    assert path.parts[-3:] == (NAME[:2], NAME[2:4], NAME)
    assert os.access(path, os.R_OK)
