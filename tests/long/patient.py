"""Officials who are used to machines that go down: they wait, and look before they press again."""

import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock
from urllib.parse import urljoin, urlsplit

from documents.play import story
from documents.play.upkeep import play_upkeep
from office import demo_data
from office.demo import stage as stages
from office.demo.browser import Browser, Page, PlayFault
from office.demo_data import DemoPlay
from tests.long import beside

Scene = Callable[[stages.Stage, DemoPlay], None]
LET = 150.0
PAUSE = 0.3
LOST = (ConnectionError, http.client.HTTPException, TimeoutError, urllib.error.URLError)
UID = re.compile(r"/documents/[0-9a-f-]{36}$")
STORY_PATIENCE = 240.0


class PatientBrowser(Browser):
    """A browser that asks again when the line was cut; a form keeps its once-token."""

    def __init__(self, base: str, *, language: str = "vi") -> None:
        super().__init__(base, language=language)
        self.was_cut = False
        self.at = base

    def signed_in(self, login: str, password: str):
        """A cut in the middle of signing in begins anew; a code of the factor serves once."""
        ends = time.monotonic() + LET
        while True:
            self.was_cut = False
            try:
                return super().signed_in(login, password)
            except PlayFault:
                if not self.was_cut or time.monotonic() > ends:
                    raise
                time.sleep(5)

    def _ask(self, url: str, body: bytes | None, boundary: str = "") -> Page:
        ends = time.monotonic() + LET
        self.was_cut = False
        while True:
            try:
                page = self._once(url, body, boundary)
            except LOST as fault:
                if isinstance(fault, urllib.error.HTTPError) or time.monotonic() > ends:
                    raise
                self.was_cut = True
                time.sleep(PAUSE)
                continue
            if body is not None and self.was_cut:
                page = self._after_a_cut(page, url)
            self.at = page.url
            return page

    def _once(self, url: str, body: bytes | None, boundary: str) -> Page:
        headers = {"Accept-Language": self._language, "Origin": self.base, "Referer": self.at}
        if body is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            headers["Sec-Fetch-Site"] = "same-origin"
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - loopback
        try:
            with self._open(request, timeout=120) as answer:
                return self._page(answer.url, answer.status, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self._page(refusal.url or url, refusal.code, refusal.read())

    def _after_a_cut(self, page: Page, url: str) -> Page:
        """The act may be done although its answer was lost: look where a person would look."""
        path = urlsplit(url).path
        act = path.rpartition("/")[2]
        if act in LOOKING and not LOOKING[act](page):
            return self._look(path.removesuffix(f"/{act}"), act)
        return self.get("/") if page.status >= 400 else page

    def _look(self, record: str, act: str) -> Page:
        page = self.get(record)
        if act == "reply":
            return self.get(_new_paper(page, record) + "/draft")
        if act == "numbering":
            return self.get(f"{record}/seal")
        return page.submit(f"/{act}")


LOOKING = {
    "reply": lambda page: page.path.endswith("/draft"),
    "numbering": lambda page: (
        any("pin" in form.values for form in page.forms)
        or page.path.endswith("/seal")
        or "signing-requests" in page.path
        or "step-up" in page.path
    ),
    "signature": lambda page: "signing-requests" in page.path or "step-up" in page.path,
}


def _new_paper(page: Page, record: str) -> str:
    """The draft that the page of the question names."""
    for href, _words in page.links:
        path = urlsplit(urljoin(page.url, href)).path.removesuffix("/draft")
        if UID.search(path) and not path.endswith(record):
            return path
    raise PlayFault(f"{page.url}: no draft of a reply is named: {page.words[:400]}")


@dataclass
class PatientStage(stages.Stage):
    """The stage with such browsers."""

    def at_desk(self, login: str) -> Browser:
        if login not in self.browsers:
            row = self.account(login)
            browser = PatientBrowser(self.sheet["url"])
            self.browsers[login] = browser.signed_in(login, row["password"])
        return self.browsers[login]


def play(stage: PatientStage) -> None:
    """Play the whole matter, however often the house falls."""
    fetched = stages.fetched

    def patiently(url: str, headers: dict[str, str]) -> bytes:
        ends = time.monotonic() + LET
        while True:
            try:
                return fetched(url, headers)
            except LOST:
                if time.monotonic() > ends:
                    raise
                time.sleep(PAUSE)

    with (
        mock.patch.object(story, "fetched", patiently),
        mock.patch.object(stages, "fetched", patiently),
        mock.patch.object(stages, "PATIENCE", STORY_PATIENCE),
        mock.patch.object(story, "submit", _after(beside.comment_draft, story.submit)),
        mock.patch.object(story, "sign", _after(beside.pass_check, story.sign)),
    ):
        story.play(stage)
        play_upkeep(stage)
        cast = demo_data.first_matter().play
        beside.copy_reply(stage, cast)
        beside.change_access(stage, cast)
        beside.freeze(stage, cast)


def _after(first: Scene, second: Scene) -> Scene:
    def both(stage: stages.Stage, cast: DemoPlay) -> None:
        first(stage, cast)
        second(stage, cast)

    return both
