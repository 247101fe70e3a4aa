"""Foreign files are read in a child."""

import pytest

from office.foreign import child
from office.foreign.refusals import ForeignFileRefused, Reason
from signing.pades import integrity, jailed
from tests.office.foreign import specimens
from tests.signing.pades.conftest import with_fields


def test_the_child_reads_what_we_would_read(world, leader, tmp_path):
    signed = leader.sign(with_fields(), "chuky1", timestamps=world.timestamps).file
    (tmp_path / "a b.pdf").write_bytes(signed)
    read = jailed.read_foreign(tmp_path / "a b.pdf")
    assert read == integrity.read(signed)
    assert read.seals[0].token.holds


def test_the_reader_has_no_socket_whatever_the_kernel_allows(tmp_path, monkeypatch):
    asks = (
        "import socket; from signing.pades import integrity; "
        "integrity.read = lambda _data: socket.socket(); "
    )
    start = specimens.child_with_the_network_open().replace("from office", asks + "from office", 1)
    monkeypatch.setattr(child, "START", start)
    (tmp_path / "a.pdf").write_bytes(b"")
    words = [str(tmp_path / name) for name in ("a.pdf", "told.json")]
    order = {"call": [jailed.__name__, "main"], "words": words}
    assert child.run_jailed(order, out=tmp_path, limits=jailed.LIMITS) != 0
    assert "PermissionError" in child.last_errors(tmp_path)


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
