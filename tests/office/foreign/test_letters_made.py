"""Five hundred letters as they come in reality are told without an error, by few children."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.foreign import letters as door
from office.foreign.child import Limits
from office.foreign.inside.letters import letter as inside
from office.foreign.letters import CHARSETS, Notice, letters
from tests.office.foreign.letters_made import SHAPES, letters_made, written

COUNT = 500


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    made = letters_made(COUNT)
    told = letters([one.data for one in made], into=tmp_path_factory.mktemp("told"))
    return list(zip(made, told, strict=True))


def wrong(made, letter):
    """What its reader would miss."""
    if letter.head.subject != made.subject:
        yield f"subject {letter.head.subject!r}"
    if " ".join(made.said.split()) not in " ".join(letter.text.split()):
        yield f"text {letter.text[:80]!r}"
    if made.file and made.file not in {part.name for part in letter.parts}:
        yield f"file {[part.name for part in letter.parts]}"
    codes = {one.code for one in letter.notices}
    if made.notice and made.notice not in codes:
        yield f"notice {codes}"
    if not made.notice and codes:
        yield f"unasked {codes}"


def test_everything_is_found_in_every_letter(pairs):
    missed = [(made.shape, what) for made, letter in pairs for what in wrong(made, letter)]
    assert not missed, Counter(missed).most_common(20)
    assert len({made.shape for made, _letter in pairs}) >= len(SHAPES)


def test_a_letter_without_a_plain_text_has_one_from_its_page(pairs):
    pages = [letter for made, letter in pairs if made.shape in {"page", "painted"}]
    assert pages
    assert all(letter.text and letter.html for letter in pages)
    assert not any("<" in letter.text for letter in pages)


def test_another_charset_is_believed_when_people_say_so(tmp_path):
    text = "không đủ chữ"
    mail = b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + written(text, "vni")
    wrong_way, right = (letters([mail], into=tmp_path, charset=one)[0] for one in ("tcvn3", "vni"))
    assert right.text == text != wrong_way.text
    assert right.charset == "vni" in CHARSETS


def test_a_letter_that_ends_the_child_spoils_no_other(tmp_path):
    heavy = b"Subject: nang\n\n" + b"a" * 30_000_000
    good = [one.data for one in letters_made(3)]
    small = Limits(seconds=30, cpu_seconds=20, memory_mb=190, file_mb=64)
    first, killed, *others = letters([good[0], heavy, *good[1:]], into=tmp_path, limits=small)
    assert killed.head.subject == "nang"
    assert {one.code for one in killed.notices} >= {Notice.UNREADABLE}
    assert [first.text, *(one.text for one in others)] == [
        one.text for one in letters(good, into=tmp_path)
    ]
    assert not [one for one in tmp_path.iterdir() if one.suffix != ".part"]


def test_a_mail_in_a_file_stays_where_it_is(tmp_path):
    made = letters_made(1)[0]
    source = tmp_path / "0.eml"
    source.write_bytes(made.data)
    (told,) = letters([source], into=tmp_path)
    assert told.head.subject == made.subject
    assert source.read_bytes() == made.data


def test_what_never_answers_is_a_letter_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(door, "run_jailed", lambda *_args, **_more: 1)
    monkeypatch.setattr(door, "last_errors", lambda _out: "")
    told = letters([b"Subject: a\n\nb", b"x"], into=tmp_path)
    assert [one.notices[0].code for one in told] == [Notice.UNREADABLE] * 2


def test_an_answer_that_is_no_letter_is_not_believed(tmp_path, monkeypatch):
    def lied(order, *, out, limits):
        assert limits
        number = order["options"]["orders"][0]["number"]
        (out / f"{number}.json").write_text('{"head": {}, "parts": [{"file": "../../secret"}]}')
        return 0

    monkeypatch.setattr(door, "run_jailed", lied)
    (told,) = letters([b"x"], into=tmp_path)
    assert told.notices[0].code is Notice.UNREADABLE


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: text/html; charset=",
        b"Content-Transfer-Encoding: base64\n",
        b"Subject: =?utf-8?b?",
        b"Content-Disposition: attachment; filename*0*=",
        b"--b\n",
        b"\n\n",
        b"<p style='",
        b"PK\x03\x04",
    ]
)


@settings(max_examples=60, deadline=None)
@given(data=st.lists(st.binary(max_size=60) | PIECES, max_size=12).map(b"".join))
def test_whatever_comes_is_told_without_an_error(data):
    with tempfile.TemporaryDirectory() as folder:
        order = {"number": 0, "source": f"{folder}/x", "how": "whole", "charset": ""}
        Path(order["source"]).write_bytes(data)
        inside.letters(Path(folder), Path(folder), orders=[order])
        told = door.TypeAdapter(door.Letter).validate_json(Path(folder, "0.json").read_bytes())
    assert Notice.READ_IN_PART not in {one.code for one in told.notices}
