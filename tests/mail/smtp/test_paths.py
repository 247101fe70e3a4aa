"""The argument of MAIL and RCPT: one strict form."""

import pytest

from mail.smtp import paths
from mail.smtp.answers import Refused

GOOD = {
    "FROM:<>": "",
    "FROM:<a@b.vn>": "a@b.vn",
    "from: <a.b@c-d.vn>": "a.b@c-d.vn",
    'FROM:<"a b"@c.vn>': '"a b"@c.vn',
    "FROM:<a@[192.0.2.1]>": "a@[192.0.2.1]",
    "FROM:<a+b=c@d.vn>": "a+b=c@d.vn",
}
BAD = (
    *("FROM:a@b.vn", "FROM:< a@b.vn >", "FROM:<@r.vn:a@b.vn>", "FROM:<a@b.vn>x", "FROM:<a\0@b.vn>"),
    *("FROM:<a@b.vn", "FROM:<a>", "FROM:<a@>", "FROM:<@b.vn>", "FROM:<a@b@c.vn>", "TO:<a@b.vn>"),
    *("FROM:<a(comment)@b.vn>", "FROM:<a..b@c.vn>", "FROM:<a@-b.vn>", "FROM:<a@b.vn\udcff>"),
    *(f"FROM:<{'a' * 65}@b.vn>", f"FROM:<a@{'b' * 254}>", "FROM:<<a@b.vn>>", "FROM:  <a@b.vn>"),
)


@pytest.mark.parametrize("text", GOOD)
def test_a_good_sender(text):
    assert paths.sender(text, extended=True).address == GOOD[text]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_sender(text):
    with pytest.raises(Refused) as refused:
        paths.sender(text, extended=True)
    assert refused.value.answer.code == 501


def test_what_the_sender_wants_is_kept_letter_by_letter():
    made = paths.sender("FROM:<> SIZE=12 body=8bitmime RET=HDRS ENVID=Ab+2Bc", extended=True)
    assert (made.size, made.body, made.ret, made.envid) == (12, "8BITMIME", "HDRS", "Ab+2Bc")
    to = paths.recipient(
        "TO:<x@y.vn> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Old+40y.vn", utf8=False, extended=True
    )
    assert (to.notify, to.orcpt) == ("SUCCESS,DELAY", "rfc822;Old+40y.vn")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("SIZE=", 501),
        ("SIZE=-1", 501),
        ("SIZE=1 SIZE=2", 501),
        ("BODY=BINARYMIME", 501),
        ("SMTPUTF8=yes", 501),
        ("RET=SOME", 501),
        ("ENVID=a+zz", 501),
        ("MT-PRIORITY=3", 555),
        ("NOTIFY=NEVER", 555),
        ("=x", 501),
    ],
)
def test_parameters_of_mail_are_checked(words, code):
    with pytest.raises(Refused) as refused:
        paths.sender(f"FROM:<a@b.vn> {words}", extended=True)
    assert refused.value.answer.code == code


@pytest.mark.parametrize(
    "words", ["NOTIFY=NEVER,SUCCESS", "NOTIFY=", "ORCPT=x", "ORCPT=rfc822;a+4"]
)
def test_parameters_of_rcpt_are_checked(words):
    with pytest.raises(Refused):
        paths.recipient(f"TO:<a@b.vn> {words}", utf8=False, extended=True)


def test_letters_beyond_ascii_need_the_extension():
    with pytest.raises(Refused) as refused:
        paths.sender("FROM:<văn.thư@xãbavì.test>", extended=True)
    assert refused.value.answer.status == "5.6.7"
    made = paths.sender("FROM:<văn.thư@xãbavì.test> SMTPUTF8", extended=True)
    assert made.address == "văn.thư@xãbavì.test"
    assert paths.domain_of(made.address) == "xn--xbav-goa1d.test"
    with pytest.raises(Refused):
        paths.recipient("TO:<thư@b.vn>", utf8=False, extended=True)
    assert paths.recipient("TO:<thư@b.vn>", utf8=True, extended=True).address == "thư@b.vn"


def test_the_postmaster_needs_no_domain():
    assert paths.recipient("TO:<Postmaster>", utf8=False, extended=True).address == "Postmaster"
    with pytest.raises(Refused):
        paths.sender("FROM:<postmaster>", extended=True)


def test_without_ehlo_there_are_no_parameters():
    with pytest.raises(Refused):
        paths.sender("FROM:<a@b.vn> SIZE=1", extended=False)
