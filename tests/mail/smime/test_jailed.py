"""Foreign letters are read in a child."""

from mail.smime import jailed
from mail.smime.entity import Form
from mail.smime.reading import read
from office.foreign.refusals import ForeignFileRefused, Reason


def test_the_child_reads_what_we_would_read(lan, tmp_path):
    letter = lan.signed()
    (tmp_path / "a b.eml").write_bytes(letter)
    assert jailed.read_foreign(tmp_path / "a b.eml") == read(letter)


def test_a_letter_that_brings_its_reader_down_is_broken(tmp_path, monkeypatch):
    assert jailed.read_foreign(tmp_path / "missing.eml").form is Form.BROKEN

    def ended(*_args, **_limits):
        raise ForeignFileRefused(Reason.MEMORY)

    monkeypatch.setattr(jailed, "run_jailed", ended)
    assert jailed.read_foreign(tmp_path / "bomb.eml").form is Form.BROKEN


def test_an_answer_that_is_too_large_is_not_read(lan, tmp_path, monkeypatch):
    (tmp_path / "a.eml").write_bytes(lan.signed())
    monkeypatch.setattr(jailed, "LARGEST", 10)
    assert jailed.read_foreign(tmp_path / "a.eml").form is Form.BROKEN
