"""The settings that are written for Janus: nothing of the packaged ones is left standing."""

import json
import stat

import pytest

from meetings.engines.janus import place
from meetings.engines.janus.place import Wishes


def text_of(folder):
    return "".join(path.read_text("utf-8") for path in (folder / "janus").glob("*.jcfg"))


def test_settings_are_private_and_new_at_each_start(tmp_path):
    first = place.prepare(tmp_path, port=7188, wishes=Wishes())
    second = place.prepare(tmp_path, port=7189, wishes=Wishes())

    assert first.secret != second.secret
    assert place.found(tmp_path) == second
    files = [path for path in (tmp_path / "janus").iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "janus").stat().st_mode) == 0o700
    text = text_of(tmp_path)
    assert second.secret in text
    assert "janusoverlord" not in text
    assert 'ip = "127.0.0.1"' in text
    assert "admin_http = false" in text


def test_words_of_rooms_differ_and_come_back(tmp_path):
    found = place.prepare(tmp_path, port=7188, wishes=Wishes())
    words = {found.word(purpose, room) for purpose in ("pin", "secret") for room in ("a", "b")}
    assert len(words) == 4
    assert found.word("pin", "a") in words


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(rtp_ports='1000-2000" }\nadmin: { admin_http = true'),
        Wishes(public_address='1.2.3.4"\nx'),
    ],
)
def test_a_setting_cannot_write_another(tmp_path, wishes):
    with pytest.raises(ValueError, match=r"Wishes"):
        place.prepare(tmp_path, port=7188, wishes=wishes)


def test_a_house_without_a_server_has_no_place(tmp_path):
    assert place.found(tmp_path) is None
    place.prepare(tmp_path, port=7188, wishes=Wishes(public_address="198.51.100.7"))
    assert 'nat_1_1_mapping = "198.51.100.7"' in text_of(tmp_path)
    where = tmp_path / "janus" / "where.json"
    where.write_text(json.dumps({"port": 1}))
    assert place.found(tmp_path) is None
    place.forget(tmp_path)
    assert not where.exists()
