"""Letters in files: what was written reads back byte by byte, and no file fills the memory."""

import mailbox
from datetime import UTC, datetime
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from mail.letters.mbox import read_mbox, write_mbox

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LINE = st.sampled_from(["", "From a", ">From b", ">>From c", "from d", "Xin chào", "x" * 70_000])


def written(*letters):
    return b"".join(write_mbox((one, "an@h99.example", NOW) for one in letters))


def read(data, **words):
    return [one.data for one in read_mbox(BytesIO(data), **words)]


@given(st.lists(st.lists(LINE, min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_was_written_reads_back(drafts):
    letters = [
        b"Subject: x\r\n\r\n" + "".join(f"{line}\r\n" for line in lines).encode()
        for lines in drafts
    ]
    assert read(written(*letters)) == letters


def test_other_programs_read_what_we_write(tmp_path):
    path = tmp_path / "out.mbox"
    path.write_bytes(written(b"Subject: a\r\n\r\nFrom here\r\n", b"Subject: b\r\n\r\nx\r\n"))
    box = mailbox.mbox(path)
    assert [one["Subject"] for one in box] == ["a", "b"]
    box.close()


def test_files_of_other_programs():
    first = b"junk\n\nFrom a Mon\nSubject: a\n\nno From here\nFrom inside\n\n"
    data = first + b"From b\r\nSubject: b\r\n\r\nend"
    assert read(data) == [
        b"Subject: a\r\n\r\nno From here\r\nFrom inside\r\n",
        b"Subject: b\r\n\r\nend",
    ]
    assert read(b"") == read(b"no letter at all\n") == []


def test_a_letter_that_is_too_large_is_told_and_the_next_is_read():
    data = written(b"A: b\r\n\r\n" + b"x" * 5000, b"Subject: b\r\n\r\nx\r\n")
    first, second = read_mbox(BytesIO(data), largest=1000)
    assert (first.is_too_large, first.data, first.size > 5000) == (True, b"", True)
    assert (second.number, second.data) == (2, b"Subject: b\r\n\r\nx\r\n")


def test_a_line_end_is_not_torn_apart():
    letter = b"A: b\r\n\r\n" + b"x" * ((1 << 16) - 1) + b"\r\n"
    data = b"From a\r\n" + letter
    assert read(data) == [letter]


def test_a_sender_cannot_begin_a_letter():
    [head, *_rest] = write_mbox([(b"A: b\r\n\r\n", "x\nFrom y", NOW)])
    assert head == b"From xFromy Mon Nov 02 01:00:00 2026\n"
