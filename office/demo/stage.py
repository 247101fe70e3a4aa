"""Where scripted officials play: the sheet of the demo, a browser for each, and their patience."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from office.demo.browser import Browser, Page, PlayFault, demo_code

FoundT = TypeVar("FoundT")

PATIENCE = 90.0
PAUSE = 0.4


@dataclass
class Stage:
    """The sheet of the demo, the browsers of the players, and what they have found so far."""

    sheet: dict[str, Any]
    folder: Path
    tell: Callable[[str, str], None]
    browsers: dict[str, Browser] = field(default_factory=dict)
    question: str = ""
    reply: str = ""

    def account(self, login: str) -> dict[str, str]:
        """What the sheet says of an account."""
        found: dict[str, str] = next(row for row in self.sheet["accounts"] if row["login"] == login)
        return found

    def at_desk(self, login: str) -> Browser:
        """The browser of a player, signed in at first use."""
        if login not in self.browsers:
            row = self.account(login)
            browser = Browser(self.sheet["url"])
            self.browsers[login] = browser.signed_in(login, row["password"])
        return self.browsers[login]

    def say(self, words: str, path: str = "") -> None:
        """Tell what was done, with its link."""
        self.tell(words, self.sheet["url"].rstrip("/") + path if path else "")


def until(look: Callable[[], FoundT | None], what: str, *, patience: float = PATIENCE) -> FoundT:
    """Look again until it is there; the patience is bounded."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if (found := look()) is not None:
            return found
        time.sleep(PAUSE)
    raise PlayFault(f"waited {patience:.0f} s in vain: {what}")


def may_open(browser: Browser, path: str) -> Page | None:
    """The page of an act, as soon as the act is possible."""
    try:
        page = browser.get(path)
    except PlayFault:
        return None
    return page if page.has_form(path.rpartition("/")[2]) else None


def sign_ready(stage: Stage, login: str, page: Page) -> None:
    """Wait for the prepared file, prove oneself again when asked, give the PIN."""
    browser, address = stage.at_desk(login), page.url

    def ready() -> Page | None:
        again = browser.get(address)
        if "/step-up" in again.path:
            again = again.submit("/step-up", **_proof(stage, login, again))
        return again if any("pin" in one.values for one in again.forms) else None

    asked = until(ready, "the signature is prepared")
    form = next(one for one in asked.forms if "pin" in one.values)
    target = urlsplit(form.action or asked.url).path
    asked.submit(target, pin=stage.account(login)["pin"])


def _proof(stage: Stage, login: str, page: Page) -> dict[str, str]:
    """The code of the second factor, or the password of whoever needs none."""
    if any("code" in one.values for one in page.forms):
        return {"code": demo_code(page)}
    return {"password": stage.account(login)["password"]}


def call(stage: Stage, path: str, token: str) -> Any:
    """What the API answers to a reader with a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return json.loads(fetched(stage.sheet["url"].rstrip("/") + path, headers))


def fetched(url: str, headers: dict[str, str]) -> bytes:
    """The bytes at an address of this machine."""
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - loopback
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        content: bytes = answer.read()
        return content


def state_of(stage: Stage, path: str, login: str) -> Any:
    """What the API tells a player of something."""
    return call(stage, path, stage.account(login)["token"])
