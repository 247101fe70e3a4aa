"""Pages are packed for those who unpack."""

import gzip


def test_a_page_is_packed(visitor):
    packed = visitor.get("/ui/kit/list", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert int(packed.headers["Content-Length"]) == len(packed.data)


def test_who_does_not_ask_gets_it_plain(visitor):
    assert visitor.get("/ui/kit/list").data.startswith(b"<!doctype html>")


def test_a_small_answer_is_not_worth_it(visitor):
    small = visitor.get("/ui/language/vi", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers
