"""Messages that follow an act: one sentence, with the undo or the link that belongs to it."""

from dataclasses import dataclass
from typing import Any

from flask import flash, get_flashed_messages

LONGEST = 500


@dataclass(frozen=True)
class Toast:
    """A sentence and at most one act; `method` "post" makes the act a form.

    One that stays longer than usual has its `seconds`, and shows how many are left.
    """

    text: str
    label: str = ""
    url: str = ""
    method: str = "get"
    seconds: int = 0


def toast(
    text: str, *, label: str = "", url: str = "", method: str = "get", seconds: int = 0
) -> None:
    """Show a message on the next page, with a link to look or a form to undo."""
    shown = [_short(str(text)), str(label), url, method, seconds]
    flash(shown, "toast")  # type: ignore[arg-type]  # lists are JSON


def _short(text: str) -> str:
    """Messages travel in a cookie, and a browser drops one that is too large."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def pending_toasts() -> list[Toast]:
    """The messages to show on this page; plain `flash` messages count too."""
    messages: list[Any] = list(get_flashed_messages())
    return [_toast(message) for message in messages]


def _toast(message: Any) -> Toast:
    return Toast(*message) if isinstance(message, list) else Toast(str(message))
