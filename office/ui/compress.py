"""Pages are packed lightly on the way out; files of the shell are packed beforehand."""

import gzip

from flask import Flask, Response, request

LEVEL = 1  # a quarter of the processor time of level 6 for 16 % more bytes
WORTH = 1_000
PACKED = {"text/html", "application/json", "application/problem+json", "image/svg+xml"}


def pack(answer: Response) -> Response:
    """Pack text for browsers that take it; the hidden token of a form is masked per answer."""
    if not _is_worth_it(answer):
        return answer
    answer.set_data(gzip.compress(answer.get_data(), LEVEL, mtime=0))
    answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def _is_worth_it(answer: Response) -> bool:
    return (
        answer.mimetype in PACKED
        and not answer.direct_passthrough
        and not answer.is_streamed
        and "Content-Encoding" not in answer.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and len(answer.get_data()) >= WORTH
    )


def init_app(app: Flask) -> None:
    """Pack the answers of an app."""
    app.after_request(pack)
