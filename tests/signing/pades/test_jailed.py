"""Foreign files are read in a child."""

import subprocess
import sys

import pytest

from office.foreign.refusals import ForeignFileRefused, Reason
from signing.pades import integrity, jailed
from tests.signing.pades.conftest import with_fields


def test_the_child_reads_what_we_would_read(world, leader, tmp_path):
    signed = leader.sign(with_fields(), "chuky1", timestamps=world.timestamps).file
    (tmp_path / "a b.pdf").write_bytes(signed)
    read = jailed.read_foreign(tmp_path / "a b.pdf")
    assert read == integrity.read(signed)
    assert read.seals[0].token.holds


def test_the_reader_has_no_socket_whatever_the_kernel_allows(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"")
    words = (
        "import socket; from signing.pades import integrity, jailed; "
        "integrity.read = lambda _data: socket.socket(); jailed.main(*sys.argv[1:])"
    )
    start = jailed.START.partition("from signing")[0] + words
    files = [str(tmp_path / name) for name in ("a.pdf", "told.json")]
    command = [sys.executable, "-I", "-c", start, *files]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "PermissionError" in said.stderr


def test_a_child_that_leaves_nothing_is_told(tmp_path):
    assert jailed.read_foreign(tmp_path / "missing.pdf") is None


@pytest.mark.parametrize("reason", [Reason.TIME, Reason.MEMORY])
def test_a_child_that_is_ended_is_told(tmp_path, monkeypatch, reason):
    def ended(*_args, **_limits):
        raise ForeignFileRefused(reason)

    monkeypatch.setattr(jailed, "run_jailed", ended)
    assert jailed.read_foreign(tmp_path / "bomb.pdf") is None


def test_an_answer_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(with_fields())
    monkeypatch.setattr(jailed, "LARGEST", 10)
    assert jailed.read_foreign(tmp_path / "a.pdf") is None
