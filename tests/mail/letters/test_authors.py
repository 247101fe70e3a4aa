"""Whom a head names, so that nobody who logged in writes in another's name."""

import pytest

from mail.letters.authors import LONGEST_FIELD, Unclear, authors_of

OWN, BOSS = "clerk@ours.test", "boss@ours.test"


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("Subject: x", ()),
        (f"From: {OWN}", (OWN,)),
        (f"FROM : Văn thư <{OWN}>", (OWN,)),
        (f'From: "{BOSS}" <{OWN}>', (OWN,)),
        (f"From:\r\n\t{OWN},\r\n {BOSS}", (OWN, BOSS)),
        (f"X-From: {BOSS}\r\nfrom: {OWN}", (OWN,)),
        ("From: =?utf-8?q?boss?=@ours.test", ("=?utf-8?q?boss?=@ours.test",)),
    ],
)
def test_every_name_in_from_is_found(head, authors):
    assert authors_of(f"{head}\r\n".encode()).authors == authors


def test_sender_is_read_apart():
    named = authors_of(f"From: {BOSS}\r\nSender: {OWN}\r\n".encode())
    assert (named.authors, named.sender) == ((BOSS,), (OWN,))


@pytest.mark.parametrize(
    "head",
    [
        f"From: {OWN}\r\nFrom: {BOSS}",
        f"From: {OWN}\r\nSubject: x\r\nfrom : {BOSS}",
        f"From: {'(' * LONGEST_FIELD}{OWN}",
        "X: " + "y" * 262144,
    ],
)
def test_what_two_readers_read_differently_is_refused(head):
    with pytest.raises(Unclear):
        authors_of(f"{head}\r\n".encode())


def test_a_field_that_names_nobody_gives_no_address_of_ours():
    for head in (b"From:\r\n", b"From: nobody\r\n", b"From: <>\r\n"):
        try:
            named = authors_of(head).authors
        except Unclear:
            continue
        assert named
        assert not any("@" in one for one in named)
