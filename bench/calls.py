"""Requests without a network: the WSGI application is called as a server would call it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import EnvironBuilder

Call = Callable[[], None]


@dataclass
class Answer:
    """What came back."""

    status: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def environ(path: str, **headers: str) -> dict[str, Any]:
    """What a browser's request looks like to the application."""
    given = {"Accept-Language": "vi", "Accept-Encoding": "gzip, br", "Host": "127.0.0.1"} | headers
    address, _, query = path.partition("?")
    builder = EnvironBuilder(path=address, query_string=query, headers=list(given.items()))
    try:
        return builder.get_environ()
    finally:
        builder.close()


def ask(app: Any, given: dict[str, Any]) -> Answer:
    """One request."""
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> None:
        answer.status, answer.headers = status, dict(headers)

    body = app(dict(given), start)
    try:
        answer.body = b"".join(body)
    finally:
        body.close()
    return answer


class WrongAnswer(Exception):
    """A page did not answer as it should; a figure of it would mean nothing."""


def request(app: Any, path: str, *, expect: str = "200", **headers: str) -> Call:
    """A request to be repeated; anything but the expected status stops the bench."""
    given = environ(path, **headers)

    def run() -> None:
        answer = ask(app, given)
        if not answer.status.startswith(expect):
            raise WrongAnswer(f"{path}: {answer.status} (see the log in the bench folder)")

    return run
